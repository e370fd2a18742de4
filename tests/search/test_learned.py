"""The weights learned from questions are current, and make nothing urgent come later."""

import pytest

from scripts.learn_search import (
    SETS,
    given_examples,
    path_of_table,
    table,
    training_hash,
    untaught,
    worse,
)
from server.paths import CONTENT
from tests.support.checked import checked_content

RUN = "run `make learn`"


def _learned(draft, rows: str) -> None:
    (draft.folder / "en/learned.yaml").write_text(rows, "utf-8")


@pytest.fixture(scope="module", params=SETS)
def asked(request):
    """The content of each language that has questions to learn from."""
    return checked_content(CONTENT, request.param)


def test_the_table_is_current(asked):
    """The table was learned from the current questions, phrases and synonyms."""
    engine = untaught(asked)
    written = path_of_table(asked.lang).read_text("utf-8")

    assert training_hash(given_examples(asked, engine), engine) in written, RUN


@pytest.mark.slow
def test_the_same_questions_give_the_same_table(asked):
    """learned.yaml has exactly the rows that learning from the questions gives."""
    assert table(asked)[1] == asked.learned, RUN


def test_no_gate_is_worse(asked):
    """With what was learned, amounts, vital and urgent pages come first at least as often."""
    assert worse(asked, asked.learned) == []


def test_a_row_that_names_no_page_is_refused(draft):
    """A learned weight for an address that no page has is an error."""
    _learned(draft, "alarm: /signs/beep 3, /signs/beeep 2\n")
    [finding] = draft.findings()

    assert finding == "content/en/learned.yaml: alarm: there is no page '/signs/beeep' to find"


def test_a_row_that_is_not_addresses_and_weights_is_refused(draft):
    """A learned row without a weight from -8 to 7 after each address is an error."""
    _learned(draft, "alarm: /signs/beep\n")
    [finding] = draft.findings()

    assert finding == (
        "content/en/learned.yaml: alarm: '/signs/beep' is not an address and a weight from -8 to 7"
    )
