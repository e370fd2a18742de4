"""How far a page moved before the reader's eyes."""

from playwright.sync_api import Page

# The page imports country.js once all of it is on the screen. Before that, a slow browser may paint
# half of a bar.
SHIFT = """() => new Promise((done) => {
    const whole = performance.getEntries().find(({name}) => name.endsWith('/country.js'));
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const {startTime, value} of list.getEntries())
            if (startTime > whole.startTime) sum += value;
    }).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 500);
})"""


def layout_shift(page: Page) -> float:
    """Chromium's layout shift, from the page's first whole paint until half a second from now."""
    return page.evaluate(SHIFT)
