-- A lead that is given again by someone who did not leave it first: its first values stay, what differs is kept beside
-- them.
ALTER TABLE leads ADD COLUMN visitor_id TEXT COLLATE "C";
ALTER TABLE leads ADD COLUMN given_again BIGINT NOT NULL DEFAULT 0;  -- 1: from another conversation
UPDATE leads SET visitor_id =
  (SELECT c.visitor_id FROM conversations c WHERE c.id = leads.conversation_id);
CREATE INDEX leads_visitor ON leads (visitor_id) WHERE visitor_id IS NOT NULL;
CREATE TABLE lead_values (
  id              TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  lead_id         TEXT COLLATE "C" NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  conversation_id TEXT COLLATE "C" REFERENCES conversations (id) ON DELETE SET NULL,
  visitor_id      TEXT COLLATE "C" NOT NULL,
  name            TEXT NOT NULL,  -- empty: as the lead has it, or not given
  phone           TEXT NOT NULL,
  fields          TEXT NOT NULL,  -- JSON: {name: value}
  given_at        BIGINT NOT NULL
);
CREATE INDEX lead_values_lead ON lead_values (lead_id, given_at, id);
CREATE INDEX lead_values_conversation ON lead_values (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX lead_values_visitor ON lead_values (visitor_id);

-- When a session was last used, within a minute.
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET seen_at = CAST(extract(epoch FROM now()) AS BIGINT) * 1000;

-- What a row tells beside its action, and with a key outside of the database the code that proves it.
ALTER TABLE audit_logs ADD COLUMN details TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_logs ADD COLUMN mac TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_heads ADD COLUMN mac TEXT NOT NULL DEFAULT '';
