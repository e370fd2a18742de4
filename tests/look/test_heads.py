"""In a browser the block for search engines breaks no policy and changes nothing that is seen."""

from playwright.sync_api import sync_playwright  # noqa: F401  marks the tests that drive a browser

from tests.support.head import BLOCK
from tests.support.screen import wait_scripts_ran

ORIGIN = "https://sos.example.org"
REFUSALS = """window.refused = [];
addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective));"""
PARSED = f"() => JSON.parse(document.querySelector('script[type=\"{BLOCK}\"]').text)['@type']"


def test_a_described_page_breaks_no_policy(start_site, browser):
    """Chromium reports no violation, and the page's own scripts run."""
    site = start_site("--origin", ORIGIN)
    context = browser.new_context(service_workers="block")
    context.add_init_script(REFUSALS)
    page = context.new_page()
    for path in ("/", "/signs/asleep"):
        page.goto(site.base + path)
        wait_scripts_ran(page)

        assert page.evaluate(PARSED) == "MedicalWebPage"
        assert page.evaluate("refused") == []
    context.close()
