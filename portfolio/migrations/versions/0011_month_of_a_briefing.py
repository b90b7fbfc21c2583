"""Add drafts with their approval and proof, decisions of the board (sealed but for being done), and project books."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STRING, MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
OUTCOMES = ("adopted", "changed", "rejected", "postponed")
BOOK_STATES = ("waiting", "making", "ready", "failed")
KEPT = (
    "id",
    "house_id",
    "period",
    "asked",
    "text",
    "outcome",
    "dissent",
    "owner",
    "due_on",
    "decided_on",
    "recorded_at",
    "recorded_by",
)


def upgrade() -> None:
    op.add_column("house", sa.Column("draft_days", sa.Integer(), nullable=False, server_default="5"))
    # Added one by one: rebuilding the table on SQLite would drop the triggers that seal it.
    op.add_column("briefing", sa.Column("approved_at", MOMENT(), nullable=True))
    op.add_column("briefing", sa.Column("approved_by", sa.Uuid(), nullable=True))
    op.add_column("briefing", sa.Column("edited_by", sa.Uuid(), nullable=True))
    _make_tables()
    _seal()


def _make_tables() -> None:
    op.create_table(
        "board_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("period", STRING(length=7), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("text", STRING(), nullable=False),
        sa.Column("outcome", _one_of("outcome", OUTCOMES), nullable=False),
        sa.Column("dissent", STRING(), nullable=False),
        sa.Column("owner", STRING(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", STRING(), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_board_decision_house_id_house")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_board_decision_recorded_by_person")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_board_decision_done_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decision")),
    )
    op.create_index(op.f("ix_board_decision_house_id"), "board_decision", ["house_id"])
    op.create_table(
        "briefing_proof",
        sa.Column("briefing_id", sa.Uuid(), nullable=False),
        sa.Column("wanted_at", MOMENT(), nullable=False),
        sa.Column("made_at", MOMENT(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("problem", STRING(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_proof_briefing_id_briefing")),
        sa.PrimaryKeyConstraint("briefing_id", name=op.f("pk_briefing_proof")),
    )
    op.create_table(
        "project_book",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("language", STRING(length=2), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT(), nullable=False),
        sa.Column("state", _one_of("bookstate", BOOK_STATES), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("problem", STRING(), nullable=False),
        sa.Column("begun_at", MOMENT(), nullable=True),
        sa.Column("finished_at", MOMENT(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_project_book_house_id_house")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_project_book_asked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_book")),
    )
    op.create_index(op.f("ix_project_book_house_id"), "project_book", ["house_id"])


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=30, create_constraint=True)


def _seal() -> None:
    if op.get_bind().dialect.name != "sqlite":
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in KEPT)
        op.execute(
            "CREATE TRIGGER board_decision_sealed BEFORE UPDATE ON board_decision FOR EACH ROW "
            f"WHEN ({changed} OR OLD.done_on IS NOT NULL) EXECUTE FUNCTION refuse_change()"  # made by 0002
        )
        op.execute(
            "CREATE TRIGGER board_decision_kept BEFORE DELETE ON board_decision "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER board_decision_kept_whole BEFORE TRUNCATE ON board_decision "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'board_decision is written once'); END"
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in KEPT)
    op.execute(
        "CREATE TRIGGER board_decision_no_update BEFORE UPDATE ON board_decision "
        f"WHEN {changed} OR OLD.done_on IS NOT NULL {refuse}"
    )
    op.execute(f"CREATE TRIGGER board_decision_no_delete BEFORE DELETE ON board_decision {refuse}")
    op.execute(
        "CREATE TRIGGER board_decision_no_replace BEFORE INSERT ON board_decision "
        f"WHEN EXISTS (SELECT 1 FROM board_decision WHERE id = NEW.id) {refuse}"
    )


def downgrade() -> None:
    for table in ("project_book", "briefing_proof", "board_decision"):
        op.drop_table(table)
    for name in ("edited_by", "approved_by", "approved_at"):
        op.drop_column("briefing", name)
    op.drop_column("house", "draft_days")
