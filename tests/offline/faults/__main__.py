from tests.offline.faults.run import main

main()
