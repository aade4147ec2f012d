-- Rules of more kinds, with a name and a switch. The settings of older ones are read as they are.
CREATE TABLE behavior_rules_next (
  id       TEXT PRIMARY KEY NOT NULL,
  agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,  -- the lowest goes first
  kind     TEXT NOT NULL CHECK (kind IN ('cta', 'lead_capture', 'route', 'curated')),
  name     TEXT NOT NULL,    -- empty: known by its label
  enabled  BIGINT NOT NULL,
  settings TEXT NOT NULL     -- JSON, by kind
) WITHOUT ROWID;
INSERT INTO behavior_rules_next (id, agent_id, position, kind, name, enabled, settings)
  SELECT id, agent_id, position, kind, '', 1, settings FROM behavior_rules;
DROP TABLE behavior_rules;
ALTER TABLE behavior_rules_next RENAME TO behavior_rules;
CREATE UNIQUE INDEX behavior_rules_agent ON behavior_rules (agent_id, position);

-- What made the form come up. The rule may be gone by now, its name then stays.
ALTER TABLE leads ADD COLUMN rule_id TEXT;
ALTER TABLE leads ADD COLUMN triggered_by TEXT NOT NULL DEFAULT '';
