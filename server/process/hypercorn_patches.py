"""Parts of Hypercorn 0.18 in a stricter form: connections that always end, errors with our headers, streams of HTTP/2
that are refused one by one.

Hypercorn has no setting for these: `patch_hypercorn` puts three classes in the place of its own.
"""

import logging
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import h11
import hypercorn.asyncio.run
import hypercorn.protocol
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event
from h2.exceptions import DenialOfServiceError
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.events import Closed
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.h2 import H2Protocol
from hypercorn.protocol.h11 import H11Protocol
from hyperframe.frame import Frame, HeadersFrame

from server.private_api import require

require("hypercorn", hypercorn.asyncio.run, "TCPServer")
require("hypercorn", hypercorn.protocol, "H11Protocol", "H2Protocol")
require("hypercorn", TCPServer, "run", "_close", "_initiate_server_close")
require("hypercorn", H11Protocol, "_check_protocol", "_send_error_response", "_send_h11_event")
require("hypercorn", H2Protocol, "_flush", "_handle_events", "_send_data", "stream_send")
require("h2", H2Connection, "MAX_CLOSED_STREAMS", "_receive_headers_frame", "open_inbound_streams")

LINGER_SECONDS = 5.0
# A client that takes notice of the limit is refused once; one that retries 300 requests at once, some 1,300 times.
REFUSED_STREAMS = 4_096

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


class Streams(H2Connection):
    """The frames of one HTTP/2 connection; a stream beyond a limit is refused by itself (RFC 9113, 5.1.2).

    h2 answers such a stream with the end of the whole connection: https://github.com/pgjones/hypercorn/issues/335.
    `most` is how many streams there may be one after the other.
    """

    MAX_CLOSED_STREAMS = (
        1_024  # remembered, so that late frames of theirs do no harm; h2 remembers 65,536
    )

    def __init__(self, like: H2Connection, most: int) -> None:
        super().__init__(like.config)
        self.local_settings = like.local_settings
        self.left = most
        self.refused = 0

    @property
    def open_inbound_streams(self) -> int:
        """None, as far as h2 counts for its own limit."""
        return 0

    def end_stream(self, stream_id: int) -> None:
        """End an answer; what is left of a request that was answered early is not waited for (RFC 9113, 8.1)."""
        super().end_stream(stream_id)
        if (stream := self.streams.get(stream_id)) and stream.open:
            self.reset_stream(stream_id, ErrorCodes.NO_ERROR)

    def _receive_headers_frame(self, frame: HeadersFrame) -> tuple[list[Frame], list[Event]]:
        new = frame.stream_id not in self.streams
        allowed = self.local_settings.max_concurrent_streams if self.left else 0
        full = new and super().open_inbound_streams >= allowed
        # Refused or not, the headers are read: both sides keep one table of them for the whole connection.
        frames, events = super()._receive_headers_frame(frame)
        if not full:
            self.left -= new
            return frames, events
        self.refused += 1
        if self.refused > REFUSED_STREAMS:
            raise DenialOfServiceError(f"{self.refused} refused streams on one connection")
        self.reset_stream(frame.stream_id, ErrorCodes.REFUSED_STREAM)
        return [], []


class StrictH2(H2Protocol):
    """HTTP/2 on our `Streams`; Hypercorn's limit of requests ends the connection after the last answer, not before."""

    connection: Streams

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.connection = Streams(self.connection, self.config.keep_alive_max_requests)

    async def stream_send(self, event: StreamEvent) -> None:
        """Pass on what the app answers."""
        await super().stream_send(event)
        await self._end_after_the_last()

    async def _send_data(self, stream_id: int) -> None:
        await super()._send_data(stream_id)
        await self._end_after_the_last()

    async def _end_after_the_last(self) -> None:
        if not (self.connection.left or self.streams or self.stream_buffers or self.closed):
            self.closed = True
            self.connection.close_connection()
            await self._flush()
            await self.send(Closed())

    async def _handle_events(self, events: list[Event]) -> None:
        for event in events:
            if (
                isinstance(event, DataReceived) and event.stream_id not in self.streams
            ):  # answered before its end
                self.connection.acknowledge_received_data(
                    event.flow_controlled_length or 0, event.stream_id
                )
            else:
                await super()._handle_events([event])
        await self._flush()


def patch_hypercorn(headers: Callable[[], Iterable[tuple[bytes, bytes]]]) -> None:
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
    hypercorn.protocol.H2Protocol = StrictH2  # type: ignore[attr-defined]
