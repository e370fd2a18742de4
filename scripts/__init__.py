"""What is run by hand, and makes files that are kept in the repository."""
