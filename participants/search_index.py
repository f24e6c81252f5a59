"""The index of fragments beneath the search for people: how each database is given one.

PostgreSQL has trigrams, SQLite a full-text table that triggers keep true. SQLite drops triggers
with the table whenever a migration changes `Participant`, which it does by making the table anew;
such a migration ends with `build` again (a test notices when it does not).
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "participants_participant"
INDEX = "participants_search"

# Trigrams match from three characters on; queries/search.py looks at shorter words row by row.
_SQLITE = (
    f"DROP TABLE IF EXISTS {INDEX}",
    f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(
        search_text, content='{TABLE}', content_rowid='id', tokenize='trigram')""",
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",
    f"""CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO {INDEX}(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    f"""CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO {INDEX}({INDEX}, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
    END""",
    f"""CREATE TRIGGER {INDEX}_update AFTER UPDATE OF search_text ON {TABLE}
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO {INDEX}({INDEX}, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
        INSERT INTO {INDEX}(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
)
_SQLITE_REVERSE = (
    *(f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in ("insert", "delete", "update")),
    f"DROP TABLE IF EXISTS {INDEX}",
)
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (search_text gin_trgm_ops)",
)
_POSTGRESQL_REVERSE = (f"DROP INDEX IF EXISTS {INDEX}",)


def build(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index, with what the table holds already."""
    is_sqlite = editor.connection.vendor == "sqlite"
    for statement in (*_SQLITE_REVERSE, *_SQLITE) if is_sqlite else _POSTGRESQL:
        editor.execute(statement)


def drop(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away."""
    is_sqlite = editor.connection.vendor == "sqlite"
    for statement in _SQLITE_REVERSE if is_sqlite else _POSTGRESQL_REVERSE:
        editor.execute(statement)
