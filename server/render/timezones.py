"""Time zones by country, from the IANA database: a phone may guess its country and let the reader change it."""

from collections import defaultdict
from importlib.resources import files


def zones_by_country() -> dict[str, list[str]]:
    """Zone names by ISO code; zone.tab, not zone1970.tab, which lists a zone under one country only."""
    data = files("tzdata").joinpath("zoneinfo")
    found: dict[str, list[str]] = defaultdict(list)
    for line in data.joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country].append(zone)
    listed = {zone for zones in found.values() for zone in zones}
    # Chrome still says Asia/Calcutta: old names count for the country of the zone that they point to.
    links = [
        line.split()[1:3]
        for line in data.joinpath("tzdata.zi").read_text("utf-8").splitlines()
        if line[:2] == "L "
    ]
    for zones in found.values():
        zones.extend(
            sorted(
                old for target, old in links if target in zones and "/" in old and old not in listed
            )
        )
    return dict(found)
