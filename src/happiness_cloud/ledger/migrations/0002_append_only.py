"""The book only grows: the database itself refuses to change or delete a row of it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_seal_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Writers hold this lock shared until they commit, so the sealer can wait for those on their way.
CREATE FUNCTION ledger_writing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4711001);
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_writing BEFORE INSERT ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_writing();

DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'happiness_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON ledger_entry, ledger_seal FROM happiness_app;
    END IF;
END $$;
"""

FREE = """
DROP TRIGGER ledger_entry_writing ON ledger_entry;
DROP TRIGGER ledger_seal_kept ON ledger_seal;
DROP TRIGGER ledger_entry_kept ON ledger_entry;
DROP FUNCTION ledger_writing();
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, FREE)]
