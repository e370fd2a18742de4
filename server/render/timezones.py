"""Time zones by country, from the IANA database: with them a phone guesses its country."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

# Old names whose new one lies in another country. Chrome still says Africa/Asmera in Eritrea, and
# Pacific/Truk in Micronesia.
ACROSS_BORDERS = {
    "Africa/Asmera": "ER",
    "Africa/Timbuktu": "ML",
    "America/Coral_Harbour": "CA",
    "America/Virgin": "VI",
    "Antarctica/South_Pole": "AQ",
    "Atlantic/Jan_Mayen": "SJ",
    "Pacific/Ponape": "FM",
    "Pacific/Truk": "FM",
    "Pacific/Yap": "FM",
}


@cache
def zones_by_country() -> dict[str, list[str]]:
    """Zone names by ISO code, from zone.tab: zone1970.tab lists a zone under one country only."""
    data = files("tzdata").joinpath("zoneinfo")
    found: dict[str, list[str]] = defaultdict(list)
    for line in data.joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country].append(zone)
    for zone, country in ACROSS_BORDERS.items():
        found[country].append(zone)
    listed = {zone for zones in found.values() for zone in zones}
    # Chrome still says Asia/Calcutta: an old name belongs to the country of its new one.
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
