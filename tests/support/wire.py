"""Raw connections: every byte as a hostile or clumsy client sends it."""

import contextlib
import re
import socket
import ssl
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import hyperframe.frame

PATIENCE = 60  # seconds; the server's own limits are a fifth of it, a busy machine's are not


class Wire:
    """One TCP connection to a server."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None, window: int = 0) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.connect(("127.0.0.1", port))
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> "Wire":
        self.socket.sendall(data)
        return self

    def ended(self) -> bytes:
        """All bytes until the server closes; raises TimeoutError if it does not."""
        came = b""
        while part := self._part():
            came += part
        return came

    def _part(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            return b""


def status(answer: bytes) -> int | None:
    """The status of the first response on HTTP/1.1; None if the connection was only closed."""
    found = re.match(rb"HTTP/1\.1 (\d{3})", answer)
    return int(found[1]) if found else None


class Unlimited(h2.connection.H2Connection):
    """A client that takes no notice of how many streams the server allows."""

    @property
    def open_outbound_streams(self) -> int:
        return 0


class Wire2:
    """One HTTP/2 connection, and what came on its streams."""

    def __init__(
        self, port: int, window: int | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.wire = Wire(port, tls)
        # Rules that a hostile client breaks are not checked on our side.
        config = h2.config.H2Configuration(
            client_side=True, validate_outbound_headers=False, normalize_outbound_headers=False
        )
        self.h2 = Unlimited(config)
        if window is not None:
            self.h2.local_settings[h2.settings.SettingCodes.INITIAL_WINDOW_SIZE] = window
            # Settings that are not acknowledged are not sent with the first ones.
            self.h2.local_settings.acknowledge()
        self.h2.initiate_connection()
        self.heads: dict[int, dict[bytes, bytes]] = {}
        self.bodies: dict[int, bytes] = {}
        self.done: set[int] = set()
        self.resets: dict[int, int] = {}  # by stream: the reason
        self.ended: int | None = None  # the reason of a GOAWAY
        self.last = 0  # the last stream that a GOAWAY counts as seen
        self.flush()

    def __enter__(self) -> "Wire2":
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.socket.close()

    def flush(self) -> None:
        with contextlib.suppress(BrokenPipeError):  # cut: the answer says so
            self.wire.socket.sendall(self.h2.data_to_send())

    def ask(self, method: str = "GET", path: str = "/", end: bool = True, **more: str) -> int:
        """Begin a request; returns its stream."""
        stream = self.queue(method, path, end, **more)
        self.flush()
        return stream

    def queue(self, method: str = "GET", path: str = "/", end: bool = True, **more: str) -> int:
        """Prepare a request for the next flush, also beyond the limit; returns its stream."""
        stream = self.h2.get_next_available_stream_id()
        pseudo = {":method": method, ":scheme": "http", ":authority": "localhost", ":path": path}
        self.h2.send_headers(stream, list((pseudo | more).items()), end_stream=end)
        return stream

    def late(self, stream: int, body: bytes) -> None:
        """Send data on a stream that the server has ended, as a client that has not noticed yet."""
        frame = hyperframe.frame.DataFrame(stream, body)
        self.wire.socket.sendall(frame.serialize())

    def data(self, stream: int, body: bytes, end: bool = False) -> None:
        self.h2.send_data(stream, body, end_stream=end)
        self.flush()

    def answer(self, stream: int) -> int | None:
        """The status on a stream when it has ended; None if it or the connection was cut."""
        while stream not in self.done:
            try:
                data = self.wire.socket.recv(65536)
            except ConnectionResetError:
                data = b""
            if not data:
                break
            for event in self.h2.receive_data(data):
                self._note(event)
            self.flush()
        head = self.heads.get(stream)
        return int(head[b":status"]) if head else None

    def _note(self, event: h2.events.Event) -> None:
        stream = getattr(event, "stream_id", 0)
        if isinstance(event, h2.events.ResponseReceived):
            self.heads[stream] = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            self.bodies[stream] = self.bodies.get(stream, b"") + event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, stream)
        elif isinstance(event, h2.events.StreamEnded):
            self.done.add(stream)
        elif isinstance(event, h2.events.StreamReset):
            self.resets[stream] = event.error_code
            self.done.add(stream)
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.ended, self.last = event.error_code, event.last_stream_id


def trusting(certificate: Path) -> ssl.SSLContext:
    """A client that trusts one test certificate."""
    context = ssl.create_default_context(cafile=certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context
