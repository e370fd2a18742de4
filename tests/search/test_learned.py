"""The weights learned from questions are current, and make nothing urgent come later."""

import pytest

from scripts.learn_search import TABLE, digest, given_examples, table, untaught, worse

RUN = "run `python -m scripts.learn_search`"


def _learned(draft, rows: str) -> None:
    (draft.folder / "en/learned.yaml").write_text(rows, "utf-8")


def test_the_table_is_current(content):
    """The table was learned from the current questions, phrases and synonyms."""
    engine = untaught(content)

    assert digest(given_examples(content, engine), engine) in TABLE.read_text("utf-8"), RUN


@pytest.mark.slow
def test_the_same_questions_give_the_same_table(content):
    assert table(content)[1] == content.learned, RUN


def test_no_gate_is_worse(content):
    """With the learned weights, amounts, vital and urgent pages come first at least as often."""
    assert worse(content, content.learned) == []


def test_a_row_that_names_no_page_is_refused(draft):
    _learned(draft, "alarm: /signs/beep 3, /signs/beeep 2\n")
    [finding] = draft.findings()

    assert finding == "content/en/learned.yaml: alarm: there is no page '/signs/beeep' to find"


def test_a_row_that_is_not_addresses_and_weights_is_refused(draft):
    _learned(draft, "alarm: /signs/beep\n")
    [finding] = draft.findings()

    assert finding == (
        "content/en/learned.yaml: alarm: '/signs/beep' is not an address and a weight from -8 to 7"
    )
