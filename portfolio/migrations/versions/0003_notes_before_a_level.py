"""Let a draft keep the reason that an evaluator writes before choosing a level."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _replace("level IS NULL OR NOT cannot_assess")


def downgrade() -> None:
    op.execute("DELETE FROM criterion_level WHERE level IS NULL AND NOT cannot_assess")
    _replace("(level IS NULL) = cannot_assess")


def _replace(rule: str) -> None:
    name = op.f("ck_criterion_level_level_or_cannot_assess")
    with op.batch_alter_table("criterion_level") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, rule)
