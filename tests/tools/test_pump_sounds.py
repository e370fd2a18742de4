"""Pump sounds: choose the make, play two sounds after a tap, then see whom to call."""

import pytest

PATH = "/tools/pump-sounds"
WAYS = {
    ("Medtronic SynchroMed", "Like the one tone"): "One tone: call the pump team now",
    ("Medtronic SynchroMed", "Like the two tones"): "Two tones: leave for a hospital now",
    (
        "Medtronic SynchroMed",
        "Like neither, or not sure",
    ): "Not the same, or not sure: leave for a hospital while you call",
    ("Medtronic SynchroMed", "No sound now"): "No sound proves nothing",
    ("Codman 3000, Tricumed or another gas-driven pump",): "No sound proves nothing",
    (
        "Codman 3000, Tricumed or another gas-driven pump",
        "But there is a sound, or there was one",
    ): "Not the same, or not sure: leave for a hospital while you call",
    ("Prometra or another make",): "Not the same, or not sure: leave for a hospital while you call",
    ("Not sure",): "Not the same, or not sure: leave for a hospital while you call",
}
LENGTHS = {"/sounds/one-tone.wav": 6, "/sounds/two-tones.wav": 3}  # seconds
PLAY = """async (path) => {
    const player = document.querySelector(`audio[src="${path}"]`);
    const before = player.paused && player.currentTime === 0;
    await player.play();
    await new Promise((done) => player.addEventListener('timeupdate', done, { once: true }));
    player.pause();
    return [before, Math.round(player.duration)];
}"""


def shown(phone) -> str:
    """The heading of the one part that is seen."""
    return phone.page.locator(".asks > section:visible h2").inner_text()


@pytest.mark.parametrize(
    "look",
    [
        pytest.param({}, id="light", marks=pytest.mark.slow),
        pytest.param({"java_script_enabled": False, "color_scheme": "dark"}, id="no script"),
    ],
)
def test_every_way_ends_in_whom_to_ring(touch_phone, look):
    """Every path by touch ends with whom to call, and none calls a sound harmless."""
    phone = touch_phone(PATH, **look)
    for answers, end in WAYS.items():
        phone.page.goto("/tools")
        phone.page.goto(PATH)
        assert shown(phone) == "Which pump is it?"
        for answer in answers:
            phone.tap(answer)

        assert shown(phone) == end
        words = phone.page.locator(".asks > section:visible").inner_text()
        assert "Say: " in words, end
        assert "hospital" in words, end
        assert phone.page.locator(".call a").first.is_visible()


def test_the_sounds_belong_to_one_make_only(touch_phone):
    """The sounds are offered only for the make that they belong to."""
    phone = touch_phone(PATH)
    parts = phone.page.locator(".asks > section:has(audio)")

    assert parts.evaluate_all("(all) => all.map(({ id }) => id)") == ["sound"]
    assert phone.page.locator("a[href='#sound']").all_inner_texts() == ["Medtronic SynchroMed"]
    assert not phone.page.locator("audio").first.is_visible()


def test_each_sound_plays_after_a_tap_with_the_server_dead(saved_phone):
    """A saved sound plays completely after a tap without a server, and not by itself."""
    saved_phone.visit(f"{PATH}#sound")
    saved_phone.page.locator("h1").click()

    for path, seconds in LENGTHS.items():
        assert saved_phone.page.evaluate(PLAY, path) == [True, seconds]
    assert saved_phone.page.locator("audio[autoplay]").count() == 0
    assert saved_phone.errors == []


def test_a_player_is_large_enough_for_a_thumb(touch_phone):
    """Each player is at least as high as a call button."""
    phone = touch_phone(f"{PATH}#sound")
    heights = [audio.bounding_box()["height"] for audio in phone.page.locator("audio").all()]

    assert len(heights) == 2
    assert min(heights) >= 64


@pytest.mark.slow
def test_keys_alone_reach_the_sounds(touch_phone):
    """Tab goes through the players to the answers."""
    phone = touch_phone(f"{PATH}#sound")
    phone.page.locator("#sound a").first.focus()
    reached = set()
    for _ in range(20):
        phone.page.keyboard.press("Shift+Tab")
        reached.add(phone.page.evaluate("document.activeElement.getAttribute('src')"))

    assert set(LENGTHS) <= reached


def test_a_sign_of_the_sound_leads_here(real_pages):
    """The signs about beeps link to this page."""
    for sign in ("pump-single-beep", "pump-other-makes"):
        assert f'href="{PATH}"' in real_pages[f"/signs/{sign}"]


def test_the_pump_sheet_begins_with_a_choice(touch_phone, content):
    """The rows before the steps lead to the page of each sound, and to the sounds."""
    phone = touch_phone("/steps/pump")
    rows = phone.page.locator(".rows", has_text="Which is it?").locator("a")
    addresses = rows.evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    last = rows.last.bounding_box()

    assert addresses == [choice.go for choice in content.steps["pump"].first]
    assert addresses[-1] == PATH
    assert last["y"] + last["height"] < phone.page.locator("ol.steps").bounding_box()["y"]
    rows.nth(1).tap()
    phone.page.wait_for_url("**/signs/pump-single-beep")


@pytest.mark.parametrize("path", ["/tools/ran-out#refill", PATH])
def test_every_answer_ends_with_numbers(touch_phone, path):
    """Below each answer are the numbers to call and the card, and the call is on the screen."""
    phone = touch_phone(path)
    rows = phone.page.locator(".asks ~ .rows a")

    assert rows.evaluate_all("(links) => links.map((link) => link.pathname)") == ["/help", "/card"]
    assert all(row.is_visible() for row in rows.all())
    assert phone.page.locator(".call a").first.is_visible()
