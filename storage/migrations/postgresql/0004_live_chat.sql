-- Who may be sent new visitors: the member's own switch.
ALTER TABLE memberships ADD COLUMN available BIGINT NOT NULL DEFAULT 1;

-- A workspace without a row is always open and shows no position.
CREATE TABLE live_chat_settings (
  workspace_id TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  hours        TEXT,           -- JSON; null: always open
  position     TEXT NOT NULL CHECK (position IN ('hidden', 'shown')),
  updated_at   BIGINT NOT NULL
);

-- Agents with hours of their own; the others have their workspace's.
CREATE TABLE agent_hours (
  agent_id   TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  hours      TEXT,             -- JSON; null: always open
  updated_at BIGINT NOT NULL
);

-- When the hours end under a claim. A table of its own: few conversations are held, and none of their messages touches it.
CREATE TABLE shifts (
  conversation_id TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  ends_at         BIGINT NOT NULL,
  asked_at        BIGINT       -- the holder was asked whether to go on, and has not answered
);
CREATE INDEX shifts_due ON shifts (ends_at, conversation_id) WHERE asked_at IS NULL;
