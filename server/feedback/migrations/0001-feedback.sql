CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- AUTOINCREMENT: never reused, so an editor's note "see 12" stays valid
    key TEXT NOT NULL UNIQUE, -- hash of the Idempotency-Key: sent twice, stored once
    received TEXT NOT NULL, -- UTC, ISO 8601, to the second
    page TEXT NOT NULL,
    section TEXT NOT NULL,
    clear INTEGER CHECK (clear IN (0, 1)), -- NULL: not answered
    text TEXT NOT NULL
) STRICT;
CREATE INDEX feedback_received ON feedback (received);
