"""The mistakes in authored files: what `check` lists, and the error that stops a release."""

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """What an author has to look at: where it is, what is wrong, what is allowed.

    Only an error stops a release.
    """

    file: str
    field: str
    message: str
    level: Literal["error", "warning", "due"] = "error"

    def __str__(self) -> str:
        level = "warning: " if self.level == "warning" else ""
        return f"{level}{self.file}: {self.field}: {self.message}"


class ContentError(Exception):
    """The content cannot be released; `findings` lists every reason."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings
