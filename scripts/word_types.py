"""Writes the names of the interface words for the type checker of scripts: `make words`."""

from collections.abc import Iterable

from server import paths
from server.authored.loader import default_words

TYPES_FILE = paths.PWA / "types/words.d.ts"


def declaration(names: Iterable[str]) -> str:
    """The constant of all words, as TypeScript declares it."""
    named = filter(str.isidentifier, sorted(names))  # as scripts can name them
    lines = (f"  {name}: string;\n" for name in named)
    return (
        "// The interface words that scripts may name; `make words` writes this from defaults/en.\n"
        f"declare const WORDS: {{\n{''.join(lines)}}};\n"
    )


if __name__ == "__main__":
    TYPES_FILE.write_text(declaration(default_words("en")), "utf-8")
