-- Jobs take turns between workspaces, a webhook whose receiver fails for long is paused, mails are collected into digests.

-- The workspace, a blank, and whom the job goes to: the host of a webhook, or a mail's recipient and what it is about.
ALTER TABLE jobs ADD COLUMN destination TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN webhook_id TEXT COLLATE "C";
ALTER TABLE jobs ADD COLUMN held BIGINT NOT NULL DEFAULT 0;  -- 1: waits for the end of its webhook's pause

UPDATE jobs SET webhook_id = (SELECT d.webhook_id FROM webhook_deliveries d WHERE d.id = jobs.id);
UPDATE jobs SET destination = workspace_id || ' ' || webhook_id WHERE webhook_id IS NOT NULL;
UPDATE jobs
SET destination = workspace_id || ' ' || coalesce(CAST(payload AS json) ->> 'user_id', '')
  || CASE WHEN CAST(payload AS json) ->> 'conversation_id' IS NULL THEN ' lead' ELSE ' handoff' END
WHERE webhook_id IS NULL;

DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (kind, destination, run_at, id) WHERE failed_at IS NULL AND held = 0;
CREATE INDEX jobs_leased ON jobs (kind, lease_until, destination) WHERE lease_until > 0;
CREATE INDEX jobs_waiting ON jobs (workspace_id, kind) WHERE failed_at IS NULL;
CREATE INDEX jobs_webhook ON jobs (webhook_id, held, created_at, id) WHERE webhook_id IS NOT NULL AND failed_at IS NULL;

ALTER TABLE webhooks ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;  -- calls in a row that failed
ALTER TABLE webhooks ADD COLUMN paused_at BIGINT;  -- by the system; a member's pause is in active
ALTER TABLE webhooks ADD COLUMN pause_reason TEXT NOT NULL DEFAULT '';

-- Until when the mails of a destination are collected.
CREATE TABLE mail_digests (
  destination  TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  next_at      BIGINT NOT NULL
);
CREATE INDEX mail_digests_workspace ON mail_digests (workspace_id);

-- How many jobs were not queued, since too many waited already.
CREATE TABLE dropped_jobs (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind         TEXT COLLATE "C" NOT NULL,
  dropped      BIGINT NOT NULL,
  first_at     BIGINT NOT NULL,
  last_at      BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, kind)
);
