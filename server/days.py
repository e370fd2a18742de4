"""Days as readers see them."""

from datetime import date

from server.content import Interface


def in_words(day: date, words: Interface) -> str:
    """A day with its month's name: 2/3 is two days in the world."""
    return f"{day.day} {words['months'].split()[day.month - 1]} {day.year}"
