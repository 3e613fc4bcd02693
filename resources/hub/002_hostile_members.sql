-- Against members who mean harm: no moment that other clients cannot read, and nothing of blind layers in the planner.
ALTER TABLE annotator.log ADD CONSTRAINT log_at CHECK (at >= '1970-01-01 00:00Z' AND at < '3000-01-01 00:00Z');
-- EXPLAIN estimates from statistics that know nothing of rights: how much somebody has marked, and under which titles.
-- What is asked for by an index (document, position, digest) keeps its own.
ALTER TABLE annotator.log
  ALTER COLUMN step SET STATISTICS 0, ALTER COLUMN part SET STATISTICS 0, ALTER COLUMN parent SET STATISTICS 0,
  ALTER COLUMN author SET STATISTICS 0, ALTER COLUMN at SET STATISTICS 0, ALTER COLUMN verb SET STATISTICS 0,
  ALTER COLUMN title SET STATISTICS 0, ALTER COLUMN kind SET STATISTICS 0, ALTER COLUMN layer SET STATISTICS 0,
  ALTER COLUMN changes SET STATISTICS 0, ALTER COLUMN received SET STATISTICS 0;
