"""Deployment settings of the app."""

from msgspec import Struct

from server.headers import DEFAULT_HSTS, Headers, hsts_headers
from server.web.live_reload import Preview


class AppConfig(Struct, frozen=True, kw_only=True):
    """The settings that the app itself reads; `Settings` adds those of sockets and processes."""

    https: bool = False  # TLS is terminated here or by a proxy: send HSTS
    hsts: str = DEFAULT_HSTS
    hosts: tuple[str, ...] = ()  # the host names to answer to; empty means all
    proxies: int = 0  # trusted reverse proxies, each appending to X-Forwarded-For
    keep_days: int = 180  # days after which feedback is deleted
    workers: int = 1  # processes that share one limit of feedback posts
    security_contact: str = ""  # an address for reports, as mailto:, tel: or https:
    preview: Preview | None = None  # for editors: every page reloads itself after each publish

    def hsts_headers(self, scheme: str) -> Headers:
        """The HSTS header for a connection of this scheme; none if it is not over HTTPS."""
        return hsts_headers(self.hsts) if self.https or scheme in ("https", "wss") else []


DEFAULT_CONFIG = AppConfig()
