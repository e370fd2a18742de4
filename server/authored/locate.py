"""Finds the line of a finding: by its field, or by the words that its message quotes."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from server.authored.findings import Finding
from server.authored.text_files import UnreadableError, read_text, split_page

QUOTED_WORDS = re.compile(r"'([^']{2,60})'")
MISSING_PAGE = re.compile(r"(?<=no page )[^\s;]+")
FIELD_PART = re.compile(r"[^.\[\]]+")
TOP_FIELD = re.compile(r"[^\s#-]")  # the first field of a file's own level
ENGINE_FOLDERS = ("defaults/", "pwa/")  # files that are not the content's
MAX_QUOTED_LETTERS = 24  # a line break may follow after so many


def located(findings: Iterable[Finding], folder: Path, lang: str) -> list[Finding]:
    """The same findings with their lines, and with the files as they are called on this disk."""
    files: dict[Path, _FileLines | None] = {}
    return [_located(finding, folder.resolve(), lang, files) for finding in findings]


def _located(
    finding: Finding, folder: Path, lang: str, files: dict[Path, "_FileLines | None"]
) -> Finding:
    if finding.file.startswith(ENGINE_FOLDERS):
        return finding
    name, _, row = finding.file.partition(": ")
    inside = name.partition("/")[2]
    if not (folder / inside).exists() and (folder / lang / inside).exists():
        inside = f"{lang}/{inside}"  # a picture of one language
    path = folder / inside
    if path not in files:
        files[path] = _read(path)
    lines = files[path]
    field = f"{row}.{finding.field}" if row else finding.field
    line = finding.line or (lines.line_of(field, finding.message) if lines else 0)
    return finding._replace(
        file=f"{folder.name}/{inside}" if inside else folder.name, field=field, line=line
    )


def _read(path: Path) -> "_FileLines | None":
    try:
        text = read_text(path)
        if path.suffix != ".md":
            return _FileLines(text, text, 0)
        front_matter, _, offset = split_page(text)
        return _FileLines(text, front_matter, offset)
    except (OSError, UnreadableError):
        return None


class _FileLines:
    def __init__(self, text: str, front_matter: str, offset: int) -> None:
        self.text = text.split("\n")
        self.front_matter = front_matter.split("\n")
        self.offset = offset

    def line_of(self, field: str, message: str) -> int:
        """The line of a field, of quoted words, or 0."""
        if field != "text" and (found := self._line_of_field(field)):
            return found
        for words in [*QUOTED_WORDS.findall(message), *MISSING_PAGE.findall(message)]:
            if found := self._line_of_words(words) or self._line_of_words(
                words[:MAX_QUOTED_LETTERS]
            ):
                return found
        if not self.offset:  # a table: its row is not there
            return 0
        return self.offset + (len(self.front_matter) + 1 if field == "text" else 1)

    def _line_of_field(self, field: str) -> int:
        first, *names = FIELD_PART.findall(field)
        starts = [number for number, line in enumerate(self.front_matter) if _begins(line, first)]
        if not starts:
            return 0
        node, line = self._node_at(starts[0]), starts[0]
        for name in (first, *names):
            if (child := _child(node, name)) is None:
                break
            node, line = child[0], starts[0] + child[1]
        return self.offset + line + 1

    def _node_at(self, start: int) -> Node | None:
        """One field of the file alone: the whole file would take a second to parse."""
        rest = enumerate(self.front_matter[start + 1 :], start + 1)
        end = next(
            (number for number, line in rest if TOP_FIELD.match(line)), len(self.front_matter)
        )
        try:
            block = "\n".join(self.front_matter[start:end])
            return cast("Node | None", YAML(typ="safe", pure=True).compose(block))
        except YAMLError:
            return None

    def _line_of_words(self, words: str) -> int:
        below = self.offset + len(self.front_matter)  # the text of a page is looked through first
        numbers = [number for number, line in enumerate(self.text, 1) if _holds(words, line)]
        return next((number for number in numbers if number >= below), (numbers or [0])[0])


def _begins(line: str, name: str) -> bool:
    return bool(re.match(rf"""["']?{re.escape(name)}["']?\s*:""", line))


def _holds(words: str, line: str) -> bool:
    return words in line or words.casefold() in re.sub(r"[*_`]|(?<= ) +", "", line).casefold()


def _child(node: Node | None, name: str) -> tuple[Node, int] | None:
    """A field of a mapping or an entry of a list, with its line from 0."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == name:
                return value, key.start_mark.line
    if isinstance(node, SequenceNode):
        entries = enumerate(node.value) if name.isdigit() else _entries_with_ids(node)
        for id_, child in entries:
            if str(id_) == name:
                return child, child.start_mark.line
    return None


def _entries_with_ids(node: Node) -> Iterator[tuple[str, Node]]:
    """The mappings below a node that have an `id`, such as the fields of a form's parts."""
    if isinstance(node, SequenceNode):
        for child in node.value:
            yield from _entries_with_ids(child)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == "id":
                yield value.value, node
            else:
                yield from _entries_with_ids(value)
