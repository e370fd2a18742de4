"""Turns the errors of the YAML reader into findings that an author can act on."""

import re
from typing import Protocol

from ruamel.yaml.error import YAMLError

from server.authored.findings import Finding

NEEDS_QUOTES = "text with ': ' or ' #' needs double quotes round it"
# Option and space on a Mac; to YAML it is a letter, which joins a field with its text.
NO_BREAK_SPACE = re.compile("[ \t]*(-|(?:- )?[\\w-]+:)\u00a0")
INDENTED_NO_BREAK = re.compile("[ \t]*\u00a0+[ \u00a0]*\\S")
FULL_WIDTH_COLON = re.compile("[ \t]*(?:- )?([\\w-]+)\uff1a")
IN_BRACKETS = (
    "in [ ] or { }, text with '?', ':' or a quotation mark in it needs double quotes round all of"
    " it; or a ',' is missing between two entries"
)
# Message of the YAML parser, in either of its two builds → the remedy for an author.
REMEDIES = (
    ("tab character|character '\\\\t'", "a tab: indent with spaces instead"),
    ("end of stream", "a quotation mark that is opened here is never closed: add it at the end"),
    ("mapping values are not allowed", NEEDS_QUOTES),
    ("<document start>", "a line that is only '...' ends the file for YAML: delete it"),
    ("invalid Unicode", "a '\\' in double quotes: write single quotes round the text"),
    ("another document", "one '---' too many: exactly two are allowed, above and below the fields"),
    ("unexpected ':'", IN_BRACKETS),
    ("expected ':'", "a field is 'name: text': the ':' is missing"),
    ("escape character", "a '\\' in double quotes: write single quotes round the text"),
    ("',' or '[]}]'", "a bracket is never closed, or a ',' is missing between two entries"),
    ("undefined alias", "a special character at the start: put double quotes round it"),
    ("node content", "an entry between two ',' is missing"),
    ("expected '-' indicator|but found '\\?'", "each line of this list begins with '- '"),
    (
        "alphabetic|constructor|comment or line",
        "a special character at the start: put double quotes round it",
    ),
    ("cannot start any token", "a text begins with this character: put double quotes round it"),
    (
        "expected key|block end",
        "this line is indented more or less than its neighbours, or text follows"
        " a closing quotation mark",
    ),
)  # fmt: skip


class Mark(Protocol):
    """A place in a YAML text, counted from 0; the two builds of the parser have a class each."""

    line: int
    column: int


class PageYAMLError(Exception):
    """A YAML error in the fields of a page, below some lines of its file."""

    def __init__(self, error: YAMLError, offset: int) -> None:
        super().__init__(str(error))
        self.error = error
        self.offset = offset


def explain_yaml(file: str, error: YAMLError | PageYAMLError, text: str) -> Finding:
    """Name the line of the file, what is wrong there, and the remedy; `text` is that file."""
    offset = error.offset if isinstance(error, PageYAMLError) else 0
    error = error.error if isinstance(error, PageYAMLError) else error
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    mark = _mark(error, problem)
    line = offset + mark.line + 1 if mark else 0
    until = [*enumerate(text.split("\n")[:line], 1)]
    for number, written in reversed(until[-2:]):  # the error's, and the one that it was joined to
        if remedy := _lookalike(written):
            return Finding(file, "-", remedy, line=number)
    if _is_inside_brackets(error, problem, text, offset):
        return Finding(file, "-", IN_BRACKETS, line=line)
    return Finding(file, "-", _remedy(problem, _character_at(text, mark, offset)), line=line)


def _lookalike(line: str) -> str:
    """The remedy for a character that looks like one of YAML's."""
    if found := NO_BREAK_SPACE.match(line):
        return f"a no-break space after '{found[1]}': type an ordinary space there"
    if INDENTED_NO_BREAK.match(line):
        return "a no-break space before the text: indent with ordinary spaces"
    if found := FULL_WIDTH_COLON.match(line):
        return f"a full-width ':' after '{found[1]}': type an ordinary ':' and a space"
    return ""


def _is_inside_brackets(error: YAMLError, problem: str, text: str, offset: int) -> bool:
    """Whether brackets that are closed on their line hold what cannot be read."""
    opened = getattr(error, "context_mark", None)
    if opened is None or not re.search("',' or '[]}]'", problem):
        return False
    line = text.split("\n")[offset + opened.line]
    closing = "]" if line[opened.column : opened.column + 1] == "[" else "}"
    return closing in line[opened.column :]


def _mark(error: YAMLError, problem: str) -> Mark | None:
    """Where to look: the quote, bracket or character itself, not the later place of the error."""
    opened = re.search("end of stream|',' or|alphabetic|comment or", problem)
    return getattr(error, "context_mark" if opened else "problem_mark", None)


def _remedy(problem: str, character: str) -> str:
    if found := re.match('found duplicate key "(.*?)"', problem):
        return f"'{found[1]}' appears twice: delete one of the two, or give it another name"
    if "unacceptable character" in problem:
        return "a character that text cannot contain: delete it"
    if "cannot start any token" in problem and character == "\t":
        return "a tab: indent with spaces instead"
    for pattern, remedy in REMEDIES:
        if re.search(pattern, problem):
            return f"'{character}': {remedy}" if character and "character" in remedy else remedy
    return f"{problem}; {NEEDS_QUOTES}"


def _character_at(text: str, mark: Mark | None, offset: int) -> str:
    lines = text.split("\n")[offset:]
    if mark is None or mark.line >= len(lines):
        return ""
    return lines[mark.line][mark.column : mark.column + 1]
