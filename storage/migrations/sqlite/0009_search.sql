-- What names, emails and phones are found by, folded by the program (storage/search_text); it fills the rows that are
-- there after this step.
ALTER TABLE leads ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE visitors ADD COLUMN search TEXT NOT NULL DEFAULT '';
