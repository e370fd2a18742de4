"""Rescue mode on a touch phone."""

from tests.support.touch import TouchPhone, run_until, stop_clock

RESCUE = "/tools/rescue"


def with_stopped_clock(phone: TouchPhone, path: str) -> None:
    """Open a step at 14:32 of a day; from then on no time passes by itself."""
    stop_clock(phone.page)
    phone.open(path)
    run_until(phone.page, lambda: phone.read("#now"))
