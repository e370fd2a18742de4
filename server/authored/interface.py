"""The words of the app itself: those of the content, else the default ones."""

from collections.abc import Mapping

from server.authored.app import App

# Words that need no default: if one is missing, the element that shows it is omitted.
OPTIONAL = frozenset({"do_not_stop", "medicine", "search_spanish"})
# Read by browsers, not by readers.
FOR_BROWSERS = frozenset({"locale", "licence_url"})
# Words for something that the content names: a group of signs or sources, where signs are seen.
NAME_PREFIXES = ("label_", "seen_", "source_group_")


class Interface(dict[str, str]):
    """The words of the app itself, or of one tool.

    A missing word is recorded in `missing`, and its name is returned, so that one run finds all
    of them. `authored` are those that this content has written itself.
    """

    def __init__(
        self,
        words: Mapping[str, str],
        *,
        authored: Mapping[str, str] | None = None,
        file: str = "interface.yaml",
        missing: dict[tuple[str, str], None] | None = None,
    ) -> None:
        super().__init__(words)
        self.authored = words if authored is None else authored
        self.missing = {} if missing is None else missing
        self._file = file

    def __missing__(self, name: str) -> str:
        self.missing[self._file, name] = None
        return name

    def for_tool(self, words: Mapping[str, str], file: str) -> "Interface":
        """The words of a tool, whose missing ones are noted together with these."""
        return Interface(words, file=file, missing=self.missing)


def interface_of(app: App, authored: Mapping[str, str], defaults: Mapping[str, str]) -> Interface:
    """The words of a content, else the default ones, each with the names of app and medicine.

    A language may have another word for the medicine: `medicine`.
    """
    names = {"{app}": app.name, "{medicine}": authored.get("medicine", app.medicine)}
    own = {name: _filled(text, names) for name, text in authored.items()}
    return Interface(
        {name: _filled(text, names) for name, text in defaults.items()} | own, authored=own
    )


def _filled(text: str, names: Mapping[str, str]) -> str:
    for placeholder, name in names.items():
        text = text.replace(placeholder, name)
    return text
