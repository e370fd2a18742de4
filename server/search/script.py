"""The ranking script as it is sent: one script, its constants written once, in Python."""

import re
from pathlib import Path

import msgspec

from server.search import parameters

# One script: modules that import each other would be asked for one after the other. In this order
# they compress best; a function may be called above the place where it is written.
MODULES = ("query", "spelling", "terms", "inverted", "ranking")
CONSTANTS = {name: value for name, value in vars(parameters).items() if name.isupper()}
_NAMES = re.compile(rf"\b(?:{'|'.join(CONSTANTS)})\b")
_LINKS = re.compile(r"^import [^;]*;\n|^export (?!function searchEngine\b)", re.MULTILINE)


def ranking_script(pwa: Path) -> str:
    """The modules in `pwa/ranking/` as one, which exports `searchEngine`.

    The value of each constant in `server/search/parameters.py` stands in the place of its name:
    declared before the code, the names would cost each phone 300 bytes more.
    """
    modules = [(pwa / "ranking" / f"{name}.js").read_text("utf-8") for name in MODULES]
    code = _LINKS.sub("", "".join(modules))
    return _NAMES.sub(lambda name: _literal(CONSTANTS[name[0]]), code)


def _literal(value: object) -> str:
    if isinstance(value, re.Pattern):
        return f"/{value.pattern}/gu"
    return msgspec.json.encode(value).decode()
