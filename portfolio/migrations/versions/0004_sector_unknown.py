"""Let a partner's sector be unknown: sources such as INDIGO name organisations without telling it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ("public", "private", "civil_society")
AFTER = (*BEFORE, "unknown")


def upgrade() -> None:
    _replace(AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM project_partner WHERE sector = 'unknown'")
    _replace(BEFORE)


def _replace(sectors: tuple[str, ...]) -> None:
    name = op.f("ck_project_partner_sector")
    with op.batch_alter_table("project_partner") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, sa.column("sector").in_(sectors))
