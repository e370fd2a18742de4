"""Countries: each has a name and numbers, and the first screen shows emergency numbers only."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content


def check_countries(content: Content) -> Iterator[Finding]:
    """Find countries without a name or numbers, and numbers that are for something else."""
    names, numbers = content.file("countries.yaml"), "content/helplines.yaml"
    for code in content.helplines.keys() - content.countries.keys():
        yield Finding(names, code, f"has numbers in {numbers} but no name here")
    for code in content.countries.keys() - content.helplines.keys():
        message = f"has a name in {names} but no row here; 'emergency: []' is allowed"
        yield Finding(numbers, code, message)
    known = {line.number for country in content.helplines.values() for line in country.emergency}
    for place in content.home.numbers:
        if place.number not in known:
            message = f"{place.number} is not an emergency number of any country"
            yield Finding(content.file("home.yaml"), "numbers", message)
