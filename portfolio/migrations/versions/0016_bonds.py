"""Add social impact bonds around contracts: terms, tranches, a ledger written once, and people who see one tranche."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SEALED = ("bond", "bond_contract", "bond_version", "bond_tranche", "bond_entry", "bond_posting")
OTHER_CURRENCY = (
    "NEW.currency <> (SELECT currency FROM bond WHERE id = NEW.bond_id) "
    "OR NEW.bond_id <> (SELECT bond_id FROM bond_entry WHERE id = NEW.entry_id)"
)
ENTRIES = ("drawdown", "repayment", "guarantee", "protection", "reversal")
ROLES = ("lead", "evaluator", "board_member", "administrator")
Text, Moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    _table(
        "bond",
        _to("bond", "house_id", "house"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", Text(length=300), nullable=False),
        sa.Column("currency", Text(length=3), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        _once("bond", "house_id", "number"),
    )
    _table(
        "bond_contract",
        _to("bond_contract", "bond_id", "bond"),
        _to("bond_contract", "contract_id", "contract"),
        _once("bond_contract", "contract_id"),
    )
    _table(
        "bond_version",
        _to("bond_version", "bond_id", "bond"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", Text(), nullable=False),
        sa.Column("document", Text(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        _once("bond_version", "bond_id", "sequence"),
    )
    _table(
        "bond_tranche",
        _to("bond_tranche", "bond_id", "bond"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", Text(length=200), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        _once("bond_tranche", "bond_id", "number"),
        _once("bond_tranche", "bond_id", "name"),
    )
    _table(
        "tranche_holder",
        _to("tranche_holder", "tranche_id", "bond_tranche"),
        _to("tranche_holder", "person_id", "person"),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        _once("tranche_holder", "tranche_id", "person_id"),
    )
    _make_ledger()
    _make_reports()
    for table, column in INDICES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    _know_investors((*ROLES, "investor"), before=ROLES)
    _seal()


INDICES = (
    ("bond", "house_id"),
    ("bond_contract", "bond_id"),
    ("bond_version", "bond_id"),
    ("bond_tranche", "bond_id"),
    ("tranche_holder", "tranche_id"),
    ("tranche_holder", "person_id"),
    ("bond_entry", "bond_id"),
    ("bond_posting", "bond_id"),
    ("investor_report", "house_id"),
    ("investor_report", "tranche_id"),
)


def _make_ledger() -> None:
    _table(
        "bond_entry",
        _to("bond_entry", "bond_id", "bond"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("entrykind", ENTRIES), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("purpose", Text(length=200), nullable=False),
        sa.Column("key", Text(length=64), nullable=False),
        sa.Column("asked", Text(length=64), nullable=False),
        sa.Column("booked_at", Moment(), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=True),
        _to("bond_entry", "reverses", "bond_entry", nullable=True),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses IS NOT NULL)", name=op.f("ck_bond_entry_reversal_reverses")
        ),
        _once("bond_entry", "bond_id", "number"),
        _once("bond_entry", "bond_id", "key"),
        _once("bond_entry", "reverses"),
    )
    kinds = ("drawn", "spent", "fees", "interest", "principal", "return", "residual")
    outside = ("protection", "guarantee", "reimbursement")
    _table(
        "bond_posting",
        _to("bond_posting", "bond_id", "bond"),
        _to("bond_posting", "entry_id", "bond_entry"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("bondpostingkind", (*kinds, *outside)), nullable=False),
        sa.Column("tranche", Text(length=200), nullable=False),
        sa.Column("debit", Text(length=220), nullable=False),
        sa.Column("credit", Text(length=220), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", Text(length=3), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bond_posting_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_bond_posting_two_accounts")),
        _once("bond_posting", "entry_id", "position"),
    )


def _make_reports() -> None:
    _table(
        "investor_report",
        _to("investor_report", "house_id", "house"),
        _to("investor_report", "tranche_id", "bond_tranche"),
        sa.Column("language", Text(length=2), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("scenario", Text(length=20), nullable=False),
        sa.Column("required", Text(length=40), nullable=False),
        _to("investor_report", "asked_by", "person", nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", _one_of("bookstate", ("waiting", "making", "ready", "failed")), nullable=False),
        sa.Column("problem", Text(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
    )


def _table(name: str, *parts: Any) -> None:
    columns = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _to(table: str, column: str, other: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
    return [sa.Column(column, sa.Uuid(), nullable=nullable), key]


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _one_of(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def _know_investors(roles: Sequence[str], *, before: Sequence[str]) -> None:
    """Say anew which roles there are; SQLite makes the table again for it."""
    said = ", ".join(f"'{role}'" for role in roles)
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_membership_role"), "membership", type_="check")
        op.create_check_constraint(op.f("ck_membership_role"), "membership", f"role IN ({said})")
        return
    kept = sa.Enum(*before, name="role", native_enum=False, create_constraint=False, length=30)
    with op.batch_alter_table("membership") as batch_op:
        batch_op.alter_column("role", existing_type=kept, existing_nullable=False)
        batch_op.drop_constraint(op.f("ck_membership_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_membership_role"), f"role IN ({said})")


def _seal() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SEALED:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"
            )
        op.execute(
            f"CREATE TRIGGER bond_posting_one_currency BEFORE INSERT ON bond_posting WHEN {OTHER_CURRENCY} "
            "BEGIN SELECT RAISE(ABORT, 'bond_posting belongs to its bond and holds its currency'); END"
        )
        return
    for table in SEALED:  # refuse_change() came with 0002
        op.execute(
            f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_sealed_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION refuse_bond_currency() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {OTHER_CURRENCY} THEN "
        "RAISE EXCEPTION 'bond_posting belongs to its bond and holds its currency'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER bond_posting_one_currency BEFORE INSERT ON bond_posting "
        "FOR EACH ROW EXECUTE FUNCTION refuse_bond_currency()"
    )


def downgrade() -> None:
    op.execute("DELETE FROM membership WHERE role = 'investor'")
    _know_investors(ROLES, before=(*ROLES, "investor"))
    for table in ("investor_report", "tranche_holder", *reversed(SEALED)):  # triggers go with their table
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_bond_currency()")
