"""Seal what a frozen briefing says: only its state may still move, and it is never deleted."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEPT = ("house_id", "period", "language", "revision", "reason", "leads_word", "file_sha256", "frozen_at")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
        return
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in KEPT)
    op.execute(
        "CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a frozen briefing is written once'; END $$"
    )
    op.execute(  # JSON has no equality of its own in PostgreSQL
        "CREATE TRIGGER briefing_frozen BEFORE UPDATE ON briefing FOR EACH ROW "
        f"WHEN (OLD.frozen_at IS NOT NULL AND ({changed} OR OLD.content::text IS DISTINCT FROM NEW.content::text)) "
        "EXECUTE FUNCTION refuse_frozen()"
    )
    op.execute(
        "CREATE TRIGGER briefing_frozen_kept BEFORE DELETE ON briefing FOR EACH ROW "
        "WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION refuse_frozen()"
    )


def _seal_on_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'a frozen briefing is written once'); END"
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in (*KEPT, "content"))
    op.execute(
        "CREATE TRIGGER briefing_frozen BEFORE UPDATE ON briefing "
        f"WHEN OLD.frozen_at IS NOT NULL AND ({changed}) {refuse}"
    )
    op.execute(f"CREATE TRIGGER briefing_frozen_kept BEFORE DELETE ON briefing WHEN OLD.frozen_at IS NOT NULL {refuse}")
    op.execute(
        "CREATE TRIGGER briefing_not_replaced BEFORE INSERT ON briefing "
        f"WHEN EXISTS (SELECT 1 FROM briefing WHERE id = NEW.id AND frozen_at IS NOT NULL) {refuse}"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("briefing_frozen", "briefing_frozen_kept", "briefing_not_replaced"):
            op.execute(f"DROP TRIGGER {name}")
        return
    for name in ("briefing_frozen", "briefing_frozen_kept"):
        op.execute(f"DROP TRIGGER {name} ON briefing")
    op.execute("DROP FUNCTION refuse_frozen()")
