"""Triggers that keep the audit trail as it was written.

PostgreSQL refuses updates and deletions. SQLite refuses updates; deletions stay possible there
because Django's test runner empties tables with DELETE.
"""

from django.db import migrations

TABLE = "accounts_auditevent"

FORWARD = {
    "postgresql": [
        """
        CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION 'The audit trail is append-only'; END $$ LANGUAGE plpgsql
        """,
        f"""
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()
        """,
    ],
    "sqlite": [
        f"""
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only'); END
        """,
    ],
}
BACKWARD = {
    "postgresql": [
        f"DROP TRIGGER audit_is_append_only ON {TABLE}",
        "DROP FUNCTION audit_is_append_only()",
    ],
    "sqlite": ["DROP TRIGGER audit_is_append_only"],
}


def run(statements):
    def operate(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operate


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
