"""Begins and finishes the files of a translation, and counts what is left."""

import re
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from server.authored.body import Body
from server.authored.explain_yaml import PageYAMLError, explain_yaml
from server.authored.loader import read_languages
from server.authored.text_files import UnreadableError, read_text, split_page
from server.authored.translation import STAMP_FIELD, is_neutral, newer_lines, stamp_of, words_only
from server.authored.yaml_files import Fields, YamlValue, parse_yaml, read_front_matter

FOLDERS = ("signs", "steps", "articles", "tools", "pages", "changes")
HEADING = re.compile(r"^(#{1,6} .*?)(?:[ \t]*\{#[\w-]+\})?[ \t]*$", re.MULTILINE)


class TranslationError(Exception):
    """A file cannot be begun or finished; says why."""


class PageState(NamedTuple):
    """A page of the original, and the state of its translation (see `Translator.state`)."""

    page: str
    state: str
    words: int  # of the original that are still to be translated


class Translator:
    """Works on the files of one translation."""

    def __init__(self, folder: Path, lang: str) -> None:
        language = read_languages(folder).get(lang)
        if language is None or language.translation is None:
            path = folder / lang / "language.yaml"
            raise TranslationError(
                f"{path} cannot be read, or has no `translation`; see `check --lang {lang}`"
                if path.exists()
                else f"{path} is missing: copy that of another language and add `translation`"
            )
        self.own = folder / lang
        self.original = folder / language.translation.original_lang

    def pages(self) -> list[str]:
        """Every page that can be translated, such as `signs/asleep`."""
        files = (path for name in FOLDERS for path in sorted((self.original / name).glob("*.md")))
        return [f"{path.parent.name}/{path.stem}" for path in files]

    def state(self, page: str) -> PageState:
        """The state of a page: missing, written, behind or done."""
        original = _read_fields(self._original_of(page))
        path = self._own_of(page)
        if not path.exists():
            return PageState(page, "missing", _word_count(words_only(original)))
        stamp = str(_read_fields(path).get(STAMP_FIELD, ""))
        newer = newer_lines(original, stamp)
        if newer is not None:
            return PageState(page, "behind", _word_count(list(newer)))
        return PageState(page, "done" if stamp else "written", 0)

    def start(self, page: str) -> Path:
        """Write a file with the words of the original, to be replaced; returns its path."""
        source, path = self._original_of(page), self._own_of(page)
        if path.exists():
            raise TranslationError(f"{path} exists; change it, then `translate done {page}`")
        _read_fields(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_without_neutral(read_text(source)), "utf-8")
        return path

    def done(self, page: str) -> Path:
        """Stamp a file with its original, without what languages share; returns its path."""
        path = self._own_of(page)
        if not path.exists():
            raise TranslationError(f"there is no {path}; `translate start {page}` begins it")
        original = self._original_of(page)
        stamp = stamp_of(_read_fields(original))
        _read_fields(path)
        text = _without_neutral(read_text(path))
        text = _with_heading_ids(text, read_text(original))
        # YAML reads a hash such as 7238286e3834 as a number.
        written = stamp if parse_yaml(stamp) == stamp else f'"{stamp}"'
        text = text.replace("---\n", f"---\n{STAMP_FIELD}: {written}\n", 1)
        if text != path.read_text("utf-8"):
            path.write_text(text, "utf-8")
        return path

    def _original_of(self, page: str) -> Path:
        path = self.original / f"{page}.md"
        if not path.exists():
            raise TranslationError(f"there is no {path}; name a page such as signs/{_any(path)}")
        return path

    def _own_of(self, page: str) -> Path:
        return self.own / f"{page}.md"


def _read_fields(path: Path) -> Fields:
    """The fields of a page. Raises TranslationError with the line of a mistake, and OSError."""
    try:
        return read_front_matter(path)
    except UnreadableError as error:
        line = f":{error.line}" if error.line else ""
        raise TranslationError(f"{path}{line}: {error}") from error
    except PageYAMLError as error:
        raise TranslationError(str(explain_yaml(str(path), error, read_text(path)))) from error
    except msgspec.ValidationError as error:
        raise TranslationError(f"{path}: {error}") from error


def _any(path: Path) -> str:
    return next((file.stem for file in sorted(path.parent.glob("*.md"))), "asleep")


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _without_neutral(text: str) -> str:
    """A page's file without what all languages share; its comments and quotes are kept."""
    front_matter, body, _ = split_page(text)
    fields = _yaml().load(front_matter)
    _strip(fields)
    fields.pop(STAMP_FIELD, None)
    written = StringIO()
    _yaml().dump(fields, written)
    return f"---\n{written.getvalue()}---\n{body}"


def _strip(value: object) -> None:
    """Delete the language-neutral fields of authored YAML, in place."""
    if isinstance(value, CommentedMap):
        for name in [name for name, inner in value.items() if is_neutral(name, inner)]:
            del value[name]
        for name, inner in value.items():
            if name != "words":
                _strip(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            drawn = isinstance(inner, CommentedMap) and "picture" in inner
            _strip(inner)
            if drawn and inner.keys() == {"say"}:
                value[index] = inner["say"]


def _with_heading_ids(text: str, original: str) -> str:
    """The text with the heading ids of its original, if it has as many headings."""
    front_matter, body, _ = split_page(text)
    _, source, _ = split_page(original)
    ids = [heading.id for heading in Body(source).headings]
    own = [heading.id for heading in Body(body).headings]
    if len(ids) != len(own) or ids == own:
        return text
    left = iter(ids)
    named = HEADING.sub(lambda found: f"{found[1]} {{#{next(left)}}}", body)
    return f"---\n{front_matter}---\n{named}"


def _word_count(value: YamlValue) -> int:
    if isinstance(value, str):
        return len(value.split())
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(_word_count, parts))
