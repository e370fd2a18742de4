"""The engine: it names no medicine, and every authored word stands in content/."""

from server import bundle

MEDICINE = "baclofen"  # the one place outside content/ that may name it


def test_the_engine_names_no_medicine():
    """A poison centre builds its own app by replacing one folder."""
    for folder in (bundle.PACKAGE, bundle.PWA):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and "bundled" not in path.parts:
                assert MEDICINE.encode() not in path.read_bytes().lower(), path


def test_templates_hold_no_sentence():
    """Readers' words come from content/: between the tags of a template stand only its fields."""
    import re

    for path in (bundle.PWA / "templates").glob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.S)
        assert not re.findall(r"[A-Za-z]{3,}", text), path
