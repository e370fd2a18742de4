"""Reads a folder of authored files into `Content`, and names every file and field that is wrong."""

import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from ruamel.yaml.error import YAMLError

from server import paths
from server.authored.explain import explain
from server.authored.explain_yaml import PageYAMLError, explain_yaml
from server.authored.findings import ContentError, Finding, Unread, UnreadError
from server.authored.interface import interface_of
from server.authored.language import Language
from server.authored.model import AUTHORED_FILES, AuthoredFile, Content
from server.authored.text_files import (
    UnreadableError,
    files_like,
    read_bytes,
    read_text,
)
from server.authored.translation import (
    NOT_TRANSLATED,
    STAMP_FIELD,
    foreign_fields,
    merged,
    newer_lines,
)
from server.authored.yaml_files import YamlValue, read_front_matter, read_yaml
from server.os_errors import reason_of
from server.ownership import is_folder

NOT_ITS_OWN = "is the same in every language: leave it out, or write what the original says"

TO_CALL = "the file is missing: every page leads to a call, so add at least one country"
MISSING_FILE = {"helplines.yaml": TO_CALL, "countries.yaml": TO_CALL}
# A translation has all of its words: the default ones are in no other language.
INTERFACE_FIELD = "interface"
SHARED_PICTURE = "shared.png"
IMAGE_SUFFIXES = (".svg", ".png", ".ico")

T = TypeVar("T")


def read_content(folder: Path, lang: str) -> Content:
    """Read all authored files of one language. Raises ContentError with every mistake.

    What a translation lacks is read from its original.
    """
    languages = read_languages(folder)
    original = _original_of(folder, lang, languages)
    loader = _Loader(folder, lang, original)
    fields: dict[str, Any] = {file.field: loader.load(file) for file in AUTHORED_FILES}
    fields |= loader.load_pictures() | {name: Unread() for name in loader.unread}
    partial_content = None
    with suppress(UnreadError):
        defaults = loader.default_words()
        interface = interface_of(fields["app"], fields["interface"], defaults)
        partial_content = Content(
            lang=lang,
            languages=languages,
            original=read_content(folder, original) if original else None,
            untranslated=frozenset(loader.untranslated),
            behind=loader.behind,
            **fields | {"interface": interface},
        )
    if loader.findings or partial_content is None:
        raise ContentError(loader.findings, partial_content)
    return partial_content


def _original_of(folder: Path, lang: str, languages: Mapping[str, Language]) -> str | None:
    """The language that a translation is made from; None for an original. Raises ContentError."""
    own = languages.get(lang)
    if own is None or own.translation is None:
        return None
    code = own.translation.original_lang
    path = folder / code / "language.yaml"  # its own check says so if it cannot be read
    is_original = languages[code].translation is None if code in languages else path.exists()
    if is_original:
        return code
    originals = ", ".join(code for code, language in languages.items() if not language.translation)
    none = "none: delete 'translation:' with its lines"
    message = f"'{code}' is not an original here; allowed: {originals or none}"
    raise ContentError([Finding(f"{folder.name}/{lang}/language.yaml", "translation.of", message)])


def read_languages(folder: Path) -> dict[str, Language]:
    """The languages of a folder of content; one that cannot be read is named by its own check."""
    languages: dict[str, Language] = {}
    if not is_folder(folder):  # `glob` may raise an error
        return languages
    for path in sorted(folder.glob("*/language.yaml")):
        with suppress(msgspec.ValidationError, YAMLError, OSError, ValueError, UnreadableError):
            languages[path.parent.name] = _convert(read_yaml(path), Language)
    return languages


def offered_languages(folder: Path) -> list[str]:
    """The translations that pages of the default language link to."""
    languages = read_languages(folder).items()
    return [
        code
        for code, language in languages
        if language.translation and language.translation.offered
    ]


def default_words(lang: str) -> dict[str, str]:
    """The interface words that come with the engine; none in most languages.

    Raises UnreadError.
    """
    try:
        return _default_words(_defaults(lang))
    except (msgspec.ValidationError, YAMLError, UnreadableError, OSError) as error:
        raise UnreadError from error


def _default_words(path: Path) -> dict[str, str]:
    return msgspec.convert(read_yaml(path), dict[str, str]) if path.exists() else {}


def _defaults(lang: str) -> Path:
    return paths.DEFAULTS / lang / "interface.yaml"


class _Loader:
    """Keeps the findings of all files, so that an author corrects ten mistakes in one go."""

    def __init__(self, folder: Path, lang: str, original: str | None) -> None:
        self.folder = folder
        self.lang = lang
        self.original = original
        self.findings: list[Finding] = []
        # Path of a translated file below the language: the newer lines of its original.
        self.behind: dict[str, tuple[str, ...]] = {}
        self.untranslated: set[str] = set()
        self.unread: set[str] = set()  # fields of `Content` whose only file is wrong

    def load(self, file: AuthoredFile) -> object:
        """Read one kind of authored file."""
        path = self.folder / file.path.format(lang=self.lang)
        if file.is_folder:
            return self._pages(path.parent, file)
        if file.falls_back and self.original and not path.exists():
            self.untranslated.add(path.name)
            path = self.folder / file.path.format(lang=self.original)
        is_required = self.original and file.field == INTERFACE_FIELD
        if file.optional and not path.exists() and not is_required:
            return {} if file.is_table else file.type()
        value = self._file(path, file)
        if value is None:
            self.unread.add(file.field)
        return value

    def _file(self, path: Path, file: AuthoredFile) -> object:
        if file.is_table:
            return self._table(path, file)
        if file.inherits_structure and self.original:
            return self._read(path, file.type, partial(self._merged, path, read_yaml))
        return self._read(path, file.type, partial(read_yaml, path))

    def _merged(self, path: Path, load: Callable[[Path], YamlValue]) -> YamlValue:
        """The words of a translated file in the structure of its original."""
        name = path.relative_to(self.folder / self.lang).as_posix()
        original = load(self.folder / str(self.original) / name)
        translated = load(path)
        if not isinstance(original, dict) or not isinstance(translated, dict):
            return translated  # its type is refused when it is converted
        stamp = str(translated.pop(STAMP_FIELD, ""))
        for field in foreign_fields(original, translated):
            self.findings.append(Finding(self._name(path), field, NOT_ITS_OWN))
        if (newer := newer_lines(original, stamp)) is not None:
            self.behind[name] = newer
        inherited = {key: value for key, value in original.items() if key not in NOT_TRANSLATED}
        return merged(inherited, translated)

    def _texts(self, pattern: str) -> dict[str, str]:
        """Read the text of each file, by the stem of its name."""
        paths = {path.stem: path for path in files_like(self.folder, pattern)}
        texts = {
            stem: self._read(path, str, partial(read_text, path)) for stem, path in paths.items()
        }
        return {stem: text for stem, text in texts.items() if text is not None}

    def _images(self, pattern: str) -> dict[Path, bytes]:
        """Read the bytes of each picture, by its path."""
        found = [path for path in files_like(self.folder, pattern) if path.suffix in IMAGE_SUFFIXES]
        bodies = {path: self._read(path, bytes, partial(read_bytes, path)) for path in found}
        return {path: body for path, body in bodies.items() if body is not None}

    def load_pictures(self) -> dict[str, object]:
        """Read drawings, screenshots and icons, by their field of `Content`."""
        langs = [lang for lang in (self.original, self.lang) if lang]
        folders = ["pictures", *(f"{lang}/pictures" for lang in langs)]
        drawings = [self._texts(f"{folder}/*.svg") for folder in folders]
        screenshots = self._images(f"{self.lang}/screenshots/*.png")
        shared = self._images(f"{self.lang}/{SHARED_PICTURE}")
        return {
            "pictures": {id_: svg for found in drawings for id_, svg in found.items()},
            "screenshot_files": {path.stem: body for path, body in screenshots.items()},
            "icon_files": {path.name: body for path, body in self._images("icons/*").items()},
            "shared_picture": next(iter(shared.values()), None),
        }

    def default_words(self) -> dict[str, str]:
        """The interface words that come with the engine."""
        path = _defaults(self.lang)
        return self._read(path, dict[str, str], partial(_default_words, path)) or {}

    def _table(self, path: Path, file: AuthoredFile) -> dict[str, object] | None:
        rows = self._read(path, dict[str, Any], partial(read_yaml, path))
        if rows is not None and file.falls_back and self.original:
            original = self.folder / self.original / path.name
            fallback = self._read(original, dict[str, Any], partial(read_yaml, original))
            rows = None if fallback is None else fallback | rows
        if rows is None:
            return None
        key, type_ = typing.get_args(file.type)
        values = {id_: self._row(path, key, type_, id_, row) for id_, row in rows.items()}
        if None in values.values() and file.field == "helplines":
            self.unread.add(file.field)  # a number in a text may be that of any row
        return {id_: value for id_, value in values.items() if value is not None}

    def _row(self, path: Path, key: type, type_: type, id_: str, row: object) -> object:
        try:
            msgspec.convert(id_, key)
            return _convert(row, type_)
        except msgspec.ValidationError as error:
            self.findings.append(explain(self._name(path), error, type_, row=id_))
        return None

    def _pages(self, folder: Path, file: AuthoredFile) -> dict[str, object]:
        paths = {path.stem: path for path in files_like(folder, "*.md")}
        originals = self.folder / str(self.original) / folder.name
        known = {path.stem: path for path in files_like(originals, "*.md")}
        if not paths and not known and not file.optional:
            self._report(folder, "no .md file here; each page is one file")
        pages = {stem: self._page(stem, paths, known, file.type) for stem in known | paths}
        return {stem: page for stem, page in pages.items() if page is not None}

    def _page(
        self, stem: str, paths: dict[str, Path], originals: dict[str, Path], type_: type[T]
    ) -> T | None:
        if stem not in paths:
            path = originals[stem]
            self.untranslated.add(f"{path.parent.name}/{path.name}")
        else:
            path = paths[stem]
            if stem in originals:
                return self._read(path, type_, partial(self._merged, path, read_front_matter))
            if self.original:
                self._report(path, f"there is no such page in {self.original}/")
        return self._read(path, type_, partial(read_front_matter, path))

    def _read(self, path: Path, type_: type[T], load: Callable[[], object]) -> T | None:
        try:
            return _convert(load(), type_)
        except msgspec.ValidationError as error:
            self.findings.append(explain(self._name(path), error, type_))
        except (YAMLError, PageYAMLError) as error:
            self.findings.append(explain_yaml(self._name(path), error, read_text(path)))
        except UnreadableError as error:
            self._report(path, str(error), error.line)
        except FileNotFoundError:
            self._report(path, MISSING_FILE.get(path.name, "the file is missing"))
        except OSError as error:
            self._report(path, f"cannot be read: {reason_of(error)}")
        return None

    def _report(self, path: Path, message: str, line: int = 0) -> None:
        self.findings.append(Finding(self._name(path), "-", message, line=line))

    def _name(self, path: Path) -> str:
        inside = path.is_relative_to(self.folder)
        return path.relative_to(self.folder.parent if inside else paths.DEFAULTS.parent).as_posix()


def _convert(value: object, type_: type[T]) -> T:
    return msgspec.convert(value, type_, dec_hook=_from_authored)


def _from_authored(type_: Any, value: object) -> object:
    """Make a value of what its author wrote: a cited text of a line, a body of Markdown."""
    try:
        return type_.from_authored(msgspec.convert(value, type_.authored))
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None  # msgspec adds the field to a ValueError only
