"""Turns the database of a release into one that version 0.1 wrote."""

import sqlite3
import zlib
from pathlib import Path

TO_SCHEMA_0 = """
CREATE TABLE former (sha256 TEXT PRIMARY KEY, identity BLOB NOT NULL, br BLOB, gzip BLOB);
INSERT INTO former SELECT sha256, ifnull(identity, unzipped(gzip)), br, gzip FROM bodies;
DROP TABLE bodies;
ALTER TABLE former RENAME TO bodies;
INSERT INTO meta SELECT name, CAST(ifnull(identity, unzipped(gzip)) AS TEXT) FROM stamped
    WHERE name = 'worker';
DROP TABLE stamped;
PRAGMA user_version = 0;
"""


def to_schema_0(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.create_function(
            "unzipped", 1, lambda body: body and zlib.decompress(body, 16 + zlib.MAX_WBITS)
        )
        database.executescript(TO_SCHEMA_0)
