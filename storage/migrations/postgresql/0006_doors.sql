-- Rules of more kinds, with a name and a switch. The settings of older ones are read as they are.
ALTER TABLE behavior_rules DROP CONSTRAINT behavior_rules_kind_check;
ALTER TABLE behavior_rules ADD CONSTRAINT behavior_rules_kind_check CHECK (kind IN ('cta', 'lead_capture', 'route', 'curated'));
ALTER TABLE behavior_rules ADD COLUMN name TEXT NOT NULL DEFAULT '';  -- empty: known by its label
ALTER TABLE behavior_rules ADD COLUMN enabled BIGINT NOT NULL DEFAULT 1;

-- What made the form come up. The rule may be gone by now, its name then stays.
ALTER TABLE leads ADD COLUMN rule_id TEXT COLLATE "C";
ALTER TABLE leads ADD COLUMN triggered_by TEXT NOT NULL DEFAULT '';
