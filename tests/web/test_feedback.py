"""Feedback over HTTP: only from our own pages, short, rate-limited, stored once."""

import json
import sqlite3

import pytest
from werkzeug.datastructures import Headers

from server.feedback.rate_limit import NETWORK_POSTS
from server.feedback.store import FeedbackStore
from server.release.store import Store
from server.web.app import create_app
from server.web.config import AppConfig
from server.web.current import Releases
from tests.support.running import running

OWN = {"sec-fetch-site": "same-origin"}
TITLES = {400: "Bad Request", 413: "Content Too Large"}
WORDS = {"page": "/signs/asleep", "section": "Do not", "clear": False, "text": "What is CPR?"}


def stored(data) -> list[tuple]:
    with sqlite3.connect(data / "app.db") as database:
        return database.execute(
            "SELECT page, section, clear, text FROM feedback ORDER BY id"
        ).fetchall()


async def post(client, body=WORDS, **headers: str):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/api/v1/feedback", json=body, headers=OWN | headers)


async def test_json_is_stored_and_acknowledged(client, data_folder):
    """Feedback as JSON is stored and answered 201."""
    response = await post(client)

    assert response.status_code == 201
    assert stored(data_folder) == [("/signs/asleep", "Do not", 0, "What is CPR?")]


async def test_the_same_key_is_stored_once(client, data_folder):
    """Feedback with a known idempotency key, or the same text on the same day, is stored once."""
    assert (await post(client, idempotency_key="k1")).status_code == 201
    assert (await post(client, idempotency_key="k1")).status_code == 200
    assert (await post(client)).status_code == 201
    assert (await post(client)).status_code == 200
    assert len(stored(data_folder)) == 2


async def test_a_form_is_answered_with_a_page(client, data_folder):
    """A form without script is answered with a page of thanks; its Referer names the page."""
    form = {"page": "", "section": "", "clear": "yes", "text": "Good.\r\nShort."}
    referer = "http://localhost/feedback?page=/signs/asleep"
    response = await client.post(
        "/feedback", form=form, headers={"origin": "http://localhost", "referer": referer}
    )

    assert response.status_code == 200
    assert "Thank you" in await response.get_data(as_text=True)
    assert stored(data_folder) == [("/signs/asleep", "", 1, "Good.\nShort.")]


@pytest.mark.parametrize(
    "referer",
    ["http://[", "http://]/x", "http://[::1/?page=/signs", "/feedback?page=%ff", "?page=signs", ""],
)
async def test_a_referer_that_names_no_page_loses_no_words(client, data_folder, referer):
    """The form is stored as one about feedback itself."""
    form = {"page": "", "section": "", "clear": "yes", "text": "Good."}
    response = await client.post("/feedback", form=form, headers=OWN | {"referer": referer})

    assert response.status_code == 200
    assert stored(data_folder) == [("/feedback", "", 1, "Good.")]


async def test_a_form_that_says_nothing_is_refused_with_a_page(client, data_folder):
    """An empty form gets an error page that shows the emergency numbers."""
    response = await client.post("/feedback", form={"page": "/", "text": " "}, headers=OWN)
    page = await response.get_data(as_text=True)

    assert response.status_code == 400
    assert "This was not stored" in page
    assert 'href="tel:112"' in page
    assert stored(data_folder) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "null"},
    ],
)
async def test_other_sites_cannot_write(client, data_folder, headers):
    """Requests of other sites are refused, by Sec-Fetch-Site or by Origin."""
    answers = [
        await client.post("/api/v1/feedback", json=WORDS, headers=headers),
        await client.post("/feedback", form={"text": "spam"}, headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert stored(data_folder) == []


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:80", "http://localhost"),
        ("LOCALHOST", "http://localhost"),
        ("localhost", "HTTP://LocalHost:80"),
        ("localhost.", "http://localhost"),
        ("[::1]:80", "http://[0:0:0:0:0:0:0:1]"),
        ("localhost:8000", "http://localhost:8000"),
    ],
)
async def test_our_origin_in_any_spelling(client, host, origin):
    """Our origin matches with a default port, in any case, and with the address written in full."""
    response = await post_from(client, host, origin)

    assert response.status_code == 201


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8000", "http://localhost"),
        ("localhost", "http://localhost:443"),
        ("localhost", "https://localhost:80"),
        ("localhost", "http://localhost/"),
        ("localhost", "http://localhost@evil.example"),
        ("localhost", "localhost"),
        ("localhost", "http://[::1"),
    ],
)
async def test_another_origin_in_a_like_spelling(client, host, origin):
    """An origin with another port or scheme, and a missing origin, are refused."""
    response = await post_from(client, host, origin)

    assert response.status_code == 403


async def post_from(client, host: str, origin: str):
    return await client.post(
        "/api/v1/feedback", json=WORDS, headers={"host": host, "origin": origin}
    )


async def test_behind_https_the_origin_is_https(data_folder):
    """Behind a proxy that terminates TLS the origin must be https."""
    async with running(
        create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), AppConfig(https=True))
    ) as app:
        response = await app.test_client().post(
            "/api/v1/feedback", json=WORDS, headers={"origin": "https://localhost"}
        )

    assert response.status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ("{}", 400),
        ('{"page": "/"}', 400),
        ('{"page": "signs", "text": "x"}', 400),
        ('{"page": "/\\n", "text": "x"}', 400),
        ('{"page": "/", "text": 5}', 400),
        ('{"page": "/", "text": "x", "name": "me"}', 400),
        ('{"page": "/", "text": "' + "x" * 5000 + '"}', 413),
        ('{"page": "/", "text": "' + "€" * 2000 + '"}', 413),
        ('{"page": "/", "text": "' + "x" * 20000 + '"}', 413),
        (b'{"page": "/", "text": "\xff"}', 400),
        ('{"page": "/", "text": "\\ud800"}', 400),
    ],
)
async def test_invalid_feedback_is_a_problem(client, data_folder, body, status):
    """Invalid feedback gets a problem document that names the mistake, and is not stored."""
    response = await client.post(
        "/api/v1/feedback", data=body, headers=OWN | {"content-type": "application/json"}
    )

    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    problem = json.loads(await response.get_data())
    assert problem["title"] == TITLES[status]  # the same from every layer
    assert problem["detail"]
    assert stored(data_folder) == []


async def test_another_type_is_refused(client):
    """A content type other than JSON and forms is refused: another site could send text/plain."""
    answers = [
        await client.post(path, data="x", headers=OWN) for path in ("/api/v1/feedback", "/feedback")
    ]

    assert [answer.status_code for answer in answers] == [415, 415]


async def test_control_characters_do_not_reach_an_editor(client, data_folder):
    """Control characters are removed from what is stored."""
    await post(client, WORDS | {"text": "\x1b[2Jred\x07\r\nline\x9b"})

    assert stored(data_folder)[0][3] == "[2Jred\nline"


async def test_too_many_are_told_to_wait(client, data_folder):
    """Above the rate limit the answer is 429 with Retry-After."""
    answers = [
        await post(client, WORDS | {"text": str(number)}) for number in range(NETWORK_POSTS + 1)
    ]

    assert [answer.status_code for answer in answers] == [201] * NETWORK_POSTS + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert len(stored(data_folder)) == NETWORK_POSTS


async def test_the_leftmost_name_is_not_believed(data_folder):
    """Only the last address in X-Forwarded-For is used: the sender can write those before it."""
    async with running(
        create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), AppConfig(proxies=1))
    ) as app:
        client = app.test_client()
        forged = [
            await post(client, WORDS | {"text": str(n)}, x_forwarded_for=f"10.0.{n}.1, 192.0.2.7")
            for n in range(NETWORK_POSTS + 1)
        ]
        other = await post(client, WORDS | {"text": "other"}, x_forwarded_for="198.51.100.4")

    assert forged[-1].status_code == 429
    assert other.status_code == 201


async def test_readers_behind_a_gateway_that_writes_ports_have_a_bucket_each(data_folder):
    """An address with a port, as Azure's gateway writes it, is read without its port."""
    async with running(
        create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), AppConfig(proxies=1))
    ) as app:
        client = app.test_client()
        readers = [
            await post(client, WORDS | {"text": str(n)}, x_forwarded_for=f"203.0.{n}.77:4000{n}")
            for n in range(NETWORK_POSTS + 4)
        ]
        unnamed = [
            await post(client, WORDS | {"text": f"u{n}"}, x_forwarded_for="10.0.0.1, unknown")
            for n in range(NETWORK_POSTS + 4)
        ]
        one = [
            await post(
                client, WORDS | {"text": f"o{n}"}, x_forwarded_for=f"[2001:db8::{n}]:4000{n},"
            )
            for n in range(NETWORK_POSTS + 1)
        ]

    assert {answer.status_code for answer in [*readers, *unnamed, *one[:-1]]} == {201}
    assert one[-1].status_code == 429


async def test_a_line_that_the_sender_wrote_is_not_taken_for_the_proxys(data_folder):
    """With two X-Forwarded-For headers, as HAProxy sends them, the last one counts."""
    async with running(
        create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), AppConfig(proxies=1))
    ) as app:
        client = app.test_client()
        answers = []
        for number in range(NETWORK_POSTS + 1):
            headers = Headers(OWN)
            headers.add("X-Forwarded-For", f"10.0.{number}.1")
            headers.add("X-Forwarded-For", "192.0.2.7")
            answers.append(
                await client.post(
                    "/api/v1/feedback", json=WORDS | {"text": str(number)}, headers=headers
                )
            )

    assert [answer.status_code for answer in answers] == [201] * NETWORK_POSTS + [429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "count"),
    [
        (0, "203.0.113.77", "1 address:"),
        (0, "203.0.113.77, 203.0.113.78", "2 addresses:"),
        (1, "", "0 addresses:"),
        (2, "203.0.113.77", "1 address:"),
    ],
)
async def test_a_wrong_number_of_proxies_is_named_once(
    data_folder, caplog, proxies, forwarded, count
):
    """The first post that contradicts --proxies is logged with its remedy and without addresses."""
    config = AppConfig(proxies=proxies)
    headers = {"x_forwarded_for": forwarded} if forwarded else {}
    async with running(
        create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), config)
    ) as app:
        answers = [
            await post(app.test_client(), WORDS | {"text": str(n)}, **headers) for n in range(2)
        ]

    assert [answer.status_code for answer in answers] == [201, 201]
    [warning] = [line for line in caplog.messages if "--proxies" in line]
    assert f"--proxies is {proxies}, but" in warning
    assert f"has {count}" in warning
    assert "set --proxies (SOS_PROXIES) to the number of proxies" in warning
    assert "203.0.113" not in caplog.text


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [(0, ""), (1, "203.0.113.77"), (2, "203.0.113.77, 10.0.0.1"), (1, "192.0.2.1, 203.0.113.77")],
)
async def test_a_right_number_of_proxies_is_not_named(data_folder, caplog, proxies, forwarded):
    """With as many addresses as proxies, or more, as a sender may write some, nothing is logged."""
    config = AppConfig(proxies=proxies)
    headers = {"x_forwarded_for": forwarded} if forwarded else {}
    async with running(
        create_app(Releases(Store(data_folder)), FeedbackStore(data_folder), config)
    ) as app:
        answer = await post(app.test_client(), **headers)

    assert answer.status_code == 201
    assert "--proxies" not in caplog.text


async def test_while_the_disk_refuses_reading_goes_on(client, data_folder):
    """With a failing disk feedback gets 503 and /readyz says so; pages are served meanwhile."""
    for path in data_folder.glob("app.*"):
        path.unlink()
    (data_folder / "app.db").mkdir()
    response = await post(client)
    ready = await client.get("/readyz")

    assert response.status_code == 503
    assert response.headers["retry-after"] == "60"
    assert (await ready.get_json())["feedback"] == "unavailable"
    assert (await client.get("/")).status_code == 200
    (data_folder / "app.db").rmdir()
    assert (await post(client)).status_code == 201
