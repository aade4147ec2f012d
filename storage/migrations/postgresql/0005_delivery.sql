-- Who is told of what happens, and the queue of what is still to be told.

CREATE TABLE webhooks (
  id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  url          TEXT NOT NULL,
  secret       TEXT NOT NULL,  -- as it was shown; every signature needs it
  events       TEXT NOT NULL,  -- JSON: [text]
  active       BIGINT NOT NULL,
  created_at   BIGINT NOT NULL
);
CREATE INDEX webhooks_workspace ON webhooks (workspace_id, created_at, id);

-- What a webhook was told, or is still to be told. The id is also that of the job, and the receiver sees it in every try.
CREATE TABLE webhook_deliveries (
  id          TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  webhook_id  TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  event       TEXT NOT NULL,
  lead_id     TEXT COLLATE "C" REFERENCES leads (id) ON DELETE CASCADE,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts    BIGINT NOT NULL DEFAULT 0,
  status_code BIGINT,
  last_error  TEXT NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_lead ON webhook_deliveries (lead_id) WHERE lead_id IS NOT NULL;

-- The queue is made anew: nothing ever ran what stood in it.
DROP TABLE jobs;
CREATE TABLE jobs (
  id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL,
  payload      TEXT NOT NULL,  -- JSON: ids only
  run_at       BIGINT NOT NULL,
  lease_until  BIGINT NOT NULL DEFAULT 0,  -- until then somebody is at it
  attempts     BIGINT NOT NULL DEFAULT 0,
  last_error   TEXT NOT NULL DEFAULT '',
  failed_at    BIGINT,  -- given up, until a member wants it tried again
  created_at   BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (kind, run_at, id) WHERE failed_at IS NULL;
CREATE INDEX jobs_workspace ON jobs (workspace_id, created_at, id);
