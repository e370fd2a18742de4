"""The ranking script as it is sent: the constants are written once, in Python."""

import re

import msgspec

from server.search import parameters

CONSTANTS = {name: value for name, value in vars(parameters).items() if name.isupper()}
_NAMES = re.compile(rf"\b(?:{'|'.join(CONSTANTS)})\b")


def ranking_script(code: str) -> str:
    """Put the value of each constant in `server/search/parameters.py` in the place of its name.

    Declared before the code, the names would cost each phone 300 bytes more.
    """
    return _NAMES.sub(lambda name: _literal(CONSTANTS[name[0]]), code)


def _literal(value: object) -> str:
    if isinstance(value, re.Pattern):
        return f"/{value.pattern}/gu"
    return msgspec.json.encode(value).decode()
