"""Countries: each has a name and numbers, and at least one has a number to call."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content

NO_NUMBER = "no country has an emergency number: every page leads to a call, so name one at least"


def check_countries(content: Content) -> Iterator[Finding]:
    """Find countries without a name or numbers."""
    names, numbers = content.file("countries.yaml"), "content/helplines.yaml"
    if not any(row.emergency for row in content.helplines.values()):
        yield Finding(numbers, "-", NO_NUMBER)
    for code in content.helplines.keys() - content.countries.keys():
        yield Finding(names, code, f"has numbers in {numbers} but no name here")
    for code in content.countries.keys() - content.helplines.keys():
        message = f"has a name in {names} but no row here; 'emergency: []' is allowed"
        yield Finding(numbers, code, message)
