"""What to say to a call-taker in two languages, if theirs is not the reader's."""

import pytest
from playwright.sync_api import expect

from server import paths
from server.publish.build import build
from tests.support.checked import checked_content
from tests.support.site import answers, wait_until

SAY = "/es/tools/say"


@pytest.fixture
def spanish_phone(app, touch_phone):
    """Opens the tool in Spanish on a phone that is in a country."""
    app.publish(lang="es")
    wait_until(lambda: answers(app.base + SAY))

    def hold(country: str):
        choice = f"localStorage.setItem('country', '{country}')"
        return touch_phone(SAY, choice, locale="es", timezone_id="Atlantic/Reykjavik")

    return hold


def test_each_answer_is_beside_its_original(content):
    """Each Spanish answer is beside its English line, and only the English is read aloud."""
    release = build(checked_content(paths.CONTENT, "es"), paths.PWA).release
    bodies = {
        file.path: release.bodies[file.sha256].decode()
        for file in release.files
        if file.path in ("/tools/say", "/steps/say")
    }

    for question in content.tools["say"].questions:
        for answer in question.answers:
            assert f'data-theirs="{answer.say.text}"' in bodies["/tools/say"]
    phrases = "“possible baclofen overdose” · “baclofen suddenly stopped” · “baclofen pump problem”"
    assert f"<span lang=en>{phrases}" in bodies["/steps/say"].replace('"en"', "en")


@pytest.mark.parametrize(("country", "lines"), [("US", 2), ("", 2), ("ES", 1)])
def test_english_is_shown_where_the_call_taker_speaks_it(spanish_phone, country, lines):
    """English is shown in the United States and in an unknown country, not in Spain."""
    phone = spanish_phone(country)
    phone.page.locator(".choice", has_text="No despierta").tap()
    line = phone.page.locator("#script li").last
    sentences = ["La persona no despierta.", "They will not wake."][:lines]

    expect(line).to_have_text("".join(sentences))
    expect(line.locator("[lang=en]")).to_have_text(sentences[1:])
