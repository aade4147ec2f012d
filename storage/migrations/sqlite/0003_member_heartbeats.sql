-- Which members are connected to which process, and when it said so last: a claim lapses only if no process holds its holder
-- for present. Rows of a process that ended without a word grow old.
CREATE TABLE member_heartbeats (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  process_id   TEXT NOT NULL,
  seen_at      BIGINT NOT NULL,
  PRIMARY KEY (user_id, workspace_id, process_id)
) WITHOUT ROWID;
CREATE INDEX member_heartbeats_workspace ON member_heartbeats (workspace_id);
CREATE INDEX member_heartbeats_process ON member_heartbeats (process_id);
