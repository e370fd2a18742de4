"""The templates of pages, with the filters and values that all of them share."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from server.authored.citations import CitedLine, CitedText
from server.authored.dates import in_words, valid_until
from server.authored.fields import IllustratedText
from server.authored.home import LinkCard
from server.authored.language import Language
from server.authored.markdown import inline_html
from server.authored.model import Content
from server.authored.signs import Sign, Step
from server.authored.svg import inline
from server.authored.tools import BLANK

QUOTATION = re.compile("“[^”]+”")
Line = str | CitedText | IllustratedText
Pictured = CitedLine | IllustratedText | LinkCard | Sign | Step


class Templates:
    """The templates of `pwa`, filled with the words of one content."""

    def __init__(
        self,
        content: Content,
        pwa: Path,
        styles: Mapping[str, str],
        translation: Content | None = None,
    ) -> None:
        self.content = content
        self._environment = environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(pwa / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "blanks": _blanks,
            "checked": self._checked,
            "day": self._day,
            "dial": dial,
            "drawing": self._drawing,
            "quoted": _quoted,
            "words_of": _words_of,
        }
        environment.tests["pictured"] = _is_pictured
        environment.globals |= _globals(content, translation) | {
            "styles": {name: Markup(css) for name, css in styles.items()},  # noqa: S704  our own files
        }

    def has(self, name: str) -> bool:
        """Whether there is a template of this name."""
        return name in self._environment.list_templates()

    def fill(self, name: str, values: dict[str, object]) -> str:
        """The HTML of a template."""
        return self._environment.get_template(name).render(values)

    def _drawing(self, name: str) -> Markup:
        drawing = inline(self.content.pictures[name], kind="picture")
        return Markup(drawing)  # noqa: S704  shapes only, as checked

    def _day(self, day: date) -> str:
        return in_words(day, self.content.interface, self.content.language.date)

    def _checked(self, sentence: str, day: date, numbers: bool = False) -> Markup:
        """A sentence with the day of a check; a script marks it once it is overdue (notices.js)."""
        style = self.content.style
        last = valid_until(day, style.helpline_days if numbers else style.review_days)
        time = f'<time data-until="{last}" datetime="{day}">{self._day(day)}</time>'
        return escape(sentence).format(date=Markup(time))  # noqa: S704  two days of our own


def _globals(content: Content, translation: Content | None) -> dict[str, object]:
    """What every template may read; addresses and links are those of the translation."""
    shown = translation or content
    return {
        "app": content.app,
        "base": shown.base,
        "has_poison_lines": content.has_poison_lines,
        "home": content.home,
        "lang": content.lang,
        "language": content.language,
        "languages_by_code": content.languages,
        "original": content.original,
        "others": other_languages(shown),
        "tools": content.tools,
        "translation": translation,
        "words": content.interface,
    }


def other_languages(content: Content) -> dict[str, tuple[str, Language]]:
    """The languages that pages link to, by their base: the default one, and those offered."""
    return {
        f"/{code}/" if language.translation else "/": (code, language)
        for code, language in content.languages.items()
        if code != content.lang and (language.translation is None or language.translation.offered)
    }


def dial(number: str) -> str:
    """A number as a `tel:` link needs it."""
    return re.sub(r"[^0-9+]", "", number)


def _quoted(line: Line) -> str:
    """The words in a line's quotation marks, which are to be said."""
    return " · ".join(QUOTATION.findall(line if isinstance(line, str) else line.text))


def _words_of(line: Line) -> Markup:
    text = line if isinstance(line, str) else line.text
    return Markup(inline_html(text))  # noqa: S704  our own Markdown, its raw HTML refused


def _blanks(line: Line) -> Markup:
    """A line with a place for each field of the card that it names."""
    return Markup(BLANK.sub(r'<span data-field="\1"></span>', str(_words_of(line))))  # noqa: S704  as above


def _is_pictured(line: object) -> bool:
    return isinstance(line, Pictured) and bool(line.picture)
