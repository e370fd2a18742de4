"""Countries: each has a name and numbers, and at least one has a number to call."""

from collections import Counter
from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import HELPLINES_FILE, Content

NO_NUMBER = "no country has an emergency number: every page leads to a call, so add at least one"


def check_countries(content: Content) -> Iterator[Finding]:
    """Find countries without a name or numbers, and names and numbers that are listed twice."""
    if not any(row.emergency for row in content.helplines.values()):
        yield Finding(HELPLINES_FILE, "-", NO_NUMBER)
    yield from _duplicate_names(content)
    yield from _duplicate_numbers(content)
    yield from _unpaired(content)


def _duplicate_names(content: Content) -> Iterator[Finding]:
    counts = Counter(country.name for country in content.countries.values())
    for code, country in content.countries.items():
        if counts[country.name] > 1:
            message = f"'{country.name}' is used twice; names must be unique"
            yield Finding(content.file("countries.yaml"), f"{code}.name", message)


def _duplicate_numbers(content: Content) -> Iterator[Finding]:
    for code, row in content.helplines.items():
        counts = Counter((kind, line.number, line.by) for kind, line in row.lines())
        for kind, number, by in counts:
            if counts[kind, number, by] > 1:
                message = f"'{number}' is listed twice; delete one"
                yield Finding(HELPLINES_FILE, f"{code}.{kind}", message)


def _unpaired(content: Content) -> Iterator[Finding]:
    """Countries that have a name or numbers alone."""
    names, numbers = content.file("countries.yaml"), HELPLINES_FILE
    for code in sorted(content.helplines.keys() - content.countries.keys()):
        yield Finding(names, code, f"has numbers in {numbers} but no name here")
    for code in sorted(content.countries.keys() - content.helplines.keys()):
        message = f"has a name in {names} but no row here; 'emergency: []' is allowed"
        yield Finding(numbers, code, message)
