"""Countries: each has a name and numbers, and at least one has a number to call."""

from collections import Counter
from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import HELPLINES_FILE, Content

NO_NUMBER = "no country has an emergency number: every page leads to a call, so name one at least"


def check_countries(content: Content) -> Iterator[Finding]:
    """Find countries without a name or numbers."""
    names, numbers = content.file("countries.yaml"), HELPLINES_FILE
    if not any(row.emergency for row in content.helplines.values()):
        yield Finding(numbers, "-", NO_NUMBER)
    called = Counter(country.name for country in content.countries.values())
    for code, country in content.countries.items():
        if called[country.name] > 1:
            message = f"another country is called '{country.name}' too: give each its own name"
            yield Finding(names, f"{code}.name", message)
    for code, row in content.helplines.items():
        lines = Counter((kind, line.number, line.by) for kind, line in row.lines())
        for (kind, number, _), count in lines.items():
            if count > 1:
                yield Finding(numbers, f"{code}.{kind}", f"'{number}' is listed twice; delete one")
    for code in sorted(content.helplines.keys() - content.countries.keys()):
        yield Finding(names, code, f"has numbers in {numbers} but no name here")
    for code in sorted(content.countries.keys() - content.helplines.keys()):
        message = f"has a name in {names} but no row here; 'emergency: []' is allowed"
        yield Finding(numbers, code, message)
