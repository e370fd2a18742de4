"""Two languages on one phone: each is saved by its own worker, and neither harms the other."""

import json
import urllib.request

import pytest

from tests.support.phone_actions import later, save, update
from tests.support.proxy import Proxy
from tests.support.site import wait_until
from tests.support.subset import fast_subset
from tests.support.translated import add_language

SIGN = "/signs/asleep"
NAMES = "caches.keys().then((names) => names.sort())"
SCOPES = """navigator.serviceWorker.getRegistrations().then((all) =>
    all.map(({scope}) => new URL(scope).pathname).sort())"""
PREFER = "Object.defineProperty(navigator, 'languages', {get: () => ['es-MX', 'en']})"
WORD = ("es/signs/asleep.md", "title: Asleep in es", "title: Dormida in es")


def ready(site) -> dict:
    with urllib.request.urlopen(f"{site.base}/readyz", timeout=10) as answer:
        return json.load(answer)


@pytest.fixture
def bilingual(site):
    """A site that serves English and a translation."""
    add_language(site.content)
    english = site.publish()  # and the translation that it offers
    wait_until(lambda: "es" in ready(site)["translations"] and ready(site)["release"] == english)
    return site


def shows(phone, path: str, words: str, lang: str) -> None:
    phone.visit(path)
    assert words in phone.main_text()
    assert phone.run("return document.documentElement.lang") == lang


def shows_asleep(phone, base: str) -> None:
    words, lang = {"/": ("Won't wake up", "en"), "/es/": ("Asleep in es", "es")}[base]
    shows(phone, base[:-1] + SIGN, words, lang)


def test_a_phone_that_opens_a_translation_stores_it_alone(bilingual, chromium):
    """A phone that opens a translation reads all of it offline, and stores no other language."""
    phone = save(chromium(bilingual.base), "/es/")
    names = phone.page.evaluate(NAMES)
    bilingual.kill()
    phone.restart()

    assert [name[: len("release-/es/-")] for name in names] == ["release-/es/-"]
    shows(phone, f"/es{SIGN}", "Asleep in es", "es")
    shows(phone, "/es/signs/beep", "Not yet in es.", "en")
    shows(phone, "/es/", "", "es")
    assert phone.page.evaluate(SCOPES) == ["/es/"]
    assert phone.errors == []


def test_both_side_by_side_read_offline(bilingual, chromium):
    """Two stored languages are both read offline; neither worker answers for the other."""
    phone = save(save(chromium(bilingual.base)), "/es/")
    bilingual.kill()
    phone.restart()

    shows(phone, SIGN, "Won't wake up", "en")
    shows(phone, f"/es{SIGN}", "Asleep in es", "es")
    assert phone.page.evaluate(SCOPES) == ["/", "/es/"]


@pytest.mark.faulty_server
def test_one_word_of_a_translation_costs_an_english_phone_nothing(bilingual, chromium):
    """A changed translation causes no request and no download on a phone with English."""
    phone = save(chromium(bilingual.base))
    english = ready(bilingual)["release"]
    with urllib.request.urlopen(f"{bilingual.base}/sw.js", timeout=10) as answer:
        worker = answer.read()
    spanish = bilingual.publish(WORD, lang="es")
    wait_until(lambda: ready(bilingual)["translations"] == {"es": spanish})
    bilingual.requests()

    assert update(phone) is False
    assert bilingual.requests() == ["GET /sw.js"]
    assert ready(bilingual)["release"] == english
    with urllib.request.urlopen(f"{bilingual.base}/sw.js", timeout=10) as answer:
        assert answer.read() == worker


def test_a_phone_with_an_older_worker_opens_a_translation(site, chromium):
    """A translation is saved even if the phone's older worker does not know its base."""
    phone = save(chromium(site.base))
    add_language(site.content)
    site.publish(lang="es")
    wait_until(lambda: "es" in ready(site)["translations"])
    save(phone, "/es/")
    site.kill()
    phone.restart()

    shows(phone, f"/es{SIGN}", "Asleep in es", "es")
    shows(phone, SIGN, "Won't wake up", "en")


def test_a_language_that_is_not_stored_gets_the_numbers_to_call(bilingual, chromium):
    """Offline, a page of a language that is not stored says so and shows the numbers to call."""
    phone = save(chromium(bilingual.base))
    bilingual.kill()
    phone.restart()
    phone.visit(f"/es{SIGN}")

    assert phone.run("return document.querySelector('p[lang=es]').textContent") == (
        "Not stored in es."
    )
    assert phone.run("return document.querySelector('a[href^=\"tel:\"]') !== null")


@pytest.mark.parametrize("fault", fast_subset(["silence", "503"]))
def test_a_language_that_does_not_arrive_gets_the_numbers_to_call(bilingual, chromium, fault):
    """On a silent network, or one that answers with an error, the numbers to call are shown."""
    network = Proxy(bilingual.port)
    phone = save(chromium(network.base))
    network.fail(fault, lambda request: request.is_navigation)
    answer = phone.page.goto(f"/es{SIGN}")

    assert answer.status == 504
    assert phone.text("p[lang=es]") == "Not stored in es."
    assert phone.run("return document.querySelector('a[href^=\"tel:\"]') !== null")
    network.close()


@pytest.mark.parametrize("damaged", ["/", "/es/"])
def test_a_lost_page_of_one_language_harms_no_other(bilingual, chromium, damaged):
    """A page lost in one language is still in the other, and is repaired from its own release."""
    phone = save(save(chromium(bilingual.base)), "/es/")
    phone.page.evaluate(
        """(base) => caches.keys().then((names) => Promise.all(names
            .filter((name) => name.startsWith(`release-${base}-`))
            .map(async (name) => (await caches.open(name)).delete('/signs/asleep'))))""",
        damaged,
    )
    bilingual.kill()
    phone.restart()
    kept = "/es/" if damaged == "/" else "/"

    shows_asleep(phone, kept)
    bilingual.start()
    save(phone, damaged)
    bilingual.kill()
    phone.restart()
    shows_asleep(phone, damaged)


def test_an_update_of_one_language_keeps_the_other(bilingual, chromium):
    """After two updates of the translation, English is still complete."""
    phone = save(save(chromium(bilingual.base)), "/es/")
    english = [name for name in phone.page.evaluate(NAMES) if name.startswith("release-/-")]
    for new in ("One", "Two"):
        old = (bilingual.content / WORD[0]).read_text("utf-8").split("title: ")[1].split("\n")[0]
        spanish = bilingual.publish((WORD[0], f"title: {old}", f"title: {new}"), lang="es")
        wait_until(lambda id_=spanish: ready(bilingual)["translations"] == {"es": id_})
        assert update(phone)
        phone.restart()
        save(phone, f"/es{SIGN}")
    bilingual.kill()
    phone.restart()

    shows(phone, SIGN, "Won't wake up", "en")
    shows(phone, f"/es{SIGN}", "Two", "es")
    names = phone.page.evaluate(NAMES)
    assert [name for name in names if name.startswith("release-/-")] == english


def test_the_language_of_the_browser_is_offered_in_its_place(bilingual, chromium):
    """The first screen offers the browser's language in place, without a layout shift."""
    phone = save(chromium(bilingual.base))
    before = phone.run("return document.querySelector('h1').getBoundingClientRect().top")
    assert phone.text("#offer a") == "Language es"
    phone.page.add_init_script(PREFER)
    phone.visit("/")
    wait_until(lambda: phone.text("#offer a") == "Read this in es")

    assert phone.run("return document.querySelector('#offer a').lang") == "es"
    assert phone.run("return document.querySelector('h1').getBoundingClientRect().top") == before


def test_no_language_is_offered_over_a_step(bilingual, chromium):
    """An address with a place in its page, as of a step, shows no offer; the next page does."""
    phone = save(chromium(bilingual.base), SIGN)
    phone.page.add_init_script(PREFER)
    phone.visit("/signs#steps")
    phone.wait_saved()
    phone.visit("/articles")

    wait_until(lambda: "Read this in es" in phone.text(".toast"))


def test_a_chosen_language_replaces_the_other_once_complete(bilingual, chromium):
    """Once a chosen language is complete the other is deleted; card and country stay."""
    phone = save(chromium(bilingual.base), SIGN)
    phone.run("localStorage.setItem('country', 'GB')")
    phone.page.click("footer a[hreflang=es]")
    phone.page.wait_for_url(f"**/es{SIGN}")
    phone.wait_saved()

    wait_until(lambda: phone.page.evaluate(SCOPES) == ["/es/"])
    wait_until(lambda: all("/es/" in name for name in phone.page.evaluate(NAMES)))
    assert phone.run("return localStorage.getItem('country')") == "GB"
    bilingual.kill()
    phone.restart()
    shows(phone, f"/es{SIGN}", "Asleep in es", "es")


def test_an_installed_language_is_not_deleted(bilingual, chromium):
    """A reader who has both languages on the home screen keeps both."""
    phone = save(chromium(bilingual.base), SIGN)
    phone.run("localStorage.setItem('installed/', 'yes')")
    phone.page.click("footer a[hreflang=es]")
    phone.page.wait_for_url(f"**/es{SIGN}")
    phone.wait_saved()
    save(phone, f"/es{SIGN}")

    assert phone.page.evaluate(SCOPES) == ["/", "/es/"]


def test_a_stored_language_is_opened_without_a_network(bilingual, chromium):
    """If both languages are stored, the link leads from one to the other with the server dead."""
    phone = save(save(chromium(bilingual.base), "/es/"), SIGN)
    bilingual.kill()
    phone.page.click("footer a[hreflang=es]")
    phone.page.wait_for_url(f"**/es{SIGN}")

    assert "Asleep in es" in phone.main_text()


@pytest.mark.parametrize("fault", fast_subset(["503", "dead"]))
def test_a_language_that_cannot_be_had_is_not_opened(bilingual, chromium, fault):
    """If a chosen language is neither stored nor served, a message is shown and nothing chosen."""
    network = Proxy(bilingual.port)
    phone = save(chromium(network.base), SIGN)
    network.stop() if fault == "dead" else network.fail(fault)
    phone.page.click("footer a[hreflang=es]")
    wait_until(lambda: "Not stored in es." in phone.text(".toast"))

    assert phone.page.url.endswith(SIGN)
    assert later(phone, "return document.documentElement.lang") == "en"
    assert phone.run("return localStorage.getItem('language')") is None
    network.close()
