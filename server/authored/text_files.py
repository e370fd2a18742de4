"""Text files as editors' programs save them: harmless habits are accepted, damage is named."""

import re
import unicodedata
from pathlib import Path

MAX_BYTES = {".png": 200_000, ".md": 60_000, ".svg": 20_000, ".yaml": 1_000_000}
# No key types them, no reader sees them: they come with text that was copied from elsewhere.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufffd-\uffff"
    "\ue000-\uf8ff\U000e0000-\U000e007f]"
)
# Each sets a direction until another ends it: without that one, the rest of the page is reordered.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
BIDI_REMEDY = " (to mark a direction, U+200E and U+200F are allowed)"
# UTF-8 that was read as Windows-1252 and saved again, and words of letters that only look alike.
GARBLED = re.compile("â€.|Ã[\xa0-\xbf©]|Â[\xa0-\xbf]")
# Copied from a PDF or a formula, or typed with a Japanese keyboard: citations, banned words and
# spelling are compared letter by letter, and would miss them.
LOOKALIKE = re.compile(
    "[\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5b\uff5d\U0001d400-\U0001d7ff]+"
)
MERGE_MARK = re.compile(r"^(?:<{7}|>{7}|\|{7}) .{0,20}", re.MULTILINE)
GREEK_OR_CYRILLIC = "\u0370-\u03bb\u03bd-\u04ff"  # but \u03bc, as in \u03bcg
NOT_LATIN = re.compile(f"[{GREEK_OR_CYRILLIC}]")
MIXED = re.compile(
    r"(?<![^\W\d_])[^\W\d_]*"
    f"(?:[A-Za-z][{GREEK_OR_CYRILLIC}]|[{GREEK_OR_CYRILLIC}][A-Za-z])[^\\W\\d_]*"
)
ACCIDENTAL_COMMENT = re.compile(r"""\s*(?:- +)?(?:[\w-]+: +)?[^\s"'#\[{|>-][^"']* (#[^\s#]+)""")
# The time to search a text, or to parse Markdown, grows with the square of its length and of its
# open brackets.
MAX_LINE = 2_000  # of a page
MAX_FIELD = 5_000  # a language may list many words in one field
MAX_DEPTH = 40  # the YAML parser, written in C, crashes from some ten thousand
BRACKET = re.compile(r"[\[({\])}]")
INDENTED = re.compile(r"(?:[ ?-]|: ){120,}")
FENCE = re.compile(r"---\s*")
# What Windows and macOS put beside files, and `git` where a merge failed.
MADE_BY_SYSTEM = {"thumbs.db", "desktop.ini", "icon\r"}
MADE_BY_PROGRAM = ("~", ".swp", ".tmp", ".bak", ".orig", ".rej", ":zone.identifier")
NO_FENCE = "a page starts with '---', its fields, and '---' again before the text"


class UnreadableError(Exception):
    """A file cannot be read; says why, and names the line to look at (0 is the whole file)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


def is_program_file(path: Path) -> bool:
    """Whether a program created a file by itself: a lock, a backup, a folder's view."""
    name = path.name.lower()
    is_made = name in MADE_BY_SYSTEM or name.endswith(MADE_BY_PROGRAM)
    return is_made or name.startswith((".", "~$", "#"))


def files_like(folder: Path, pattern: str) -> list[Path]:
    """The files that an editor has written, by name."""
    return [path for path in sorted(folder.glob(pattern)) if not is_program_file(path)]


def read_text(path: Path) -> str:
    """The text of a file, with '\\n' between its lines. Raises UnreadableError and OSError.

    A letter that was saved apart from its accent becomes one character: banned words and
    spelling are compared letter by letter.
    """
    text = _decoded(read_bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text)
    if found := INVISIBLE.search(text):
        raise UnreadableError(
            f"an invisible character (U+{ord(found[0]):04X}) after"
            f" '{text[: found.start()].rpartition(chr(10))[2][-30:]}':"
            f" delete it, and type the place again{BIDI_REMEDY if BIDI.match(found[0]) else ''}",
            text.count("\n", 0, found.start()) + 1,
        )
    for found, what in (
        (GARBLED.search(text), "is garbled: type it again"),
        (_mixed(text), "mixes two alphabets: type it again"),
        (LOOKALIKE.search(text), "only looks like ordinary letters or digits: type it again"),
        (MERGE_MARK.search(text), "is left from a merge: keep one version, delete its marks"),
    ):
        if found:
            raise UnreadableError(f"'{found[0]}' {what}", text.count("\n", 0, found.start()) + 1)
    return text


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises OSError; UnreadableError if it is large or not a regular file."""
    limit = MAX_BYTES.get(path.suffix, max(MAX_BYTES.values()))
    if path.is_dir():
        raise UnreadableError("a folder with the name of a file: rename it, or move it elsewhere")
    if path.exists() and not path.is_file():
        raise UnreadableError("not a regular file: delete it")
    if (size := path.stat().st_size) > limit:
        raise UnreadableError(
            f"{size:,} bytes, at most {limit:,}: every phone stores it, so split it or shorten it"
        )
    return path.read_bytes()


def split_page(text: str) -> tuple[str, str, int]:
    """The fields of a page, its text, and the number of lines above the fields.

    Raises UnreadableError. Blank lines before the first '---' and spaces after it are accepted.
    """
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if FENCE.fullmatch(line)]
    if not text.strip():
        raise UnreadableError(f"the file is empty: {NO_FENCE}")
    if not fences or any(line.strip() for line in lines[: fences[0]]):
        raise UnreadableError(NO_FENCE, 1)
    if len(fences) == 1:
        raise UnreadableError(f"the second '---' is missing: {NO_FENCE}", fences[0] + 1)
    if len(fences) > 2:
        listed = ", ".join(str(number + 1) for number in fences)
        raise UnreadableError(
            f"the lines {listed} are '---': exactly two are allowed, above and below the fields",
            fences[1] + 1,
        )
    first, second = fences
    return "\n".join(lines[first + 1 : second]) + "\n", "\n".join(lines[second + 1 :]), first + 1


def refuse_accidental_comments(text: str, offset: int = 0) -> None:
    """Raise UnreadableError for text after ' #': YAML drops it without an error."""
    for number, line in enumerate(text.split("\n"), offset + 1):
        if found := ACCIDENTAL_COMMENT.match(line):
            raise UnreadableError(
                f"'{found[1]}' is read as a comment: put the text in double quotes", number
            )


def refuse_long(text: str, limit: int, line: int) -> None:
    """Raise UnreadableError for a text of so many characters that checking it would take minutes.

    `line` is where it begins.
    """
    if len(text) > limit:
        raise UnreadableError(
            f"a text of {len(text):,} characters, at most {limit:,}: begin a new one", line
        )


def refuse_nested(text: str) -> None:
    """Raise UnreadableError for so many open brackets that reading would crash or take minutes."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for bracket in BRACKET.findall(line):
            depth = max(depth + (1 if bracket in "[({" else -1), 0)
            if depth > MAX_DEPTH:
                raise UnreadableError(
                    f"more than {MAX_DEPTH} brackets are open: close them, or delete them", number
                )
        if INDENTED.match(line):
            raise UnreadableError("too many dashes or spaces before the text", number)


def _mixed(text: str) -> re.Match[str] | None:
    # Testing for a second alphabet is twenty times faster than searching for mixed words.
    return MIXED.search(text) if NOT_LATIN.search(text) else None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8")):
        raise UnreadableError("a raster image: draw it as SVG")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:40].count(0) > 9:
        raise UnreadableError("saved as UTF-16 (“Unicode”): not UTF-8 text; save the file as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        meant = data[error.start : error.start + 1].decode("cp1252", "replace")
        raise UnreadableError(
            f"not UTF-8 text; save the file as UTF-8 (the first such character is '{meant}')",
            data.count(b"\n", 0, error.start) + 1,
        ) from None
