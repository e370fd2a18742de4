"""Feedback that readers wrote, stored in a data folder, and the commands that read it."""

from server.feedback.store import Feedback, FeedbackStore
from tests.support.site import run

WRITTEN = [
    Feedback(
        page="/signs/asleep", section="Do not", clear=False, text="What is CPR?\nSecond line."
    ),
    Feedback(page="/", clear=True, text='=HYPERLINK("http://evil.example","x")'),
    Feedback(page="/articles/what-it-is", text="+1, -1, @x"),
]


async def write(data, *posts: Feedback) -> None:
    store = FeedbackStore(data)
    async with store.open():
        for post in posts:
            await store.add(post, post.default_key("today"))


def feedback(*arguments: object) -> str:
    done = run("feedback", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout
