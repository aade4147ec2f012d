-- The end of each workspace's chain of audit rows: rows that are cut off at the end leave no other trace.
CREATE TABLE audit_heads (
  workspace_id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  position     BIGINT NOT NULL,
  hash         TEXT NOT NULL
);
INSERT INTO audit_heads (workspace_id, position, hash)
  SELECT a.workspace_id, a.position, a.hash FROM audit_logs a
  WHERE a.position = (SELECT max(b.position) FROM audit_logs b WHERE b.workspace_id = a.workspace_id);
