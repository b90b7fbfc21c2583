"""What the pages of calibration show: the picture of drift, and own levels beside the key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import CalibrationAnswer
from portfolio.queries.calibration import DriftPoint, EvaluatorDrift
from portfolio.reference.calibration_cases import shipped_cases
from portfolio.reference.rubric import Criterion, rubric

STEP = 56  # pixels between two years
LEVEL = 22  # pixels a level of deviation takes
MIDDLE, HEIGHT, LEFT = 56, 132, 30  # pixels: the line of the key, the whole, and where the first year stands
ABOVE, BELOW = 9, 19  # pixels between a point and its figure
MOST_YEARS = 6  # the newest are drawn


@dataclass(frozen=True)
class Dot:
    """A year in the picture: where it stands and what it says."""

    x: int
    y: float
    year: int
    value: str
    far: bool
    label_y: float


@dataclass(frozen=True)
class DriftPicture:
    """An evaluator's years against the key, drawn small; the band is one level to each side."""

    drift: EvaluatorDrift
    dots: tuple[Dot, ...]

    @property
    def width(self) -> int:
        """Pixels that the picture is wide."""
        return LEFT + STEP * max(len(self.dots), 1)

    @property
    def line(self) -> str:
        """The points of the line through the years."""
        return " ".join(f"{dot.x},{dot.y:.1f}" for dot in self.dots)

    @property
    def spoken(self) -> str:
        """In words what the picture shows."""
        return "; ".join(_("%(year)s: %(value)s levels", year=dot.year, value=dot.value) for dot in self.dots)

    @property
    def newest(self) -> DriftPoint:
        """The newest year."""
        return self.drift.points[-1]


@dataclass(frozen=True)
class Compared:
    """A criterion of a case: one's own level beside the key."""

    criterion: Criterion
    own: str
    key: int
    apart: str


def pictures(drifts: Sequence[EvaluatorDrift]) -> list[DriftPicture]:
    """Return the picture of each evaluator."""
    return [DriftPicture(drift, tuple(_dots(drift.points[-MOST_YEARS:]))) for drift in drifts]


def title_of(answer: CalibrationAnswer) -> str:
    """Return the name of the case that was answered, a shipped one in the language spoken now."""
    for shipped in shipped_cases(answer.rubric_version):
        if answer.title in (shipped.title.da, shipped.title.en):
            return str(shipped.title)
    return answer.title


def compared(answer: CalibrationAnswer) -> list[Compared]:
    """Return one's own levels on a case beside the key, criterion by criterion."""
    return [
        _compare(criterion, answer.levels.get(criterion.id), answer.key[criterion.id])
        for criterion in rubric(answer.rubric_version).criteria
    ]


def signed(value: float) -> str:
    """Return a deviation with its sign and one decimal."""
    rounded = round(value, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + format_number(abs(rounded), 1)


def _dots(points: Sequence[DriftPoint]) -> Iterator[Dot]:
    for place, point in enumerate(point for point in points if point.deviation is not None):
        apart = point.deviation.signed if point.deviation else 0.0
        drawn = min(max(apart, -2.0), 2.0)
        y = MIDDLE - LEVEL * drawn
        # The figure stands on the far side of the point, so that the line of the key does not cross it.
        label_y = y + BELOW if apart < 0 else y - ABOVE
        yield Dot(LEFT + STEP * place, y, point.year, signed(apart), abs(apart) > 1, label_y)


def _compare(criterion: Criterion, own: int | None, key: int) -> Compared:
    if own is None:
        return Compared(criterion, _("Cannot assess"), key, "–")
    return Compared(criterion, str(own), key, f"{own - key:+d}".replace("-", "−") if own != key else "0")
