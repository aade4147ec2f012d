# Nothing in the database tells a client id that was seen before.
s|^\( *\): sql_(sql),|\1: sql_((sql.run_script("DROP INDEX IF EXISTS timeline_entries_client"), sql)),|
