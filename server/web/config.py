"""What an app has to be told about its surroundings."""

from msgspec import Struct

from server.headers import DEFAULT_HSTS


class AppConfig(Struct, frozen=True, kw_only=True):
    """The settings of the app that do not depend on how it is served."""

    https: bool = False  # TLS is terminated here or by a proxy: send HSTS
    hsts: str = DEFAULT_HSTS
    hosts: tuple[str, ...] = ()  # the host names to answer to; empty means all
    proxies: int = 0  # trusted reverse proxies, each appending to X-Forwarded-For
    keep_days: int = 180  # days after which feedback is deleted
    workers: int = 1  # processes that share one limit of feedback posts
    live_reload: bool = False  # add the script that reloads a page after each publish


DEFAULT_CONFIG = AppConfig()
