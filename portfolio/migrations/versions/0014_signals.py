"""Add technology signals, the feeds they come from, the runs under them (sealed), and a house's own scenario."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Text = sqlmodel.sql.sqltypes.AutoString
Moment = sqlmodel.sql.sqltypes.UTCDateTime


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table(
        "signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("source_key", Text(length=64), nullable=False),
        sa.Column("title", Text(length=300), nullable=False),
        sa.Column("note", Text(), nullable=False),
        sa.Column("source_url", Text(length=2000), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("occupations", sa.JSON(), nullable=False),
        sa.Column("parameter", Text(length=60), nullable=False),
        sa.Column("strength", _choice("strength", "weak", "moderate", "strong"), nullable=False),
        sa.Column("direction", _choice("direction", "sooner", "later"), nullable=False),
        sa.Column("state", _choice("signalstate", "suggested", "in_force", "dismissed", "withdrawn"), nullable=False),
        sa.Column("origin", _choice("signalorigin", "form", "file", "feed"), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_signal_house_id_house")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_signal_added_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("house_id", "source_key", name=op.f("uq_signal_house_id_source_key")),
    )
    op.create_index(op.f("ix_signal_house_id"), "signal", ["house_id"])
    op.create_table(
        "signal_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("url", Text(length=2000), nullable=False),
        sa.Column("name", Text(length=300), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("problem", Text(length=60), nullable=False),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_signal_feed_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_feed")),
        sa.UniqueConstraint("house_id", "url", name=op.f("uq_signal_feed_house_id_url")),
    )
    op.create_index(op.f("ix_signal_feed_house_id"), "signal_feed", ["house_id"])
    op.create_table(
        "signal_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("base_run_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("p10", sa.Float(), nullable=False),
        sa.Column("p50", sa.Float(), nullable=False),
        sa.Column("p90", sa.Float(), nullable=False),
        sa.Column("watch_year", sa.Integer(), nullable=True),
        sa.Column("base_p10", sa.Float(), nullable=False),
        sa.Column("base_p50", sa.Float(), nullable=False),
        sa.Column("base_watch_year", sa.Integer(), nullable=True),
        sa.Column("band_before", Text(length=20), nullable=False),
        sa.Column("band_after", Text(length=20), nullable=False),
        sa.Column("raises", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("basis", Text(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_signal_run_house_id_house")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_signal_run_project_id_project")),
        sa.ForeignKeyConstraint(
            ["base_run_id"], ["resilience_run.id"], name=op.f("fk_signal_run_base_run_id_resilience_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_run")),
    )
    op.create_index(op.f("ix_signal_run_house_id"), "signal_run", ["house_id"])
    op.create_index("ix_signal_run_project_at", "signal_run", ["project_id", "at"])
    op.create_table(
        "house_scenario",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("name", Text(length=100), nullable=False),
        sa.Column("employees", Text(length=10), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_house_scenario_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_scenario")),
        sa.UniqueConstraint("house_id", name=op.f("uq_house_scenario_house_id")),
    )
    _seal()


def _seal() -> None:
    """Refuse every change of a run under signals, as 0002 does for base runs."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'signal_run is written once'); END"
        op.execute(f"CREATE TRIGGER signal_run_no_update BEFORE UPDATE ON signal_run {refuse}")
        op.execute(f"CREATE TRIGGER signal_run_no_delete BEFORE DELETE ON signal_run {refuse}")
        op.execute(
            "CREATE TRIGGER signal_run_no_replace BEFORE INSERT ON signal_run "
            f"WHEN EXISTS (SELECT 1 FROM signal_run WHERE id = NEW.id) {refuse}"
        )
        return
    op.execute(
        "CREATE TRIGGER signal_run_sealed BEFORE UPDATE OR DELETE ON signal_run "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER signal_run_sealed_whole BEFORE TRUNCATE ON signal_run "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in ("house_scenario", "signal_run", "signal_feed", "signal"):  # triggers go with their table
        op.drop_table(table)
