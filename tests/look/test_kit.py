"""The parts that pages share."""

import pytest

TARGET = "getComputedStyle(document.querySelector(':target')).boxShadow"


def test_the_bar_at_a_jump_fades(reader):
    """A bar beside the place of a jump is gone when its animation ends."""
    page = reader("/about", reduced_motion="no-preference")
    session = page.context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 0})  # until it was seen
    page.goto("/signs#steps")
    assert page.evaluate(TARGET) != "none"
    session.send("Animation.setPlaybackRate", {"playbackRate": 1})
    running = "Promise.all(document.getAnimations().map(({finished}) => finished))"
    assert page.evaluate(f"{running}.then(({{length}}) => length)") > 0

    assert "rgba(0, 0, 0, 0)" in page.evaluate(TARGET) or page.evaluate(TARGET) == "none"


def test_the_bar_at_a_jump_stays_where_motion_is_unwelcome(reader):
    """With reduced motion the bar stays, and nothing is animated."""
    page = reader("/signs#steps", reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(TARGET) != "none"


LINKS = """() => [...document.querySelectorAll('main :is(ul, ol, nav)')].filter((list) => {
    const links = [...list.querySelectorAll('a')];
    return links.length && links.every((link) => link.offsetHeight)
        && list.textContent.replace(/\\s/g, '')
            === links.map((link) => link.textContent.replace(/\\s/g, '')).join('');
}).filter((list) => !list.closest('.chips, .rows, .sources'))
    .map((list) => list.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize(
    "path", ["/steps/pump", "/articles/pump", "/about", "/tools/pump-sounds", "/tools/bottle"]
)
def test_a_list_of_links_is_made_of_rows(app, screen, path):
    """A list that holds only links has the one style of such lists: rows of 56 pixels."""
    window = screen(360)
    window.open(path)
    heights = window.find(
        "[...document.querySelectorAll('.rows a')].map((a) => a.offsetHeight).filter(Boolean)"
    )

    assert window.find(LINKS) == []
    assert min(heights) >= 56
