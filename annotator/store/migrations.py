"""How the project file came to look as it does: named steps, frozen once released.

Every one of them has a project file of its time under `tests/legacy/`. sqlite-utils keeps the record of
the steps applied; `PRAGMA user_version` holds their number, so that opening a file that is up to date
needs nothing but one pragma.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("annotator")

TABLES = """
CREATE TABLE body (
  digest TEXT PRIMARY KEY,
  text TEXT NOT NULL
);
CREATE TABLE document (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  digest TEXT NOT NULL REFERENCES body (digest),
  title TEXT NOT NULL,
  chars INTEGER NOT NULL CHECK (chars >= 0),
  version INTEGER NOT NULL CHECK (version >= 1)
);
CREATE INDEX document_digest ON document (digest);
-- Apart from `document`, so that a list of 100,000 reports is read without them.
CREATE TABLE detail (
  document INTEGER PRIMARY KEY REFERENCES document (pk) ON DELETE CASCADE,
  meta TEXT NOT NULL,
  source TEXT NOT NULL,
  outline TEXT NOT NULL
);
CREATE TABLE span (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  document INTEGER NOT NULL REFERENCES document (pk) DEFERRABLE INITIALLY DEFERRED,
  start_char INTEGER NOT NULL CHECK (start_char >= 0),
  end_char INTEGER NOT NULL CHECK (end_char > start_char),
  label TEXT NOT NULL CHECK (label <> ''),
  quote TEXT NOT NULL,
  layer TEXT NOT NULL CHECK (layer <> ''),
  attrs TEXT NOT NULL,
  source TEXT NOT NULL,
  created TEXT NOT NULL,
  modified TEXT NOT NULL,
  note TEXT NOT NULL,
  schema_version INTEGER NOT NULL
);
-- Whether something overlaps is answered from the index alone, at every key press.
CREATE INDEX span_place ON span (document, layer, start_char, end_char);
CREATE TABLE relation (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  type TEXT NOT NULL CHECK (type <> ''),
  head TEXT NOT NULL REFERENCES span (id) DEFERRABLE INITIALLY DEFERRED,
  tail TEXT NOT NULL REFERENCES span (id) DEFERRABLE INITIALLY DEFERRED,
  layer TEXT NOT NULL CHECK (layer <> '')
);
CREATE INDEX relation_head ON relation (head);
CREATE INDEX relation_tail ON relation (tail);
CREATE TABLE status (
  document INTEGER NOT NULL REFERENCES document (pk) DEFERRABLE INITIALLY DEFERRED,
  layer TEXT NOT NULL CHECK (layer <> ''),
  state TEXT NOT NULL CHECK (state IN ('todo', 'doing', 'done', 'skipped')),
  flag INTEGER NOT NULL CHECK (flag IN (0, 1)),
  note TEXT NOT NULL,
  PRIMARY KEY (document, layer)
) WITHOUT ROWID;
CREATE INDEX status_layer ON status (layer, state);
CREATE TABLE document_label (
  document INTEGER NOT NULL REFERENCES document (pk) DEFERRABLE INITIALLY DEFERRED,
  layer TEXT NOT NULL CHECK (layer <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  value TEXT NOT NULL,
  PRIMARY KEY (document, layer, name)
) WITHOUT ROWID;
CREATE TABLE label_schema (
  version INTEGER PRIMARY KEY CHECK (version >= 1),
  body TEXT NOT NULL
);
CREATE TABLE step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL CHECK (actor <> ''),
  title TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
  target INTEGER REFERENCES step (id),
  parent TEXT,
  CHECK ((kind = 'do') = (target IS NULL))
);
CREATE INDEX step_actor ON step (actor, id);
CREATE INDEX step_target ON step (target) WHERE target IS NOT NULL;
CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  step INTEGER NOT NULL REFERENCES step (id),
  kind TEXT NOT NULL CHECK (kind IN ('document', 'span', 'relation', 'status', 'document_label', 'label_schema')),
  document TEXT NOT NULL,
  changes TEXT NOT NULL
);
CREATE INDEX log_step ON log (step);
CREATE INDEX log_document ON log (document);
-- Every layer that ever held something: a list to choose from, not a thing that a user makes.
CREATE TABLE layer (name TEXT PRIMARY KEY) WITHOUT ROWID;
"""

APPEND_ONLY = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN
  SELECT RAISE(ABORT, '{table} is append-only');
END;
"""


@migrations()
def m001_first(db: Database) -> None:
    # Statement by statement: executescript() would commit the transaction that the migration runs in.
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for table in ("step", "log", "body"):
        for verb in ("UPDATE", "DELETE"):
            db.execute(APPEND_ONLY.format(table=table, verb=verb))


SEARCH = """
-- Over the rows of `body`, whose numbers have no gaps: nothing is ever deleted there.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', tokenize = 'ascii');
CREATE TABLE search_state (
  indexed INTEGER NOT NULL CHECK (indexed >= 0),
  alphabet TEXT NOT NULL
);
INSERT INTO search_state (indexed, alphabet) VALUES (0, '');
"""


@migrations()
def m002_search(db: Database) -> None:
    """The index is empty at first; it is filled piece by piece by `search.take_in`."""
    for statement in SEARCH.split(";\n"):
        if statement.strip():
            db.execute(statement)


TEAM = """
CREATE TABLE assignment (
  document INTEGER NOT NULL REFERENCES document (pk) DEFERRABLE INITIALLY DEFERRED,
  layer TEXT NOT NULL CHECK (layer <> ''),
  PRIMARY KEY (document, layer)
) WITHOUT ROWID;
CREATE TABLE verdict (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  document INTEGER NOT NULL REFERENCES document (pk) DEFERRABLE INITIALLY DEFERRED,
  case_key TEXT NOT NULL CHECK (case_key <> ''),
  layer TEXT NOT NULL CHECK (layer <> ''),
  body TEXT NOT NULL
);
CREATE INDEX verdict_case ON verdict (document, layer, case_key);
CREATE TABLE setting (name TEXT PRIMARY KEY CHECK (name <> ''), value TEXT NOT NULL) WITHOUT ROWID;
-- What can be made again from the rest, by name: trained models. No step, no log.
CREATE TABLE derived (name TEXT PRIMARY KEY CHECK (name <> ''), value TEXT NOT NULL) WITHOUT ROWID;
-- Steps that brought in others' work: one that was taken back must not count as known when it comes again.
CREATE TABLE merge_step (step INTEGER PRIMARY KEY REFERENCES step (id));
-- SQLite cannot change a CHECK: the log moves into a table that takes the new kinds.
ALTER TABLE log RENAME TO log_before;
CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  step INTEGER NOT NULL REFERENCES step (id),
  kind TEXT NOT NULL CHECK (kind IN ('document', 'span', 'relation', 'status', 'document_label', 'label_schema',
    'assignment', 'verdict', 'setting')),
  document TEXT NOT NULL,
  changes TEXT NOT NULL
);
INSERT INTO log SELECT seq, step, kind, document, changes FROM log_before;
DROP TABLE log_before;
CREATE INDEX log_step ON log (step);
CREATE INDEX log_document ON log (document);
"""


@migrations()
def m003_team(db: Database) -> None:
    for statement in TEAM.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for table in ("log", "merge_step"):  # the log's own triggers went with the table that it stood in
        for verb in ("UPDATE", "DELETE"):
            db.execute(APPEND_ONLY.format(table=table, verb=verb))


NAMES = tuple(migration.name for migration in migrations._migrations)
