-- The register of confidentiality incidents. keep_until is the first day (microseconds, UTC) on which an entry may be
-- destroyed, NULL while nobody knows.

-- +goose Up

-- event is the line of the log that told the incident as it stands.
CREATE TABLE incidents (
    number     INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    state      TEXT    NOT NULL,
    opened     INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    keep_until INTEGER,
    event      INTEGER NOT NULL REFERENCES events (seq),
    body       BLOB    NOT NULL
) STRICT;

-- Dispatches that an incident is about, or that declared it.
CREATE TABLE incident_dispatches (
    dispatch TEXT NOT NULL,
    incident TEXT NOT NULL REFERENCES incidents (id),
    PRIMARY KEY (dispatch, incident)
) STRICT;

-- Lines of the log that tell of an incident.
CREATE TABLE incident_events (
    incident TEXT    NOT NULL REFERENCES incidents (id),
    event    INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (incident, event)
) STRICT;
