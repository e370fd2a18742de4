"""The list of signs keeps its open group in the address."""

from tests.support.site import wait_until


def test_back_and_reload_open_the_group_again(screen):
    """After Back and after a reload the group is open, at the place where the reader left it."""
    view = screen(360)
    view.open("/signs", unfold=False)
    page = view.page
    page.locator("#seen-pump summary").click()
    page.wait_for_url("**/signs#seen-pump")
    link = page.locator("#seen-pump a").last
    link.scroll_into_view_if_needed()
    link.click()
    page.wait_for_url("**/signs/*")
    page.go_back()
    link.wait_for()

    wait_until(
        lambda: page.evaluate(
            "() => { const { top } = document.querySelector('#seen-pump li:last-child a')"
            ".getBoundingClientRect(); return top > 0 && top < innerHeight; }"
        )
    )
    page.reload()
    link.wait_for()


def test_a_closed_group_leaves_the_address(screen):
    """Closing the group removes it from the address."""
    view = screen(360)
    view.open("/signs#seen-pump", unfold=False)
    page = view.page
    page.locator("#seen-pump a").last.wait_for()
    page.locator("#seen-pump summary").click()
    page.wait_for_url("**/signs")


def test_a_group_opened_before_the_script_is_in_the_address(screen):
    """Back finds the group that the reader opened while the script was on its way."""
    view = screen(360)
    view.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " document.getElementById('seen-pump').open = true; })"
    )
    view.open("/signs", unfold=False)

    view.page.wait_for_url("**/signs#seen-pump")
