/**
 * The database's shape, one step a version: `migrations[k]` makes version `k + 1` of version `k`. A step that was
 * released is never edited; a change is another step. Times are milliseconds since 1970; columns that hold JSON say so.
 */
export const migrations: readonly string[] = [
  `
-- Opaque names of admitted files and folders.
CREATE TABLE places (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
) STRICT;

-- What the user chose once for all; value is JSON.
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- What the application remembers by itself: the draft of a merge, window and folders used last; value is JSON.
CREATE TABLE remembered (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Folders below which datasets are looked for.
CREATE TABLE roots (
  path TEXT PRIMARY KEY,
  added_ms INTEGER NOT NULL
) STRICT;

-- Datasets opened by themselves.
CREATE TABLE recents (
  path TEXT PRIMARY KEY,
  opened_ms INTEGER NOT NULL
) STRICT;

-- What was found out about datasets, valid while signature (size and mtime of their files) is the same; summary is JSON.
CREATE TABLE datasets (
  path TEXT PRIMARY KEY,
  signature TEXT NOT NULL,
  summary TEXT NOT NULL
) STRICT;

-- Marks on episodes of a dataset.
CREATE TABLE flags (
  fingerprint TEXT NOT NULL,
  episode INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('flag', 'tag', 'note', 'exclude')),
  value TEXT NOT NULL,
  set_ms INTEGER NOT NULL,
  PRIMARY KEY (fingerprint, episode, kind, value)
) STRICT;

-- Every merge. A row is written when it starts and once more when it ends.
CREATE TABLE merges (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  output_path TEXT NOT NULL,
  recipe TEXT NOT NULL, -- JSON
  version TEXT NOT NULL,
  asked_by TEXT NOT NULL CHECK (asked_by IN ('app', 'command-line')),
  verify INTEGER NOT NULL,
  again INTEGER REFERENCES merges (id),
  started_ms INTEGER NOT NULL,
  process TEXT NOT NULL, -- JSON
  status TEXT NOT NULL DEFAULT 'running'
    CHECK (status IN ('running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
  seconds REAL,
  episodes INTEGER,
  frames INTEGER,
  bytes INTEGER,
  error TEXT, -- JSON
  verification TEXT, -- JSON
  comparison TEXT -- JSON
) STRICT;

CREATE INDEX merges_running ON merges (status) WHERE status = 'running';

CREATE TRIGGER merges_stay BEFORE DELETE ON merges BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

CREATE TRIGGER merges_end_once BEFORE UPDATE ON merges
WHEN OLD.status <> 'running' OR NEW.status = 'running'
  OR (OLD.id, OLD.name, OLD.output_path, OLD.recipe, OLD.version, OLD.asked_by, OLD.verify, OLD.started_ms, OLD.process)
    <> (NEW.id, NEW.name, NEW.output_path, NEW.recipe, NEW.version, NEW.asked_by, NEW.verify, NEW.started_ms, NEW.process)
  OR OLD.again IS NOT NEW.again
BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

-- The sources by their position in the recipe. Their digests are known once they are opened, and then stay.
CREATE TABLE merge_sources (
  merge INTEGER NOT NULL REFERENCES merges (id),
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  episodes_total INTEGER,
  digests TEXT, -- JSON: fingerprint and what all episodes have in common
  episode_digests BLOB, -- 8 bytes each
  PRIMARY KEY (merge, position)
) STRICT;

CREATE TRIGGER merge_sources_stay BEFORE DELETE ON merge_sources BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

CREATE TRIGGER merge_sources_once BEFORE UPDATE ON merge_sources
WHEN OLD.digests IS NOT NULL
  OR (OLD.merge, OLD.position, OLD.path, OLD.name, OLD.fingerprint)
    <> (NEW.merge, NEW.position, NEW.path, NEW.name, NEW.fingerprint)
BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

CREATE TABLE merge_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  merge INTEGER NOT NULL REFERENCES merges (id),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind IN ('started', 'warning', 'succeeded', 'failed', 'cancelled', 'interrupted', 'compared')),
  message TEXT NOT NULL
) STRICT;

CREATE INDEX merge_events_by_merge ON merge_events (merge, id);

CREATE TRIGGER merge_events_stay BEFORE DELETE ON merge_events BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

CREATE TRIGGER merge_events_once BEFORE UPDATE ON merge_events BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

-- Interrupted merges that the user was told of.
CREATE TABLE acknowledged (
  merge INTEGER PRIMARY KEY REFERENCES merges (id)
) STRICT;
`,
  `
-- A mark may also be the part of an episode that is kept: value is from-to, frames, half-open.
ALTER TABLE flags RENAME TO flags_before;

CREATE TABLE flags (
  fingerprint TEXT NOT NULL,
  episode INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('flag', 'tag', 'note', 'exclude', 'trim')),
  value TEXT NOT NULL,
  set_ms INTEGER NOT NULL,
  PRIMARY KEY (fingerprint, episode, kind, value)
) STRICT;

INSERT INTO flags SELECT fingerprint, episode, kind, value, set_ms FROM flags_before;

DROP TABLE flags_before;
`,
  `
-- What was found in whole datasets by some version of the rules; found is JSON.
CREATE TABLE inspections (
  fingerprint TEXT PRIMARY KEY,
  rules INTEGER NOT NULL,
  found TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
`,
  `
-- Events tell what a merge repaired and left out. A check of a column cannot be changed in place.
CREATE TABLE new_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  merge INTEGER NOT NULL REFERENCES merges (id),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind IN ('started', 'warning', 'left-out', 'repaired', 'succeeded', 'failed', 'cancelled', 'interrupted', 'compared')),
  message TEXT NOT NULL
) STRICT;

INSERT INTO new_events SELECT id, merge, at_ms, kind, message FROM merge_events;
DROP TABLE merge_events;
ALTER TABLE new_events RENAME TO merge_events;

CREATE INDEX merge_events_by_merge ON merge_events (merge, id);

CREATE TRIGGER merge_events_stay BEFORE DELETE ON merge_events BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;

CREATE TRIGGER merge_events_once BEFORE UPDATE ON merge_events BEGIN
  SELECT raise(ABORT, 'the history is only ever added to');
END;
`,
  `
-- Which states of the dataset at a path were reviewed, so that marks are found again when it changed. Whether somebody
-- decided what becomes of the marks of the state before.
CREATE TABLE reviews (
  path TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  begun_ms INTEGER NOT NULL,
  marked_ms INTEGER NOT NULL,
  is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
  PRIMARY KEY (path, fingerprint)
) STRICT;

-- How long the episodes are that were marked, in frames.
CREATE TABLE marked_episodes (
  fingerprint TEXT NOT NULL,
  episode INTEGER NOT NULL,
  length INTEGER NOT NULL,
  PRIMARY KEY (fingerprint, episode)
) STRICT;
`,
]
