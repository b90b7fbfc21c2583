"""Tables of a public register: files, rows as written, and their defects."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_table")),
        sa.UniqueConstraint("source", "file", name=op.f("uq_register_table_source_file")),
    )
    op.create_table(
        "register_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["register_table.id"], name=op.f("fk_register_row_table_id_register_table")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_row")),
        sa.UniqueConstraint("table_id", "row", name=op.f("uq_register_row_table_id_row")),
    )
    op.create_index(op.f("ix_register_row_table_id"), "register_row", ["table_id"])
    op.create_table(
        "register_defect",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=300), nullable=False),
        sa.Column("project", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("loaded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["register_table.id"], name=op.f("fk_register_defect_table_id_register_table")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_defect")),
    )
    op.create_index(op.f("ix_register_defect_table_id"), "register_defect", ["table_id"])


def downgrade() -> None:
    op.drop_table("register_defect")
    op.drop_table("register_row")
    op.drop_table("register_table")
