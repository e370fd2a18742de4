"""Connections of Hypercorn 0.18 that always end, and refusals of its own that carry our headers.

Hypercorn has no place to set these: `be_strict` puts two classes in the place of its own.
"""

import logging
from collections.abc import Callable, Iterable
from itertools import chain

import h11
import hypercorn.asyncio.run
import hypercorn.protocol
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.h11 import H11Protocol

LINGER_SECONDS = 5.0

log = logging.getLogger(__name__)


class Connection(TCPServer):
    """One connection that is gone soon after it was closed, whether its reader took the rest or not."""

    async def run(self) -> None:
        """Serve it; who breaks the rules of HTTP/2 (data after the end, a path in Latin-1) loses only this one."""
        try:
            await super().run()
        except* Exception as broken:
            log.info("a connection broke the protocol: %s", type(broken.exceptions[0]).__name__)
            self.writer.transport.abort()

    async def _close(self) -> None:
        self._let_go()
        await super()._close()

    async def _initiate_server_close(self) -> None:
        await super()._initiate_server_close()
        self._let_go()

    def _let_go(self) -> None:
        # asyncio closes a connection only when all was taken: a reader who takes nothing would keep it for ever.
        if self.writer.transport.get_write_buffer_size():
            self.loop.call_later(LINGER_SECONDS, self.writer.transport.abort)


def be_strict(headers: Callable[[], Iterable[tuple[bytes, bytes]]]) -> None:
    """From now on Hypercorn's connections are ours; `headers` are those of every answer, errors included."""

    class StrictProtocol(H11Protocol):
        async def _check_protocol(self, event: h11.Request) -> None:
            # An upgrade to cleartext HTTP/2 hides what follows from a proxy in front: it is passed over, as RFC 9110
            # allows, and the request is answered as it came. HTTP/2 without the upgrade is welcome.
            if event.method == b"PRI":
                await super()._check_protocol(event)

        async def _send_error_response(self, status_code: int) -> None:
            length = [(b"content-length", b"0"), (b"connection", b"close")]
            every = chain(length, headers(), self.config.response_headers("h11"))
            await self._send_h11_event(h11.Response(status_code=status_code, headers=list(every)))
            await self._send_h11_event(h11.EndOfMessage())

    hypercorn.asyncio.run.TCPServer = Connection  # type: ignore[attr-defined]
    hypercorn.protocol.H11Protocol = StrictProtocol  # type: ignore[attr-defined]
