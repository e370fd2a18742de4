"""Countries: each has a name and numbers."""

from collections.abc import Iterator

from server.authored.findings import Finding
from server.authored.model import Content


def check_countries(content: Content) -> Iterator[Finding]:
    """Find countries without a name or numbers."""
    names, numbers = content.file("countries.yaml"), "content/helplines.yaml"
    for code in content.helplines.keys() - content.countries.keys():
        yield Finding(names, code, f"has numbers in {numbers} but no name here")
    for code in content.countries.keys() - content.helplines.keys():
        message = f"has a name in {names} but no row here; 'emergency: []' is allowed"
        yield Finding(numbers, code, message)
