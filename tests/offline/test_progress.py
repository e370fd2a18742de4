"""How much is saved, while it is being saved."""

import re

import pytest


@pytest.mark.parametrize("path", ["/more", "/about"])
def test_saving_is_counted_and_then_said(chromium, app, path):
    """While tier 2 is saved the page counts files; at the end it says that all is saved."""
    phone = chromium(app.base)
    phone.page.add_init_script(
        """window.texts = [];
        addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
            texts.push(document.querySelector('main').innerText);
        }).observe(document.querySelector('main'), {childList: true, subtree: true}));"""
    )
    phone.visit(path)
    phone.wait_saved()
    counts = [
        (int(found[1]), int(found[2]))
        for text in phone.page.evaluate("texts")
        if (found := re.search(r"Saving (\d+) of (\d+)", text))
    ]

    assert counts
    assert all(0 < whole < every for whole, every in counts)
    assert "Saving" not in phone.page.inner_text("main")
