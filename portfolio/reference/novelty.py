"""How others class what is new about a project: three questions of published schemes, kept as they were answered.

They are told by the project itself and go into no score; the rubric's R1 and R2 ask evaluators.
"""

from enum import StrEnum


class Barometer(StrEnum):
    """Innovationsbarometeret's answer: how the house came by what is new."""

    FIRST = "first"
    ADAPTED = "adapted"
    COPIED = "copied"


class Facet(StrEnum):
    """A facet of public-sector innovation (OECD's Observatory of Public Sector Innovation)."""

    ENHANCEMENT = "enhancement"
    MISSION = "mission"
    ADAPTIVE = "adaptive"
    ANTICIPATORY = "anticipatory"


class OsborneType(StrEnum):
    """Osborne's type (1998): whether the service, or those it serves, are new."""

    DEVELOPMENTAL = "developmental"
    EXPANSIONARY = "expansionary"
    EVOLUTIONARY = "evolutionary"
    TOTAL = "total"
