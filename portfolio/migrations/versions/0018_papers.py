"""Keep contracts' statements beside investors' reports: one table of papers that single readers ask for."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

Text, Moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
KEPT = 'id, house_id, tranche_id, language, "on", scenario, required, asked_by, asked_at, state, problem, begun_at, pdf'


def upgrade() -> None:
    contract = [
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_paper_contract_id_contract")),
        sa.CheckConstraint("(tranche_id IS NULL) <> (contract_id IS NULL)", name=op.f("ck_paper_of_one")),
    ]
    _make("paper", *contract, needs_tranche=False)
    op.create_index(op.f("ix_paper_contract_id"), "paper", ["contract_id"], unique=False)
    _move("investor_report", "paper")


def downgrade() -> None:
    _make("investor_report", needs_tranche=True)
    op.execute("DELETE FROM paper WHERE tranche_id IS NULL")  # a statement can be made again
    _move("paper", "investor_report")


def _make(table: str, *parts: sa.schema.SchemaItem, needs_tranche: bool) -> None:
    states = sa.Enum(
        "waiting",
        "making",
        "ready",
        "failed",
        name="bookstate",
        native_enum=False,
        create_constraint=True,
        length=30,
    )
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("tranche_id", sa.Uuid(), nullable=not needs_tranche),
        *parts,
        sa.Column("language", Text(length=2), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("scenario", Text(length=20), nullable=False),
        sa.Column("required", Text(length=40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("problem", Text(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f(f"fk_{table}_house_id_house")),
        sa.ForeignKeyConstraint(["tranche_id"], ["bond_tranche.id"], name=op.f(f"fk_{table}_tranche_id_bond_tranche")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f(f"fk_{table}_asked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("house_id", "tranche_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _move(old: str, new: str) -> None:
    op.execute(f"INSERT INTO {new} ({KEPT}) SELECT {KEPT} FROM {old}")
    op.drop_table(old)
