"""A check at import that the private names of a library which this app uses still exist."""

from importlib.metadata import version


def require(library: str, owner: object, *names: str) -> None:
    """Raise ImportError with the library's version if `owner` has lost one of the names."""
    for name in names:
        if name not in dir(owner):
            place = getattr(owner, "__qualname__", None) or getattr(
                owner, "__name__", type(owner).__qualname__
            )
            raise ImportError(
                f"{library} {version(library)} has no {place}.{name}, which this app relies on; "
                f"install the version of {library} that pyproject.toml allows"
            )
