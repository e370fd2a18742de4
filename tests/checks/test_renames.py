"""Renamed pages: their earlier addresses answer, and each belongs to one page."""

import pytest

ASLEEP = "en/signs/asleep.md"
BEEP = "en/signs/beep.md"
HEAD = "---\n"


def rename(draft, was: str, file: str = ASLEEP) -> None:
    """Give a page of the draft earlier addresses."""
    path = draft.folder / file
    path.write_text(path.read_text("utf-8").replace(HEAD, f"{HEAD}was: {was}\n", 1), "utf-8")


def test_an_earlier_address_answers_with_the_same_page(draft):
    """Both addresses have the same bytes."""
    rename(draft, "[/signs/sleeps, /articles/sleeping]")
    pages = draft.pages()

    assert pages["/signs/sleeps"] == pages["/articles/sleeping"] == pages["/signs/asleep"]


def test_the_list_of_signs_and_the_search_know_the_new_address_only(draft):
    """The list of signs and the search have only the new address of a renamed page."""
    rename(draft, "[/signs/sleeps]")

    assert "/signs/sleeps" not in "".join(draft.pages().values())


@pytest.mark.parametrize(
    ("was", "message"),
    [
        ("[/signs/asleep]", "/signs/asleep is still the address of this page; leave it out"),
        (
            "[/signs/beep]",
            "/signs/beep is the address of another page; keep it there, or rename that page",
        ),
        (
            "[/tools/ask]",
            "/tools/ask is the address of another page; keep it there, or rename that page",
        ),
    ],
)
def test_an_earlier_address_that_answers_already_is_a_finding(draft, was, message):
    """An earlier address that is the address of an existing page is a finding."""
    rename(draft, was)

    assert draft.findings() == [f"content/en/signs/asleep.md: was: {message}"]


def test_an_earlier_address_has_one_page(draft):
    """Two pages with the same earlier address are a finding."""
    rename(draft, "[/signs/sleeps]")
    rename(draft, "[/signs/sleeps]", BEEP)

    assert draft.findings() == [
        "content/en/signs/beep.md: was: /signs/sleeps is in content/en/signs/asleep.md too; "
        "leave it in one of the two"
    ]


@pytest.mark.parametrize("was", ["[sleeps]", "[/about]", "[/signs/Sleeps]", "[/c/1]", "[/signs]"])
def test_an_earlier_address_is_one_that_a_page_can_have(draft, was):
    """An earlier address that no page can have is a finding that shows a right one."""
    rename(draft, was)

    assert draft.findings() == [
        "content/en/signs/asleep.md: was[0]: an address that the page had, "
        "for example /signs/wont-wake"
    ]


def test_a_notice_has_no_earlier_address(draft):
    """An earlier address in a notice is a finding: no notice is opened by its address."""
    rename(draft, "[/signs/sleeps]", "en/notices/recall.md")

    assert draft.findings() == [
        "content/en/notices/recall.md: was: it has no address of its own; leave the field out"
    ]


def test_a_link_to_an_earlier_address_is_a_finding_that_names_the_new_one(draft):
    """A link to an earlier address is a finding that names the page's new one."""
    rename(draft, "[/signs/sleeps]")
    draft.add("en/articles/what-it-is.md", "\nSee [sleep](/signs/sleeps). {O1}\n")

    assert draft.findings() == [
        "content/en/articles/what-it-is.md: text: there is no page /signs/sleeps; "
        "it was renamed: write /signs/asleep"
    ]
