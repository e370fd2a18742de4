"""The form of the reader's card: typed, read, and its files."""

from pathlib import Path

from tests.support.phone_scripts import CARD_FIELDS


def fill(page, fields=CARD_FIELDS) -> None:
    """Type a card as a reader would, field by field."""
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("(field) => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()


def values(page) -> dict[str, str]:
    """The values of the form."""
    found = page.evaluate(
        "[...document.querySelectorAll('#card [name]')].map(({name, value}) => [name, value])"
    )
    return {name: value for name, value in found if value}


def give(page, body: bytes, name: str = "card.json") -> None:
    """Choose a file, as if it came from the phone."""
    page.set_input_files("#import", {"name": name, "mimeType": "application/json", "buffer": body})


def taken(page, button: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that a button hands over."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).tap()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()
