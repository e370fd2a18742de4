"""The type of an ASGI application, and a response sent without Quart."""

from collections.abc import Awaitable, Callable

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from server.headers import Headers

ASGIApp = Callable[[Scope, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]


async def send_response(send: ASGISendCallable, status: int, headers: Headers, body: bytes) -> None:
    """Send a whole response over HTTP."""
    await send(
        {"type": "http.response.start", "status": status, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
