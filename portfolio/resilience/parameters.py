"""What the resilience model assumes: every value with its 80 % range, its basis and the reason beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite
from types import MappingProxyType

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.wording import Wording

PARAMETER_VERSION = "2026-1"
BASE_YEAR = 2026  # the year in which these parameters and the figures are taken to be true of today
CEILING = 0.95  # no technology is assumed to take more than 95 % of a kind of task
SHARED_SPEED_SD = 0.35  # in logs: one draw of technology's speed for all occupations and projects
WEIGHT_CONCENTRATION = 10.0  # Dirichlet(10·w): disagreement between the indices as uncertainty


class Basis(StrEnum):
    """What a value rests on."""

    MEASURED = "measured"
    PUBLISHED = "published"
    JUDGEMENT = "judgement"


class Shape(StrEnum):
    """How a value is drawn: lognormal, normal cut at 0, or gamma with shape 2."""

    LOGNORMAL = "lognormal"
    NORMAL = "normal"
    GAMMA = "gamma"


class Scenario(StrEnum):
    """A named speed of technology and adoption; everything else stays uncertain."""

    SLOW = "slow"
    CENTRAL = "central"
    FAST = "fast"


@dataclass(frozen=True)
class Parameter:
    """One assumption: default, 80 % range, unit and what it rests on."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    shape: Shape
    basis: Basis
    label: Wording
    reason: Wording


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "cognitive_doubling", 1.5, 0.8, 2.8, "years", Shape.LOGNORMAL, Basis.JUDGEMENT,
        Wording("Fordoblingstid, tankearbejde", "Doubling time, cognitive"),
        Wording(
            "En fordobling af opgavehorisonten på 0,6 år er en hurtig grænse for ren software; her bremset.",
            "A task-horizon doubling of 0.6 years is a fast, software-only bound; slowed here.",
        ),
    ),
    Parameter(
        "physical_doubling", 3.5, 1.8, 6.9, "years", Shape.LOGNORMAL, Basis.JUDGEMENT,
        Wording("Fordoblingstid, fysisk arbejde", "Doubling time, physical"),
        Wording(
            "Mellem 1,4 år (prognose fra 2020 for selvkørende gaffeltrucks) og ca. 7 år (bestanden af robotter).",
            "Between 1.4 years (2020 forecast for autonomous forklifts) and about 7 years (robot stock).",
        ),
    ),
    Parameter(
        "base_doublings", 1.0, 0.4, 1.6, "doublings", Shape.NORMAL, Basis.JUDGEMENT,
        Wording("Fordoblinger, før halvdelen kan lade sig gøre", "Doublings until half of it is feasible"),
        Wording("Et skøn.", "A judgement."),
    ),
    Parameter(
        "manipulation_doublings", 3.0, 1.7, 4.3, "doublings", Shape.NORMAL, Basis.JUDGEMENT,
        Wording("Ekstra fordoblinger for håndelag", "Extra doublings for manipulation"),
        Wording(
            "Flaskehalsen nævnes af Frey og Osborne; størrelsen er et skøn.",
            "The bottleneck is named by Frey and Osborne; its size is a judgement.",
        ),
    ),
    Parameter(
        "social_doublings", 4.0, 2.1, 5.9, "doublings", Shape.NORMAL, Basis.JUDGEMENT,
        Wording("Ekstra fordoblinger for socialt samspil", "Extra doublings for social interaction"),
        Wording(
            "Flaskehalsen nævnes af Frey og Osborne; størrelsen er et skøn.",
            "The bottleneck is named by Frey and Osborne; its size is a judgement.",
        ),
    ),
    Parameter(
        "creative_doublings", 2.0, 0.7, 3.3, "doublings", Shape.NORMAL, Basis.JUDGEMENT,
        Wording("Ekstra fordoblinger for kreativitet", "Extra doublings for creativity"),
        Wording(
            "Flaskehalsen nævnes af Frey og Osborne; størrelsen er et skøn.",
            "The bottleneck is named by Frey and Osborne; its size is a judgement.",
        ),
    ),
    Parameter(
        "spread", 1.0, 0.7, 1.5, "doublings", Shape.LOGNORMAL, Basis.JUDGEMENT,
        Wording("Spredning i opgavernes sværhed", "Spread of the tasks' difficulty"),
        Wording("Et skøn.", "A judgement."),
    ),
    Parameter(
        "cognitive_adopted", 0.05, 0.05 / 2.2, 0.05 * 2.2, "share", Shape.LOGNORMAL, Basis.MEASURED,
        Wording("Taget i brug i dag, tankearbejde", "Adopted today, cognitive"),
        Wording(
            "Sparet arbejdstid på 2,8 % i Danmark (Humlum og Vestergaard 2025).",
            "Danish time saving of 2.8 % (Humlum and Vestergaard 2025).",
        ),
    ),
    Parameter(
        "physical_adopted", 0.02, 0.02 / 2.8, 0.02 * 2.8, "share", Shape.LOGNORMAL, Basis.MEASURED,
        Wording("Taget i brug i dag, fysisk arbejde", "Adopted today, physical"),
        Wording("De selvkørendes andel af gaffeltrucks.", "The self-driving share of the forklift fleet."),
    ),
    Parameter(
        "cognitive_adoption", 15.0, 10.0, 22.0, "years", Shape.LOGNORMAL, Basis.PUBLISHED,
        Wording("Fra 10 til 90 % udbredelse, tankearbejde", "From 10 to 90 % adoption, cognitive"),
        Wording(
            "Udbredelse i litteraturen: Bass-gennemsnit svarer til 9,5–21 år.",
            "Diffusion literature: Bass averages give 9.5–21 years.",
        ),
    ),
    Parameter(
        "physical_adoption", 22.0, 14.0, 34.0, "years", Shape.LOGNORMAL, Basis.PUBLISHED,
        Wording("Fra 10 til 90 % udbredelse, fysisk arbejde", "From 10 to 90 % adoption, physical"),
        Wording("Udbredelse i litteraturen: industri 15–30 år.", "Diffusion literature: industry 15–30 years."),
    ),
    Parameter(
        "gap_closed", 0.03, 0.01, 0.06, "share per doubling", Shape.GAMMA, Basis.JUDGEMENT,
        Wording("Andel af resten, hver fordobling gør mulig", "Share of the gap closed per doubling"),
        Wording("Kalibreret.", "Calibrated."),
    ),
)  # fmt: skip
SPEED = ("cognitive_doubling", "physical_doubling", "cognitive_adoption", "physical_adoption")

# The indices that make up the ceilings, and how much each counts. A routine share counts with the indices.
COGNITIVE_WEIGHTS = {"ilo_genai_2025": 0.60, "frey_osborne_2013": 0.25, "routine_cognitive": 0.15}
PHYSICAL_WEIGHTS = {"techx_physical_n": 0.40, "frey_osborne_2013": 0.40, "routine_manual": 0.20}
COGNITIVE_INDICES = frozenset(
    {
        "ilo_genai_2025", "frey_osborne_2013", "gpt_beta_2023", "daioe_2023_n", "ms_applicability_2025_n",
        "aioe_2021_n", "routine_cognitive",
    }
)  # fmt: skip
PHYSICAL_INDICES = frozenset({"techx_physical_n", "frey_osborne_2013", "routine_manual"})

ADOPTION_SHIFT = {"10-49": -4.6, "50-249": 0.0, "250+": 4.6}  # years, by number of employees at the workplace


def parameter(name: str) -> Parameter:
    """Return an assumption by name; raise RuleBrokenError when the model has none by that name."""
    for candidate in PARAMETERS:
        if candidate.name == name:
            return candidate
    raise RuleBrokenError(_("The model has no parameter “%(name)s”.", name=name), field="parameters")


def _defaults() -> Mapping[str, float]:
    return MappingProxyType({item.name: item.default for item in PARAMETERS})


@dataclass(frozen=True)
class Parameters:
    """The values the model uses: defaults, a scenario, or moved by hand.

    `certain` names the parameters that a simulation does not vary; `adoption_shift` moves adoption by years.
    """

    values: Mapping[str, float] = field(default_factory=_defaults)
    cognitive_weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(COGNITIVE_WEIGHTS))
    physical_weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(PHYSICAL_WEIGHTS))
    scenario: Scenario = Scenario.CENTRAL
    certain: frozenset[str] = frozenset()
    adoption_shift: float = 0.0
    version: str = PARAMETER_VERSION

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def moved(self, **values: float) -> "Parameters":
        """Return the parameters with some set by hand; raise RuleBrokenError for unknown names and wild values."""
        for name, value in values.items():
            parameter(name)
            if not isfinite(value) or value < 0 or (value == 0 and parameter(name).shape is Shape.LOGNORMAL):
                raise RuleBrokenError(_("This parameter must be a number above 0."), field=name)
            if value >= 1 and parameter(name).unit.startswith("share"):
                raise RuleBrokenError(_("This parameter is a share and must be below 1."), field=name)
        return replace(self, values=MappingProxyType({**self.values, **values}))

    def without(self, *indices: str) -> "Parameters":
        """Return the parameters without some indices; the weights of the rest are renormalised.

        Raises RuleBrokenError when nothing is left of a family.
        """
        return self.weighted(
            {name: weight for name, weight in self.cognitive_weights.items() if name not in indices},
            {name: weight for name, weight in self.physical_weights.items() if name not in indices},
        )

    def weighted(self, cognitive: Mapping[str, float], physical: Mapping[str, float]) -> "Parameters":
        """Return the parameters with other weights for the indices, normalised to a sum of 1."""
        return replace(
            self,
            cognitive_weights=_normalised(cognitive, COGNITIVE_INDICES),
            physical_weights=_normalised(physical, PHYSICAL_INDICES),
        )

    def in_workplaces(self, employees: str) -> "Parameters":
        """Return the parameters for workplaces of `10-49`, `50-249` or `250+` employees; small ones adopt later."""
        if employees not in ADOPTION_SHIFT:
            raise RuleBrokenError(_("The size is one of 10-49, 50-249 and 250+."), field="employees")
        return replace(self, adoption_shift=ADOPTION_SHIFT[employees])


DEFAULT = Parameters()


def scenario(name: str) -> Parameters:
    """Return the parameters of slow, central or fast; raise RuleBrokenError for another name.

    Slow and fast put doubling times and adoption spans at the ends of their 80 % ranges and hold them there.
    """
    if name not in tuple(Scenario):
        raise RuleBrokenError(_("The scenario is one of slow, central and fast."), field="scenario")
    chosen = Scenario(name)
    if chosen is Scenario.CENTRAL:
        return DEFAULT
    ends = {item.name: item.high if chosen is Scenario.SLOW else item.low for item in map(parameter, SPEED)}
    return replace(DEFAULT.moved(**ends), scenario=chosen, certain=frozenset(SPEED))


def _normalised(weights: Mapping[str, float], known: frozenset[str]) -> Mapping[str, float]:
    if unknown := sorted(set(weights) - known):
        raise RuleBrokenError(_("The model has no index “%(name)s” here.", name=unknown[0]), field="indices")
    used = {name: weight for name, weight in weights.items() if weight != 0}
    if not used or any(not isfinite(weight) or weight < 0 for weight in used.values()):
        raise RuleBrokenError(_("Keep at least one index of each kind, with a weight above 0."), field="indices")
    total = sum(used.values())
    return MappingProxyType({name: weight / total for name, weight in used.items()})
