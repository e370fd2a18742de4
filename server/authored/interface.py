"""The words of the app itself."""


class MissingWordError(Exception):
    """A page needs a word that its file, below the language's folder, does not have."""

    def __init__(self, file: str, name: str) -> None:
        super().__init__(name)
        self.file = file


class Interface(dict[str, str]):
    """The words of the app itself, or of one tool; a missing one raises MissingWordError."""

    def __init__(self, words: dict[str, str], file: str = "interface.yaml") -> None:
        super().__init__(words)
        self._file = file

    def __missing__(self, name: str) -> str:
        raise MissingWordError(self._file, name)
