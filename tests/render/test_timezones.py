"""A phone's time zone leads to the country that it lies in, under its old names too."""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from server.render.timezones import zones_by_country

# Every old name whose new one is shared by several countries.
OLD_NAMES = {
    "Africa/Asmera": "ER",
    "Africa/Timbuktu": "ML",
    "America/Coral_Harbour": "CA",
    "America/Montreal": "CA",
    "America/Nipigon": "CA",
    "America/Thunder_Bay": "CA",
    "America/Virgin": "VI",
    "Antarctica/South_Pole": "AQ",
    "Asia/Rangoon": "MM",
    "Atlantic/Jan_Mayen": "SJ",
    "Canada/Eastern": "CA",
    "Europe/Belfast": "GB",
    "Pacific/Ponape": "FM",
    "Pacific/Samoa": "AS",
    "Pacific/Truk": "FM",
    "Pacific/Yap": "FM",
    "US/Arizona": "US",
    "US/Samoa": "AS",
}


def rows(table: str) -> Iterator[list[str]]:
    """The fields of each line of a table of the IANA database."""
    for line in files("tzdata").joinpath("zoneinfo", table).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t") if table.endswith(".tab") else line.split()


@pytest.mark.parametrize(("zone", "country"), OLD_NAMES.items())
def test_an_old_name_is_that_of_its_own_country(zone, country):
    """An old name belongs to the country it lies in, and to no other."""
    assert [code for code, zones in zones_by_country().items() if zone in zones] == [country]


def test_each_old_name_that_may_lie_elsewhere_is_expected():
    """A name that a later version of the database makes an alias gets an expectation here."""
    listed = {row[2] for row in rows("zone.tab")}
    shared = {row[2] for row in rows("zone1970.tab") if "," in row[0]}
    links = [row[1:3] for row in rows("tzdata.zi") if row[0] == "L"]

    assert OLD_NAMES.keys() == {
        old for new, old in links if new in shared and "/" in old and old not in listed
    }
