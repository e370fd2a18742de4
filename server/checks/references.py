"""References between files: to sources and to facts."""

from collections import Counter
from collections.abc import Iterable, Iterator

from server.authored.findings import Finding
from server.authored.model import FACTS_FILE, HELPLINES_FILE, SOURCES_FILE, Content
from server.checks.nearest import did_you_mean


def check_sources(content: Content) -> Iterator[Finding]:
    """Find groups without a name, and references to sources that do not exist."""
    yield from _unnamed_groups(content)
    for id_, fact in content.facts.items():
        yield from _missing_sources(content, FACTS_FILE, f"{id_}.sources", fact.sources)
    for code, country in content.helplines.items():
        for kind, line in country.lines():
            yield from _missing_sources(content, HELPLINES_FILE, f"{code}.{kind}", line.sources)


def check_facts(content: Content) -> Iterator[Finding]:
    """Find citations of facts that do not exist or were not verified."""
    for file, cited in _citing_files(content):
        for id_ in cited:
            if id_ not in content.facts:
                near = did_you_mean(id_, content.facts)
                yield Finding(file, "facts", f"fact '{id_}' is not in {FACTS_FILE}{near}")
            elif content.facts[id_].status == "unverified":
                message = f"fact '{id_}' is unverified: leave the sentence out until it is checked"
                yield Finding(file, "facts", message)


def check_first_facts(content: Content) -> Iterator[Finding]:
    """Find signs that share their first fact, which is a sign's own row of the dossier."""
    signs_of = Counter(sign.facts[0] for sign in content.signs.values())
    for sign in content.signs.values():
        first = sign.facts[0]
        if signs_of[first] > 1:
            message = f"'{first}' is already another sign's first fact; it must be unique"
            yield Finding(content.file_of(sign), "facts[0]", message)


def _unnamed_groups(content: Content) -> Iterator[Finding]:
    prefix = "source_group_"
    named = [word.removeprefix(prefix) for word in content.interface if word.startswith(prefix)]
    for id_, source in content.sources.items():
        if source.group not in named:
            file, allowed = content.file("interface.yaml"), ", ".join(named)
            message = f"'{source.group}' has no name in {file}; allowed: {allowed}"
            yield Finding(SOURCES_FILE, f"{id_}.group", message)


def _missing_sources(
    content: Content, file: str, field: str, ids: Iterable[str]
) -> Iterator[Finding]:
    for id_ in ids:
        if id_ not in content.sources:
            near = did_you_mean(id_, content.sources)
            yield Finding(file, field, f"source '{id_}' is not in {SOURCES_FILE}{near}")


def _citing_files(content: Content) -> Iterator[tuple[str, Iterable[str]]]:
    for page in content.all_pages():
        yield content.file_of(page), page.all_facts()
    yield content.file("home.yaml"), content.home.facts
    for code, country in content.countries.items():
        yield f"{content.file('countries.yaml')}: {code}", country.facts()
