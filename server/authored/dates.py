"""Formats dates as readers see them, and computes expiry."""

from datetime import date

from server.authored.interface import Interface


def in_words(day: date, words: Interface, pattern: str) -> str:
    """A day in a language's pattern, with the month's name: 2/3 would be two different days."""
    month = words["months"].split()[day.month - 1]
    return pattern.format(day=day.day, month=month, year=day.year)


def valid_until(checked: date, days: int) -> date:
    """The last day on which something that was checked needs no other check."""
    return date.fromordinal(min(checked.toordinal() + days, date.max.toordinal()))
