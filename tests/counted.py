"""The real command, with one layer more: it writes every request to the file that REQUEST_LOG names."""

import os

import server.serve
from server.app import create_app
from server.cli import main


class Counted:
    def __init__(self, app) -> None:
        self.app = app
        self.path = os.environ["REQUEST_LOG"]

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            with open(self.path, "a") as log:  # noqa: ASYNC230, PTH123  a line a request, tests only
                log.write(f"{scope['method']} {scope['path']}\n")
        await self.app(scope, receive, send)


def counted_app(releases):
    app = create_app(releases)
    app.asgi_app = Counted(app.asgi_app)
    return app


server.serve.create_app = counted_app
main()
