"""Add contracts that pay for results: dated terms, outcomes, payments and the ledger, all written once."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SEALED = (
    "contract",
    "contract_version",
    "outcome_claim",
    "outcome_verification",
    "outcome_correction",
    "payment_line",
    "ledger_posting",
)
OTHER_CURRENCY = "NEW.currency <> (SELECT currency FROM contract WHERE id = NEW.contract_id)"


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("house_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_contract_house_id_house")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contract_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("house_id", "number", name=op.f("uq_contract_house_id_number")),
    )
    op.create_index(op.f("ix_contract_house_id"), "contract", ["house_id"], unique=False)
    op.create_index(op.f("ix_contract_project_id"), "contract", ["project_id"], unique=False)
    op.create_table(
        "contract_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("entered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_version_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_version")),
        sa.UniqueConstraint("contract_id", "sequence", name=op.f("uq_contract_version_contract_id_sequence")),
    )
    op.create_index(op.f("ix_contract_version_contract_id"), "contract_version", ["contract_id"], unique=False)
    op.create_table(
        "outcome_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("metric", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("cohort", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("units", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("counterfactual", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("evidence_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("evidence_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("claimed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_outcome_claim_contract_id_contract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_claim")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_outcome_claim_contract_id_number")),
    )
    op.create_index(op.f("ix_outcome_claim_contract_id"), "outcome_claim", ["contract_id"], unique=False)
    op.create_table(
        "outcome_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("corrected_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["outcome_claim.id"], name=op.f("fk_outcome_correction_claim_id_outcome_claim")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_outcome_correction_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_correction")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_outcome_correction_claim_id")),
    )
    op.create_index(op.f("ix_outcome_correction_contract_id"), "outcome_correction", ["contract_id"], unique=False)
    op.create_table(
        "outcome_verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("verifier", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("accepted_units", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("rejected_units", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("verified_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["outcome_claim.id"], name=op.f("fk_outcome_verification_claim_id_outcome_claim")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_outcome_verification_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_verification")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_outcome_verification_claim_id")),
    )
    op.create_index(op.f("ix_outcome_verification_contract_id"), "outcome_verification", ["contract_id"], unique=False)
    op.create_table(
        "payment_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "payment",
                "fee",
                "adjustment",
                "reversal",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("metric", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("cohort", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("units", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("exact_minor", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("payers", sa.JSON(), nullable=False),
        sa.Column("booked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["outcome_claim.id"], name=op.f("fk_payment_line_claim_id_outcome_claim")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_payment_line_contract_id_contract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_line")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_payment_line_contract_id_number")),
    )
    op.create_index(op.f("ix_payment_line_contract_id"), "payment_line", ["contract_id"], unique=False)
    op.create_table(
        "ledger_posting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "owed",
                "taken_back",
                "paid",
                "paid_back",
                name="postingkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("debit", sqlmodel.sql.sqltypes.AutoString(length=220), nullable=False),
        sa.Column("credit", sqlmodel.sql.sqltypes.AutoString(length=220), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=False),
        sa.Column("booked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_ledger_posting_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_posting_two_accounts")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_ledger_posting_contract_id_contract")),
        sa.ForeignKeyConstraint(["line_id"], ["payment_line.id"], name=op.f("fk_ledger_posting_line_id_payment_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_posting")),
        sa.UniqueConstraint(
            "contract_id", "entry", "position", name=op.f("uq_ledger_posting_contract_id_entry_position")
        ),
    )
    op.create_index(op.f("ix_ledger_posting_contract_id"), "ledger_posting", ["contract_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
    else:
        _seal_on_postgresql()


def _seal_on_sqlite() -> None:
    for table in SEALED:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"
        )
    op.execute(
        f"CREATE TRIGGER ledger_posting_one_currency BEFORE INSERT ON ledger_posting WHEN {OTHER_CURRENCY} "
        "BEGIN SELECT RAISE(ABORT, 'ledger_posting holds the currency of its contract'); END"
    )


def _seal_on_postgresql() -> None:
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
        "CREATE FUNCTION refuse_currency() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {OTHER_CURRENCY} THEN RAISE EXCEPTION 'ledger_posting holds the currency of its contract'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_posting_one_currency BEFORE INSERT ON ledger_posting "
        "FOR EACH ROW EXECUTE FUNCTION refuse_currency()"
    )


def downgrade() -> None:
    # dropping a table drops its triggers
    op.drop_index(op.f("ix_ledger_posting_contract_id"), table_name="ledger_posting")
    op.drop_table("ledger_posting")
    op.drop_index(op.f("ix_payment_line_contract_id"), table_name="payment_line")
    op.drop_table("payment_line")
    op.drop_index(op.f("ix_outcome_verification_contract_id"), table_name="outcome_verification")
    op.drop_table("outcome_verification")
    op.drop_index(op.f("ix_outcome_correction_contract_id"), table_name="outcome_correction")
    op.drop_table("outcome_correction")
    op.drop_index(op.f("ix_outcome_claim_contract_id"), table_name="outcome_claim")
    op.drop_table("outcome_claim")
    op.drop_index(op.f("ix_contract_version_contract_id"), table_name="contract_version")
    op.drop_table("contract_version")
    op.drop_index(op.f("ix_contract_project_id"), table_name="contract")
    op.drop_index(op.f("ix_contract_house_id"), table_name="contract")
    op.drop_table("contract")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_currency()")
