"""Publishes small corrections of the sample content and reads which release a site serves."""

import json
import urllib.request

from tests.support.site import Site, wait_until

CORRECTION = ("en/articles/what-it-is.md", "It is made up.", "It is invented.")
TITLE_CORRECTION = ("en/articles/what-it-is.md", "title: What", "title: Which thing")


def served_release(site: Site) -> dict:
    """The answer of `/api/v1/release`."""
    with urllib.request.urlopen(f"{site.base}/api/v1/release", timeout=10) as response:
        return json.load(response)


def kept_files(site: Site) -> dict[str, str]:
    """The hash of each file that a phone keeps, by address."""
    files = served_release(site)["files"]
    return {file["path"]: file["sha256"] for file in files if file["tier"]}


def wait_served(site: Site, release: str) -> None:
    """Wait until a running server serves the release whose id starts with these letters."""
    wait_until(lambda: served_release(site)["id"].startswith(release))


def change_one_word(site: Site, correction: tuple[str, str, str] = CORRECTION) -> dict[str, str]:
    """Publish a correction; returns the files that differ from the release before."""
    before = kept_files(site)
    wait_served(site, site.publish(correction))
    return {path: sha for path, sha in kept_files(site).items() if before[path] != sha}
