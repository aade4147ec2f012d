-- The tables of migrations/sqlite, in PostgreSQL's words. Ids are ULIDs as text, in the order of their bytes, times are UTC
-- milliseconds. Which index serves which list stands beside it.

CREATE TABLE workspaces (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  name       TEXT NOT NULL,
  lead_seq   BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

CREATE TABLE users (
  id            TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL,
  email         TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE memberships (
  user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  role         TEXT NOT NULL CHECK (role IN ('member', 'admin', 'owner')),
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (user_id, workspace_id)
);
CREATE INDEX memberships_workspace ON memberships (workspace_id);

CREATE TABLE sessions (
  id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  token_hash   TEXT NOT NULL UNIQUE,
  user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);

CREATE TABLE agents (
  id                   TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id         TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name                 TEXT NOT NULL,
  greeting             TEXT NOT NULL,
  starters             TEXT NOT NULL,  -- JSON: [text]
  accent               TEXT NOT NULL,
  privacy_url          TEXT NOT NULL,
  allowed_origins      TEXT NOT NULL,  -- JSON: [text]
  confidence_threshold DOUBLE PRECISION NOT NULL,
  lead_form            TEXT NOT NULL,  -- JSON
  created_at           BIGINT NOT NULL
);
CREATE INDEX agents_workspace ON agents (workspace_id, created_at, id);

CREATE TABLE behavior_rules (
  id       TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('cta')),
  settings TEXT NOT NULL  -- JSON, by kind
);
CREATE UNIQUE INDEX behavior_rules_agent ON behavior_rules (agent_id, position);

CREATE TABLE curated_answers (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  agent_id   TEXT COLLATE "C" NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  phrases    TEXT NOT NULL,  -- JSON: [text]
  answer     TEXT NOT NULL,
  url        TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX curated_answers_agent ON curated_answers (agent_id, created_at, id);

CREATE TABLE documents (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  agent_id   TEXT COLLATE "C" NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  title      TEXT NOT NULL,
  url        TEXT NOT NULL,
  markdown   TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX documents_url ON documents (agent_id, url) WHERE url <> '';
CREATE UNIQUE INDEX documents_title ON documents (agent_id, title) WHERE url = '';

-- What a question is matched against: a document's text, cut at its headings. Words are found in any form, with and without
-- their marks, and none is too common to be one: so the language's own configuration does not serve.
CREATE TEXT SEARCH DICTIONARY takeover_stems (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION takeover_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION takeover_words
  ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part, numword, numhword, hword_numpart
  WITH takeover_stems;

-- Letters without their marks.
CREATE FUNCTION takeover_unmarked(TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(normalize($1, NFD), U&'[\0300-\036F]', '', 'g');
-- Words alone: without signs nothing is taken for an address or a path.
CREATE FUNCTION takeover_plain(TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(takeover_unmarked($1), '[!-/:-@\[-`{-~]+', ' ', 'g');

CREATE TABLE passages (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id TEXT COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  agent_id    TEXT COLLATE "C" NOT NULL,
  title       TEXT NOT NULL,
  heading     TEXT NOT NULL,
  text        TEXT NOT NULL,
  words       TSVECTOR NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('takeover_words'::regconfig, takeover_plain(title)), 'A') ||
    setweight(to_tsvector('takeover_words'::regconfig, takeover_plain(heading)), 'B') ||
    setweight(to_tsvector('takeover_words'::regconfig, takeover_plain(text)), 'C')) STORED
);
CREATE INDEX passages_document ON passages (document_id);
CREATE INDEX passages_agent ON passages (agent_id);
CREATE INDEX passages_words ON passages USING gin (words);

CREATE TABLE visitors (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  agent_id   TEXT COLLATE "C" NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  anon_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  email      TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX visitors_anon ON visitors (agent_id, anon_id);

CREATE TABLE conversations (
  id                    TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id          TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  agent_id              TEXT COLLATE "C" NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  visitor_id            TEXT COLLATE "C" NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
  controller            TEXT NOT NULL CHECK (controller IN ('bot', 'queued', 'human')),
  claimed_by_user_id    TEXT COLLATE "C" REFERENCES users (id),
  claimed_at            BIGINT,
  epoch                 BIGINT NOT NULL DEFAULT 0,
  last_seq              BIGINT NOT NULL DEFAULT 0,
  visitor_seq           BIGINT NOT NULL DEFAULT 0,
  last_question_seq     BIGINT NOT NULL DEFAULT 0,
  answered_seq          BIGINT NOT NULL DEFAULT 0,
  visitor_message_count BIGINT NOT NULL DEFAULT 0,
  engaged               BIGINT NOT NULL GENERATED ALWAYS AS (CASE WHEN visitor_message_count > 0 THEN 1 ELSE 0 END) STORED,
  queued_at             BIGINT,
  deadline_at           BIGINT,
  created_at            BIGINT NOT NULL,
  last_activity_at      BIGINT NOT NULL,
  visitor_wrote_at      BIGINT,
  cleared_at            BIGINT,
  lead_id               TEXT COLLATE "C",
  page_url              TEXT NOT NULL,
  CHECK ((controller = 'human') = (claimed_by_user_id IS NOT NULL)),
  CHECK ((claimed_by_user_id IS NULL) = (claimed_at IS NULL))
);
-- The lists by activity. A message moves its row here, in one index: so `all` is the two halves merged.
CREATE INDEX conversations_activity ON conversations (workspace_id, engaged, last_activity_at, id);
CREATE INDEX conversations_queue ON conversations (workspace_id, queued_at, id) WHERE controller = 'queued';
CREATE INDEX conversations_holder ON conversations (claimed_by_user_id, workspace_id, id) WHERE claimed_by_user_id IS NOT NULL;
CREATE INDEX conversations_deadline ON conversations (deadline_at, id) WHERE deadline_at IS NOT NULL;
CREATE INDEX conversations_unanswered ON conversations (id) WHERE controller = 'bot' AND last_question_seq > answered_seq;
CREATE INDEX conversations_visitor ON conversations (visitor_id);
CREATE INDEX conversations_agent ON conversations (agent_id);
CREATE INDEX conversations_lead ON conversations (lead_id) WHERE lead_id IS NOT NULL;

-- Conversations that were deleted, so that late commands hear `deleted` instead of `not found`.
CREATE TABLE deleted_conversations (
  id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id TEXT COLLATE "C" NOT NULL,
  deleted_at   BIGINT NOT NULL
);

-- The client's id comes first in its index: ids that grow stay together.
CREATE TABLE timeline_entries (
  conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  seq             BIGINT NOT NULL,
  kind            TEXT NOT NULL,
  role            TEXT NOT NULL,
  author_user_id  TEXT COLLATE "C" REFERENCES users (id),
  client_id       TEXT,
  body            TEXT NOT NULL,
  meta            TEXT NOT NULL,  -- JSON, {} for most
  created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX timeline_entries_seq ON timeline_entries (conversation_id, seq);
CREATE UNIQUE INDEX timeline_entries_client ON timeline_entries (client_id, conversation_id) WHERE client_id IS NOT NULL;

CREATE TABLE leads (
  id               TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id     TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  agent_id         TEXT COLLATE "C" NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  conversation_id  TEXT COLLATE "C" REFERENCES conversations (id) ON DELETE SET NULL,
  name             TEXT NOT NULL,
  email            TEXT NOT NULL,
  phone            TEXT NOT NULL,
  fields           TEXT NOT NULL,  -- JSON: {name: value} beyond the three
  status           TEXT NOT NULL CHECK (status IN ('new', 'qualified', 'contacted', 'won', 'lost')),
  source           TEXT NOT NULL CHECK (source IN ('rule', 'intent', 'cta', 'form')),
  feed_seq         BIGINT NOT NULL,
  captured_at      BIGINT NOT NULL,
  last_activity_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX leads_email ON leads (agent_id, email);
CREATE UNIQUE INDEX leads_feed ON leads (workspace_id, feed_seq);
CREATE INDEX leads_activity ON leads (workspace_id, last_activity_at, id);
CREATE INDEX leads_status ON leads (workspace_id, status, last_activity_at, id);
CREATE INDEX leads_conversation ON leads (conversation_id) WHERE conversation_id IS NOT NULL;

ALTER TABLE conversations ADD FOREIGN KEY (lead_id) REFERENCES leads (id) ON DELETE SET NULL;

-- The durable queue of what is to be done after a commit.
CREATE TABLE jobs (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  kind       TEXT NOT NULL,
  payload    TEXT NOT NULL,  -- JSON: ids only
  run_at     BIGINT NOT NULL,
  attempts   BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at, id);

-- One chain for each workspace: `position` counts from 1, `hash` covers the row and the hash before it.
CREATE TABLE audit_logs (
  id            TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  workspace_id  TEXT COLLATE "C" NOT NULL,
  position      BIGINT NOT NULL,
  actor_user_id TEXT COLLATE "C",
  action        TEXT NOT NULL,
  target_type   TEXT NOT NULL,
  target_id     TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  prev_hash     TEXT NOT NULL,
  hash          TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_logs_chain ON audit_logs (workspace_id, position);
CREATE INDEX audit_logs_actor ON audit_logs (workspace_id, actor_user_id, position);
CREATE INDEX audit_logs_action ON audit_logs (workspace_id, action, position);
CREATE INDEX audit_logs_target ON audit_logs (workspace_id, target_id, position);

-- How far each writing process has come: tells it, after a lost connection, whether its last transaction is stored.
CREATE TABLE commit_marks (
  writer  TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  number  BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
