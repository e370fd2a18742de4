"""The command `serve`."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from server.cli.options import (
    MAX_DAYS,
    PATH,
    TEXT,
    content_options,
    data_option,
    errors_as_one_line,
    hsts_option,
    origin_option,
    refuse_comments_in_settings,
)
from server.ownership import is_folder
from server.process.logs import is_at_terminal, start_logs
from server.process.sockets import MAX_PORT
from server.release.store import Store

log = logging.getLogger(__name__)


class ServeCommand(click.Command):
    """A command whose usage errors are lines of the log, except at a terminal."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse the arguments and the environment."""
        with _usage_errors_in_the_log():
            refuse_comments_in_settings()
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, which may find more errors."""
        with _usage_errors_in_the_log():
            return super().invoke(ctx)


@contextmanager
def _usage_errors_in_the_log() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        if is_at_terminal():
            raise  # Click prints it with the usage and a hint
        start_logs()
        log.critical("%s", error.format_message())
        sys.exit(error.exit_code)


@click.command("serve", cls=ServeCommand)
@partial(content_options, must_exist=False)
@data_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    type=TEXT,  # an empty one would be every address of this machine
    envvar="SOS_HOST",
    help="Address to listen on.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="SOS_PORT",
    type=click.IntRange(0, MAX_PORT),
    help="TCP port; 0 picks a free port and prints it.",
)
@click.option(
    "--unix",
    envvar="SOS_UNIX",
    type=PATH,
    help="Listen on a Unix socket instead, for a proxy on the same machine.",
)
@click.option(
    "--certfile",
    envvar="SOS_CERTFILE",
    type=PATH,
    help="Serve HTTPS and HTTP/2 with this certificate (PEM).",
)
@click.option("--keyfile", envvar="SOS_KEYFILE", type=PATH, help="Key of the certificate (PEM).")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    envvar="SOS_WORKERS",
    type=click.IntRange(1, 64),
    help="Number of processes; one for each core.",
)
@click.option(
    "--metrics-port",
    envvar="SOS_METRICS_PORT",
    type=click.IntRange(1, MAX_PORT),
    help="Serve Prometheus metrics on 127.0.0.1; each further worker takes the next port.",
)
@click.option(
    "--reload",
    is_flag=True,
    help="For editors: publish after every save, and bypass the service worker.",
)
@click.option(
    "--https",
    is_flag=True,
    envvar="SOS_HTTPS",
    help="TLS is terminated by a proxy: send HSTS.",
)
@hsts_option
@click.option(
    "--only-host",
    "hosts",
    multiple=True,
    envvar="SOS_HOSTS",
    help="Accept requests for this host name only; repeatable.",
)
@origin_option
@click.option(
    "--security-contact",
    default="",
    envvar="SOS_SECURITY_CONTACT",
    help="Where to report a vulnerability, mailto:…, https://… or tel:…, for security.txt.",
)
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    envvar="SOS_PROXIES",
    type=click.IntRange(0, 9),
    help="Number of trusted reverse proxies; each appends an address to X-Forwarded-For.",
)
@click.option(
    "--keep-days",
    default=180,
    show_default=True,
    envvar="SOS_KEEP_DAYS",
    type=click.IntRange(1, MAX_DAYS),
    help="Days after which feedback is deleted.",
)
@click.option(
    "--kill-worker",
    is_flag=True,
    help="Send a service worker that deletes all saved pages and unregisters itself.",
)
def serve_command(
    *, folder: Path, data: Path, reload: bool, certfile: Path | None, workers: int, **options: Any
) -> None:
    """Serve the published release; if there is none, publish the content first."""
    is_there = reload or is_folder(folder)  # a preview waits for it
    if not (is_there or Store(data).has_databases()):
        raise click.BadParameter(_no_content(folder), param_hint="--content")
    # Quart takes a while to import, and the other commands do not need it.
    from server.process.serve import serve
    from server.process.settings import Settings
    from server.process.sockets import ServeError
    from server.web.live_reload import Preview

    settings = Settings.from_options(
        content=folder,
        data=data,
        certfile=certfile,
        https=options.pop("https") or certfile is not None,
        workers=1 if reload else workers,  # findings are shown by the process that made them
        preview=Preview() if reload else None,
        **options,
    )
    start_logs()
    if not is_there:
        log.error("--content: %s; serving what is published in %s", _no_content(folder), data)
    with errors_as_one_line(data, _fail):
        try:
            serve(settings)
        except ServeError as error:
            _fail(str(error))


def _no_content(folder: Path) -> str:
    return f"there is no folder {folder} that this user may enter"


def _fail(message: str) -> NoReturn:
    """Log why the server ends, and exit with 1."""
    log.critical("%s", message)
    sys.exit(1)
