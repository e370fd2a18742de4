"""The folders of authored files and of browser files: inside the package in a wheel."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_ROOT = PACKAGE / "bundled" if (PACKAGE / "bundled").is_dir() else PACKAGE.parent

CONTENT = _ROOT / "content"
PWA = _ROOT / "pwa"
STARTER = _ROOT / "starter"  # a small app, to be copied
DEFAULTS = _ROOT / "defaults"  # interface words that any content may use, by language

LANGUAGE_FOLDER = re.compile("[a-z]{2,3}(-[A-Za-z]+)?")  # its name, in content and in data
