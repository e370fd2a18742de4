"""Calendar days: as readers see them, and until when something that was checked is good."""

from datetime import date

from server.authored.interface import Interface


def in_words(day: date, words: Interface) -> str:
    """A day with its month's name: 2/3 is two days in the world."""
    return f"{day.day} {words['months'].split()[day.month - 1]} {day.year}"


def good_until(checked: date, days: int) -> date:
    """The last day on which something that was checked needs no other check."""
    return date.fromordinal(min(checked.toordinal() + days, date.max.toordinal()))
