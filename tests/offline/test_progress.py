"""How much is saved, while it is being saved."""

import re

import pytest

from tests.support.proxy import Held, Proxy
from tests.support.site import wait_until


@pytest.mark.parametrize("path", ["/more", "/about"])
def test_saving_is_counted_and_then_said(chromium, app, path):
    """While tier 2 is saved the page counts files; at the end it says that all is saved."""
    network, held = Proxy(app.port), Held()
    network.fault = held
    # The first pack comes; what follows it is held, or a fast phone has nothing to count.
    network.where = lambda request: (
        request.path.startswith("/c/") and sum(path.startswith("/c/") for path in network.seen) > 1
    )
    phone = chromium(network.base)
    phone.page.add_init_script(
        """window.texts = [];
        addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
            texts.push(document.querySelector('main').innerText);
        }).observe(document.querySelector('main'), {childList: true, subtree: true}));"""
    )
    phone.visit(path)
    phone.page.wait_for_selector("main progress")
    held.gone.set()
    phone.wait_saved()
    counts = [
        (int(found[1]), int(found[2]))
        for text in phone.page.evaluate("texts")
        if (found := re.search(r"Saving (\d+) of (\d+)", text))
    ]

    assert counts
    assert all(0 < whole < every for whole, every in counts)
    wait_until(lambda: "Saving" not in phone.page.inner_text("main"))
    network.close()
