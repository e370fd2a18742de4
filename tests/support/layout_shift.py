"""How far a page moved before the reader's eyes."""

from playwright.sync_api import Page

SHIFT = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 500);
})"""


def layout_shift(page: Page) -> float:
    """Chromium's cumulative layout shift, from the first paint until half a second from now."""
    return page.evaluate(SHIFT)
