"""Programs run by hand, which make files of the repository."""
