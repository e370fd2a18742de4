"""Stricter classes for Hypercorn 0.18, which has no setting for what they do.

Connections always end, errors are ours, and HTTP/2 streams beyond a limit are refused one by one.
`patch_hypercorn` replaces three classes of Hypercorn with them.
"""

import logging
from collections.abc import Callable
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
from hypercorn.protocol.events import Body, EndBody, Response, StreamClosed
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.h2 import H2Protocol
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.http_stream import ASGIHTTPState, HTTPStream
from hypercorn.protocol.ws_stream import WSStream
from hyperframe.frame import Frame, HeadersFrame

from server.headers import Headers
from server.private_api import require

require("hypercorn", hypercorn.asyncio.run, "TCPServer")
require("hypercorn", hypercorn.protocol, "H11Protocol", "H2Protocol")
require("hypercorn", TCPServer, "run", "_close", "_initiate_server_close")
require("hypercorn", H11Protocol, "_check_protocol", "_send_error_response", "_send_h11_event")
require("hypercorn", H2Protocol, "_flush", "_handle_events", "_send_data", "stream_send")
require("hypercorn", HTTPStream, "_send_error_response")
require("hypercorn", WSStream, "_send_error_response")
require("h2", H2Connection, "MAX_CLOSED_STREAMS", "_receive_headers_frame", "open_inbound_streams")

LINGER_SECONDS = 5.0
# A client that respects the limit is refused once; one that retries 300 at a time, 1,300 times.
REFUSED_STREAMS = 4_096

# The headers and the body of an error, by its status and the scheme of the connection.
MakeError = Callable[[int, str], tuple[Headers, bytes]]

log = logging.getLogger(__name__)


class StrictConnection(TCPServer):
    """A connection that ends soon after it was closed, even if the client stopped reading."""

    async def run(self) -> None:
        """Serve it; a protocol error (data after END_STREAM, say) ends only this one."""
        try:
            await super().run()
        except* Exception as broken:
            log.info("protocol error, connection dropped: %s", type(broken.exceptions[0]).__name__)
            self.writer.transport.abort()

    async def _close(self) -> None:
        self._abort_if_unread()
        await super()._close()

    async def _initiate_server_close(self) -> None:
        await super()._initiate_server_close()
        self._abort_if_unread()

    def _abort_if_unread(self) -> None:
        # asyncio closes a connection once its buffer is empty: a client could keep it for ever.
        if self.writer.transport.get_write_buffer_size():
            self.loop.call_later(LINGER_SECONDS, self.writer.transport.abort)


class StrictStreams(H2Connection):
    """One HTTP/2 connection that refuses single streams beyond a limit (RFC 9113, 5.1.2).

    h2 would end the whole connection: https://github.com/pgjones/hypercorn/issues/335.
    `total` is the number of streams over its lifetime.
    """

    MAX_CLOSED_STREAMS = 1_024  # remembered to ignore their late frames; h2 remembers 65,536

    def __init__(self, original: H2Connection, total: int) -> None:
        super().__init__(original.config)
        self.local_settings = original.local_settings
        self.left = total
        self.refused = 0

    @property
    def open_inbound_streams(self) -> int:
        """0, which switches off the limit of h2."""
        return 0

    def end_stream(self, stream_id: int) -> None:
        """End a response, without waiting for the rest of its request (RFC 9113, 8.1)."""
        super().end_stream(stream_id)
        if (stream := self.streams.get(stream_id)) and stream.open:
            self.reset_stream(stream_id, ErrorCodes.NO_ERROR)

    def _receive_headers_frame(self, frame: HeadersFrame) -> tuple[list[Frame], list[Event]]:
        new = frame.stream_id not in self.streams
        allowed = self.local_settings.max_concurrent_streams if self.left else 0
        full = new and super().open_inbound_streams >= allowed
        # Headers of a refused stream are read too: both sides share a compression table.
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
    """HTTP/2 on `StrictStreams`; it ends after the last response that its limit allows."""

    connection: StrictStreams

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.connection = StrictStreams(self.connection, self.config.keep_alive_max_requests)

    async def stream_send(self, event: StreamEvent) -> None:
        """Send a part of a response; close the connection after the last that is allowed."""
        await super().stream_send(event)
        await self._close_if_exhausted()

    async def _send_data(self, stream_id: int) -> None:
        await super()._send_data(stream_id)
        await self._close_if_exhausted()

    async def _close_if_exhausted(self) -> None:
        if not (self.connection.left or self.streams or self.stream_buffers or self.closed):
            self.closed = True
            self.connection.close_connection()
            await self._flush()
            await self.send(Closed())

    async def _handle_events(self, events: list[Event]) -> None:
        for event in events:
            # The response ended before its request did.
            if isinstance(event, DataReceived) and event.stream_id not in self.streams:
                self.connection.acknowledge_received_data(
                    event.flow_controlled_length or 0, event.stream_id
                )
            else:
                await super()._handle_events([event])
        await self._flush()


class StrictH11(H11Protocol):
    """HTTP/1.1 without upgrades to HTTP/2, and with our errors."""

    make_error: MakeError

    async def _check_protocol(self, event: h11.Request) -> None:
        # An upgrade to cleartext HTTP/2 would hide requests from a proxy: it is ignored, as
        # RFC 9110, 7.8 allows. HTTP/2 without an upgrade is fine.
        if event.method == b"PRI":
            await super()._check_protocol(event)

    async def _send_error_response(self, status_code: int) -> None:
        headers, body = self.make_error(status_code, "https" if self.ssl else "http")
        headers += [(b"connection", b"close"), *self.config.response_headers("h11")]
        await self._send_h11_event(h11.Response(status_code=status_code, headers=headers))
        await self._send_h11_event(h11.Data(data=body))
        await self._send_h11_event(h11.EndOfMessage())


async def _send_error(stream: HTTPStream | WSStream, status: int, make_error: MakeError) -> None:
    headers, body = make_error(status, stream.scheme)
    if stream.scope["http_version"] != "2":
        headers.append((b"connection", b"close"))  # RFC 9113, 8.2.2: not on HTTP/2
    await stream.send(Response(stream.stream_id, headers, status))
    if stream.scope.get("method") != "HEAD":
        await stream.send(Body(stream.stream_id, body))
    await stream.send(EndBody(stream.stream_id))


def patch_hypercorn(make_error: MakeError) -> None:
    """Make Hypercorn use the strict classes, and `make_error` for its own errors."""

    async def send_http_error(stream: HTTPStream, status: int) -> None:
        await _send_error(stream, status, make_error)
        stream.state = ASGIHTTPState.CLOSED

    async def send_handshake_error(stream: WSStream, status: int) -> None:
        await _send_error(stream, status, make_error)
        # Otherwise Hypercorn counts the stream as open for ever. In its own task, as the
        # connection registers the stream only after this returns.
        stream.task_group.spawn(stream.send, StreamClosed(stream.stream_id))

    StrictH11.make_error = staticmethod(make_error)
    HTTPStream._send_error_response = send_http_error  # type: ignore[method-assign, assignment]
    WSStream._send_error_response = send_handshake_error  # type: ignore[method-assign, assignment]
    hypercorn.asyncio.run.TCPServer = StrictConnection  # type: ignore[attr-defined]
    hypercorn.protocol.H11Protocol = StrictH11  # type: ignore[attr-defined]
    hypercorn.protocol.H2Protocol = StrictH2  # type: ignore[attr-defined]
