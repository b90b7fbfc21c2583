"""Add a house's logo: the digest of its kept picture, and its alternative text."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Text = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    # Without a foreign key: SQLite would rebuild the table for one, and kept files are never deleted.
    op.add_column("house", sa.Column("logo_sha256", Text(length=64), nullable=True))
    op.add_column("house", sa.Column("logo_text", Text(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("logo_text", "logo_sha256"):
        op.drop_column("house", name)
