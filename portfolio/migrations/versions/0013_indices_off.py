"""Let a house switch off an index of the occupation figures."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("house") as batch_op:
        batch_op.add_column(sa.Column("indices_off", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("house") as batch_op:
        batch_op.drop_column("indices_off")
