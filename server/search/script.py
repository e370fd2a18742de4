"""The ranking script as it is sent: the constants and rules are written once, in Python."""

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
    """A value as JavaScript, in which a replacement refers to a group by `$1`."""
    if isinstance(value, re.Pattern):
        return f"/{value.pattern}/gu"
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return f"[{','.join(_rule(*rule) for rule in value)}]"
    return msgspec.json.encode(value).decode()


def _rule(pattern: re.Pattern[str], replacement: str) -> str:
    return f"[{_literal(pattern)},{_literal(replacement.replace(chr(92), '$'))}]"
