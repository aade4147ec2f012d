# Nothing in the database tells a client id that was seen before.
s|^\( *\)sql_(rows.sql()),|\1sql_((rows.sql().run_script("DROP INDEX IF EXISTS timeline_entries_client"), rows.sql())),|
