"""The mistakes in authored files: what `check` lists, and the error that stops a release."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

if TYPE_CHECKING:
    from server.authored.model import Content


class Finding(NamedTuple):
    """A problem for an author: where it is, what is wrong, what is allowed.

    Only an error stops a release. `line` counts from 1; 0 is the file as a whole.
    """

    file: str
    field: str
    message: str
    level: Literal["error", "warning", "due"] = "error"
    line: int = 0

    def __str__(self) -> str:
        level = "warning: " if self.level == "warning" else ""
        line = f":{self.line}" if self.line else ""
        text = f"{level}{self.file}{line}: {self.field}: {self.message}"
        return text.encode(errors="backslashreplace").decode()  # a file's name may be in Latin-1


def findings_in(file: str, problems: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """A finding in a file for each pair of a field and a message."""
    return (Finding(file, field, message) for field, message in problems)


class ContentError(Exception):
    """The content cannot be released; `findings` lists every reason.

    `partial_content` is what could be read all the same, for the checks of the rest.
    """

    def __init__(self, findings: list[Finding], partial_content: "Content | None" = None) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings
        self.partial_content = partial_content


class UnreadError(Exception):
    """A check needed a file that could not be read."""


class Unread:
    """Replaces the value of a file that could not be read: a check that uses it ends."""

    def __getattr__(self, name: str) -> NoReturn:
        raise UnreadError(name)

    def _refuse(self, *_: object) -> NoReturn:
        raise UnreadError

    __iter__ = __contains__ = __getitem__ = __len__ = _refuse
