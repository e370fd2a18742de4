"""The words that scripts show, found by their names in the code."""

import re

from server.authored.interface import Interface


def words_of_script(code: str, variable: str, words: Interface) -> dict[str, str]:
    """The words that a script names as members of a variable. Missing ones are noted."""
    names = sorted(set(re.findall(rf"(?<!/)\b{variable}\.(\w+)", code)))
    return {name: words[name] for name in names}
