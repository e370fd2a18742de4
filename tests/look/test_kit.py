"""The parts that pages share."""

TARGET = "getComputedStyle(document.querySelector(':target')).boxShadow"


def test_the_bar_at_a_jump_fades(reader):
    """A bar beside the place of a jump is gone when its animation ends."""
    page = reader("/signs#steps", reduced_motion="no-preference")
    assert page.evaluate(TARGET) != "none"
    running = "Promise.all(document.getAnimations().map(({finished}) => finished))"
    assert page.evaluate(f"{running}.then(({{length}}) => length)") > 0

    assert "rgba(0, 0, 0, 0)" in page.evaluate(TARGET) or page.evaluate(TARGET) == "none"


def test_the_bar_at_a_jump_stays_where_motion_is_unwelcome(reader):
    """With reduced motion the bar stays, and nothing is animated."""
    page = reader("/signs#steps", reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(TARGET) != "none"
