"""Keep the corridor that a house's board sets, and what the robustness analysis found, written once."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SHARES = ("corridor_incremental", "corridor_substantial", "corridor_radical")


def upgrade() -> None:
    for name in SHARES:
        op.add_column("house", sa.Column(name, sa.Integer(), nullable=True))
    op.create_table(
        "robustness_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("basis", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_robustness_run_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robustness_run")),
    )
    op.create_index(op.f("ix_robustness_run_house_id"), "robustness_run", ["house_id"])
    _seal()


def _seal() -> None:
    if op.get_bind().dialect.name != "sqlite":
        events = {"robustness_run_sealed": "UPDATE OR DELETE", "robustness_run_sealed_whole": "TRUNCATE"}
        for name, happening in events.items():
            each = "STATEMENT" if happening == "TRUNCATE" else "ROW"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {happening} ON robustness_run "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"  # made by 0002
            )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'robustness_run is written once'); END"
    op.execute(f"CREATE TRIGGER robustness_run_no_update BEFORE UPDATE ON robustness_run {refuse}")
    op.execute(f"CREATE TRIGGER robustness_run_no_delete BEFORE DELETE ON robustness_run {refuse}")
    op.execute(
        "CREATE TRIGGER robustness_run_no_replace BEFORE INSERT ON robustness_run "
        f"WHEN EXISTS (SELECT 1 FROM robustness_run WHERE id = NEW.id) {refuse}"
    )


def downgrade() -> None:
    op.drop_table("robustness_run")
    with op.batch_alter_table("house") as batch_op:
        for name in reversed(SHARES):
            batch_op.drop_column(name)
