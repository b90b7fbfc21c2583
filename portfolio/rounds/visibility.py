"""Who may see and do what: roles in a house, and the one who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from portfolio.language import DEFAULT, Language


class Role(StrEnum):
    """What a person is in a house; one person may be several."""

    LEAD = "lead"
    EVALUATOR = "evaluator"
    BOARD_MEMBER = "board_member"
    ADMINISTRATOR = "administrator"
    INVESTOR = "investor"


KEEPERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})  # who invite members and end their roles
# Who read a house: an administrator does not read content, an investor only their tranche.
READERS = frozenset({Role.LEAD, Role.EVALUATOR, Role.BOARD_MEMBER})


@dataclass(frozen=True)
class Viewer:
    """The one who asks: a person with roles by house, or the house's own clerk (`person_id` None) in a job."""

    person_id: UUID | None
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    language: Language = DEFAULT

    def is_a(self, role: Role, house_id: UUID) -> bool:
        """Tell whether the viewer has a role in a house."""
        return role in self.roles.get(house_id, frozenset())

    def may_read(self, house_id: UUID) -> bool:
        """Tell whether the viewer may read a house's content."""
        return bool(self.roles.get(house_id, frozenset()) & READERS)

    def readable_houses(self) -> list[UUID]:
        """Return the houses whose content the viewer may read."""
        return [house_id for house_id in self.roles if self.may_read(house_id)]


def clerk(house_id: UUID, language: Language = DEFAULT) -> Viewer:
    """Return the viewer that jobs use: it reads a house as its lead does, and sees no blind score."""
    return Viewer(person_id=None, roles={house_id: frozenset({Role.LEAD})}, language=language)
