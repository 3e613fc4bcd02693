-- The hub: one append-only log that a team's projects push to and pull from. Run by `annotator hub init`, as the owner.
-- Who is asked is always session_user: SET ROLE changes nothing, and functions that run as the owner know who called.
CREATE SCHEMA annotator;
CREATE TABLE annotator.version (
  number integer PRIMARY KEY,
  needs integer NOT NULL, -- the oldest client (`CLIENT` in team/hub.py) that may come
  applied timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE annotator.hub (
  one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row), -- one row; whoever writes the log holds it
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  blind boolean NOT NULL DEFAULT false, -- annotators do not read each other's layers
  return_after interval NOT NULL DEFAULT '7 days' -- a document that was taken and not touched goes to somebody else
);
INSERT INTO annotator.hub DEFAULT VALUES;
CREATE TABLE annotator.member (
  login text PRIMARY KEY,
  annotator text NOT NULL UNIQUE CHECK (annotator NOT IN ('', 'gold')), -- the layer
  role text NOT NULL CHECK (role IN ('annotator', 'reviewer', 'manager')),
  joined timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE annotator.body (
  digest text PRIMARY KEY CHECK (digest = encode(sha256(text), 'hex')),
  text bytea NOT NULL -- UTF-8; a text of PostgreSQL cannot hold U+0000
);
CREATE SEQUENCE annotator.log_position;
CREATE TABLE annotator.log (
  position bigint NOT NULL DEFAULT nextval('annotator.log_position'), -- in the order of commits: see gate()
  document text NOT NULL, -- '' for what belongs to no document
  step uuid NOT NULL,
  part bigint NOT NULL, -- a digest of the row: the same row is never there twice
  parent uuid,
  author text NOT NULL CHECK (author <> ''),
  at timestamptz NOT NULL,
  verb text NOT NULL CHECK (verb IN ('do', 'undo', 'redo')),
  title text NOT NULL,
  kind text NOT NULL,
  layer text NOT NULL,
  digest text REFERENCES annotator.body (digest), -- of the text, where the row makes or changes a document
  changes text NOT NULL, -- [[before, after], …] as in the log of a project
  received timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (document, step, part),
  CHECK (CASE WHEN kind IN ('document', 'label_schema', 'assignment', 'setting') THEN layer = ''
    ELSE kind IN ('span', 'relation', 'status', 'document_label', 'verdict') AND layer <> '' END),
  CHECK ((document = '') = (kind IN ('label_schema', 'setting', 'relation')))
) PARTITION BY HASH (document);
CREATE INDEX log_position_index ON annotator.log (position);
CREATE INDEX log_digest ON annotator.log (digest) WHERE digest IS NOT NULL;
-- Who reads what, given out one by one. `free` is how many more may take it.
CREATE TABLE annotator.pool (
  document text PRIMARY KEY,
  place bigint GENERATED ALWAYS AS IDENTITY,
  readers integer NOT NULL CHECK (readers >= 1),
  free integer NOT NULL
);
CREATE INDEX pool_free ON annotator.pool (place) WHERE free > 0;
CREATE TABLE annotator.work (
  document text NOT NULL REFERENCES annotator.pool (document),
  annotator text NOT NULL REFERENCES annotator.member (annotator),
  state text NOT NULL DEFAULT 'taken' CHECK (state IN ('taken', 'done', 'returned')),
  touched timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (document, annotator) -- never twice the same to one person
);
CREATE INDEX work_taken ON annotator.work (touched) WHERE state = 'taken';

-- Who asks ------------------------------------------------------------------------------------------------------

CREATE FUNCTION annotator.me() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT annotator FROM annotator.member WHERE login = session_user
$$;
CREATE FUNCTION annotator.my_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT role FROM annotator.member WHERE login = session_user
$$;
CREATE FUNCTION annotator.reads_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT role <> 'annotator' OR NOT (SELECT blind FROM annotator.hub)
    FROM annotator.member WHERE login = session_user), false)
$$;

-- The log -------------------------------------------------------------------------------------------------------

-- One writer at a time, so that positions are in the order of commits: who has read up to one has missed nothing.
CREATE FUNCTION annotator.enter() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF annotator.me() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'not a member of this hub';
  END IF;
  PERFORM FROM annotator.hub FOR UPDATE;
  RETURN (SELECT coalesce(max(position), 0) FROM annotator.log);
END $$;
CREATE FUNCTION annotator.gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM annotator.hub FOR UPDATE;
  RETURN NULL;
END $$;
CREATE TRIGGER log_gate BEFORE INSERT ON annotator.log FOR EACH STATEMENT EXECUTE FUNCTION annotator.gate();

-- What a row says of itself holds for everything in it. JSON may spell U+0000, jsonb may not.
CREATE FUNCTION annotator.check_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM jsonb_array_elements(replace(NEW.changes, '\u0000', '\ufffd')::jsonb) AS change (pair),
      jsonb_array_elements(pair) AS side (form)
    WHERE jsonb_typeof(form) <> 'null' AND (
      jsonb_typeof(form) <> CASE NEW.kind WHEN 'span' THEN 'array' ELSE 'object' END
      OR coalesce(form ->> 'doc_id', NEW.document) <> NEW.document
      OR NEW.kind = 'document' AND form ->> 'id' IS DISTINCT FROM NEW.document
      OR NEW.layer <> '' AND NEW.layer IS DISTINCT FROM
        CASE NEW.kind WHEN 'span' THEN form ->> 5 WHEN 'verdict' THEN coalesce(form ->> 'layer', 'gold')
        ELSE form ->> 'layer' END)
  ) THEN
    RAISE check_violation USING MESSAGE = 'a change is not of the document and layer that its row says';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER log_check BEFORE INSERT ON annotator.log FOR EACH ROW EXECUTE FUNCTION annotator.check_row();

CREATE FUNCTION annotator.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = 'the log of the hub is append-only';
END $$;
CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON annotator.log FOR EACH ROW EXECUTE FUNCTION annotator.append_only();
CREATE TRIGGER log_whole BEFORE TRUNCATE ON annotator.log FOR EACH STATEMENT EXECUTE FUNCTION annotator.append_only();
CREATE TRIGGER body_stays BEFORE UPDATE OR DELETE ON annotator.body FOR EACH ROW EXECUTE FUNCTION annotator.append_only();
CREATE TRIGGER body_whole BEFORE TRUNCATE ON annotator.body FOR EACH STATEMENT EXECUTE FUNCTION annotator.append_only();

-- Documents one by one ------------------------------------------------------------------------------------------

CREATE FUNCTION annotator.assign(documents text[], readers integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE counted bigint;
BEGIN
  IF coalesce(annotator.my_role(), '') NOT IN ('reviewer', 'manager') THEN
    RAISE insufficient_privilege USING MESSAGE = 'only a reviewer or the manager assigns documents';
  END IF;
  INSERT INTO annotator.pool AS p (document, readers, free)
    SELECT name, $2, $2 FROM unnest($1) WITH ORDINALITY AS given (name, number) ORDER BY number
    ON CONFLICT (document) DO UPDATE SET readers = $2, free = p.free + $2 - p.readers;
  GET DIAGNOSTICS counted = ROW_COUNT;
  RETURN counted;
END $$;

-- An assignment as the projects know it. `given`: made, else taken back.
CREATE FUNCTION annotator.log_assignment(document text, reader text, given boolean) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO annotator.log (document, step, part, author, at, verb, title, kind, layer, changes)
  SELECT document, gen_random_uuid(), 0, coalesce(annotator.me(), reader), now(), 'do', 'hub next', 'assignment', '',
    CASE WHEN given THEN jsonb_build_array(jsonb_build_array(NULL, form))
    ELSE jsonb_build_array(jsonb_build_array(form, NULL)) END ::text
  FROM jsonb_build_object('doc_id', document, 'layer', reader) AS form
$$;
CREATE FUNCTION annotator.next() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  reader text := annotator.me();
  stale record;
  found_document text;
BEGIN
  IF reader IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'not a member of this hub';
  END IF;
  PERFORM FROM annotator.hub FOR UPDATE;
  FOR stale IN
    UPDATE annotator.work SET state = 'returned'
    WHERE state = 'taken' AND touched < now() - (SELECT return_after FROM annotator.hub)
    RETURNING document, annotator
  LOOP
    UPDATE annotator.pool SET free = free + 1 WHERE pool.document = stale.document;
    PERFORM annotator.log_assignment(stale.document, stale.annotator, false);
  END LOOP;
  SELECT p.document INTO found_document FROM annotator.pool p
    WHERE p.free > 0 AND NOT EXISTS (
      SELECT FROM annotator.work w WHERE w.document = p.document AND w.annotator = reader)
    ORDER BY p.place LIMIT 1;
  IF found_document IS NOT NULL THEN
    INSERT INTO annotator.work (document, annotator) VALUES (found_document, reader);
    UPDATE annotator.pool SET free = free - 1 WHERE pool.document = found_document;
    PERFORM annotator.log_assignment(found_document, reader, true);
  END IF;
  RETURN found_document;
END $$;

-- What somebody pushes into a document that they took says that they are at work, or done.
CREATE FUNCTION annotator.follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM annotator.work) THEN
    WITH news AS (
      SELECT DISTINCT ON (document, layer) document, layer,
        CASE kind WHEN 'status' THEN
          coalesce(replace(changes, '\u0000', '\ufffd')::jsonb -> -1 -> 1 ->> 'state', 'todo') END AS says
      FROM pushed WHERE layer <> '' ORDER BY document, layer, kind <> 'status', position DESC
    ), changed AS (
      UPDATE annotator.work w SET touched = now(), state = CASE
          WHEN says IN ('done', 'skipped') THEN 'done'
          WHEN says IS NOT NULL AND w.state = 'done' THEN 'taken'
          ELSE w.state END
      FROM news, annotator.work earlier
      WHERE w.document = news.document AND w.annotator = news.layer
        AND earlier.document = w.document AND earlier.annotator = w.annotator
      RETURNING w.document, earlier.state = 'returned' AND w.state = 'done' AS late
    )
    UPDATE annotator.pool p SET free = free - 1 FROM changed WHERE changed.late AND p.document = changed.document;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER log_follow AFTER INSERT ON annotator.log REFERENCING NEW TABLE AS pushed
FOR EACH STATEMENT EXECUTE FUNCTION annotator.follow();

-- Rights --------------------------------------------------------------------------------------------------------

ALTER TABLE annotator.log ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON annotator.log FOR SELECT USING (
  (SELECT annotator.reads_all()) OR layer = (SELECT annotator.me())
  OR (layer = '' AND (SELECT annotator.me()) IS NOT NULL));
CREATE POLICY writing ON annotator.log FOR INSERT WITH CHECK (
  (SELECT annotator.my_role()) = 'manager'
  OR author = (SELECT annotator.me()) AND (layer = (SELECT annotator.me())
    OR (SELECT annotator.my_role()) = 'reviewer' AND layer IN ('', 'gold')));
ALTER TABLE annotator.body ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON annotator.body FOR SELECT USING ((SELECT annotator.me()) IS NOT NULL);
CREATE POLICY writing ON annotator.body FOR INSERT WITH CHECK (
  (SELECT annotator.my_role()) IN ('reviewer', 'manager'));
ALTER TABLE annotator.member ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON annotator.member FOR SELECT USING ((SELECT annotator.me()) IS NOT NULL);
ALTER TABLE annotator.pool ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON annotator.pool FOR SELECT USING ((SELECT annotator.me()) IS NOT NULL);
ALTER TABLE annotator.work ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON annotator.work FOR SELECT USING (
  (SELECT annotator.reads_all()) OR work.annotator = (SELECT annotator.me()));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA annotator FROM PUBLIC;
GRANT USAGE ON SCHEMA annotator TO annotator_hub;
GRANT SELECT ON annotator.version, annotator.hub, annotator.member, annotator.body, annotator.log, annotator.pool,
  annotator.work TO annotator_hub;
GRANT INSERT (digest, text) ON annotator.body TO annotator_hub;
GRANT INSERT (document, step, part, parent, author, at, verb, title, kind, layer, digest, changes)
  ON annotator.log TO annotator_hub;
GRANT USAGE ON SEQUENCE annotator.log_position TO annotator_hub;
GRANT EXECUTE ON FUNCTION annotator.me, annotator.my_role, annotator.reads_all, annotator.enter, annotator.next,
  annotator.assign TO annotator_hub;
