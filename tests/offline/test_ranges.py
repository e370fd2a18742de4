"""The worker answers Range requests exactly as the server does."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.support.pages import served_files
from tests.support.phone_actions import save

PATH = "/icons/icon.svg"
ASK = """async ([path, range, tag]) => {
    const headers = tag ? {range, 'if-range': tag} : {range};
    const get = (query) => fetch(path + query, {headers, cache: 'no-store'});
    const answers = await Promise.all(['', '?nosw'].map(get));
    return Promise.all(answers.map(async (answer) => [
        answer.status, answer.headers.get('content-range'),
        answer.headers.get('content-type'), await answer.text(),
    ]));
}"""
NUMBER = st.one_of(
    st.just(""), st.integers(0, 2000).map(str), st.integers(0, 10**22).map(str), st.just("007")
)
SPACE = st.sampled_from(["", " "])
RANGE = st.one_of(
    st.tuples(NUMBER, NUMBER).map("bytes={0[0]}-{0[1]}".format),
    st.tuples(SPACE, NUMBER, SPACE, SPACE, NUMBER).map(
        "bytes{0[0]}={0[1]}{0[2]}-{0[3]}{0[4]}".format
    ),
    st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=3).map(
        lambda parts: "bytes=" + ",".join(f"{first}-{last}" for first, last in parts)
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12),
)
TABLE = [
    "bytes=0-",
    "bytes=0-0",
    "bytes=-3",
    "bytes=-0",
    "bytes=-",
    "bytes=5-2",
    "bytes=3-3",
    "bytes=0-1,4-5",
]
TABLE += [
    "bytes=99999-",
    "bytes=99999-5",
    "bytes=2-99999",
    "bytes=-99999",
    "bytes= 1 - 4",
    "Bytes=0-1",
    "lines=0-1",
]
TABLE += [
    f"bytes={'9' * 19}-",
    f"bytes={'9' * 20}-",
    f"bytes=0-{'9' * 20}",
    "bytes=+1-2",
    "bytes=1--2",
]


@pytest.fixture
def request_range(site, chromium):
    """Asks for a part of one file, of the worker and past it; returns both answers."""
    phone = save(chromium(site.base))
    return lambda range_, tag="": phone.page.evaluate(ASK, [PATH, range_, tag])


def test_the_worker_and_the_server_answer_a_range_alike(request_range):
    """Worker and server agree on status, Content-Range, type and bytes."""
    for range_ in TABLE:
        from_phone, from_server = request_range(range_)
        assert from_phone == from_server, range_
    statuses = {range_: request_range(range_)[0][0] for range_ in TABLE}
    assert (statuses["bytes=-3"], statuses["bytes=5-2"], statuses["bytes=99999-"]) == (
        206,
        200,
        416,
    )


def test_if_range_is_answered_with_the_complete_file(site, request_range):
    """The worker answers any If-Range with the complete file, because it has no ETags."""
    own = f'"{served_files(site.data)[PATH].sha256[:32]}-identity"'
    from_phone, from_server = request_range("bytes=0-3", '"other"')
    assert from_phone == from_server
    assert from_phone[0] == 200
    from_phone, from_server = request_range("bytes=0-3", own)
    assert (from_phone[0], from_server[0]) == (200, 206)


@pytest.mark.slow
def test_generated_ranges_are_answered_alike(request_range):
    """Worker and server agree on generated Range headers."""

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(RANGE)
    @example("bytes=0-18446744073709551616")
    def alike(range_: str) -> None:
        from_phone, from_server = request_range(range_)
        assert from_phone == from_server

    alike()
