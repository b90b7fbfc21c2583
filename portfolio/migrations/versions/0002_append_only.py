"""Seal what is written once: history, score snapshots, resilience runs and stored files."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table and its key: REPLACE INTO slips past UPDATE and DELETE triggers on SQLite, so INSERT on a taken key is refused.
SEALED = {"history_entry": "id", "score_snapshot": "id", "resilience_run": "id", "stored_file": "sha256"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, key in SEALED.items():
            _seal_on_sqlite(table, key)
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$"
    )
    for table in SEALED:
        op.execute(
            f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_sealed_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _seal_on_sqlite(table: str, key: str) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(  # names come from the table above
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SEALED:
            for kind in ("no_update", "no_delete", "no_replace"):
                op.execute(f"DROP TRIGGER {table}_{kind}")
        return
    for table in SEALED:
        op.execute(f"DROP TRIGGER {table}_sealed ON {table}")
        op.execute(f"DROP TRIGGER {table}_sealed_whole ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
