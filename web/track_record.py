"""What the page on the limits of the score shows: how far studies agree, whether their order held, and a doubling."""

from dataclasses import dataclass
from functools import lru_cache

from portfolio.language import format_number, ngettext
from portfolio.language import gettext as _
from portfolio.reference.employment import us_counts, us_employment
from portfolio.reference.studies import Study, studies_in_use, study
from portfolio.resilience.backtest import MODEL, BandGrowth, Trial, backtest, growth_by_band
from portfolio.resilience.doubling import STEPS, Step, steps
from portfolio.resilience.indices import spearman_matrix
from portfolio.resilience.overview import medians_after
from portfolio.words import band_word

TEN_YEARS = 10  # as far as the projections of jobs reach
STRONG = 0.70  # a rank correlation from which two studies can be said to agree
PLOT_WIDTH, PLOT_HEIGHT, GAP = 600, 220, 4  # of the doubling picture, in pixels


@dataclass(frozen=True)
class MatrixRow:
    """A study's rank correlations with the others, in their order; each with what the look of the cell tells."""

    study: Study
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class TrialRow:
    """One forecaster's trial, written out."""

    name: str
    correlation: str
    limits: str
    groups: int
    verdict: str
    is_model: bool


@dataclass(frozen=True)
class Column:
    """One step in the doubling picture: its place and height in pixels, and whether it has been taken."""

    number: int
    x: float
    y: float
    width: float
    height: float
    reached: bool


@dataclass(frozen=True)
class StepRow:
    """How far thirty steps lead, written out."""

    number: int
    equal: str
    doubling: str
    sentence: str


def matrix(off: tuple[str, ...]) -> list[MatrixRow]:
    """Return the rank correlation of each two indices the house uses, computed from our table."""
    used = studies_in_use(off)
    figures = spearman_matrix()
    return [MatrixRow(one, [_cell(figures[one.column, other.column], one == other) for other in used]) for one in used]


def trials(off: tuple[str, ...], jobs: str) -> list[TrialRow]:
    """Return how well the order of each index in use, and of the model, fits the growth of American jobs.

    `jobs` is counted (2012 to 2024) or projected (2024 to 2034).
    """
    used = {one.column for one in studies_in_use(off)}
    return [_trial_row(one) for one in _backtest(off, jobs)[0] if one.name in used or one.name == MODEL]


def bands(off: tuple[str, ...], jobs: str) -> list[tuple[str, str, int]]:
    """Return the change of jobs in each band of the model: word, change, number of occupations."""
    return [
        (band_word(one.band), _("no jobs") if one.growth is None else _signed(one.growth * 100, 1) + " %", one.groups)
        for one in _backtest(off, jobs)[1]
    ]


def columns(taken: int) -> list[Column]:
    """Return the columns of the doubling picture after some steps; heights are true to scale."""
    width = PLOT_WIDTH / STEPS
    return [
        Column(
            number=number,
            x=round((number - 1) * width, 2),
            y=round(PLOT_HEIGHT * (1 - 2.0 ** (number - STEPS)), 3),
            width=width - GAP,
            height=round(PLOT_HEIGHT * 2.0 ** (number - STEPS), 3),
            reached=number <= taken,
        )
        for number in range(1, STEPS + 1)
    ]


def step_rows() -> list[StepRow]:
    """Return the way after each number of steps, written out in the language spoken now."""
    return [StepRow(one.number, _distance(one.equal), _distance(one.doubling), _step_sentence(one)) for one in steps()]


@lru_cache(maxsize=16)
def _backtest(off: tuple[str, ...], jobs: str) -> tuple[tuple[Trial, ...], tuple[BandGrowth, ...]]:
    found = us_counts() if jobs == "counted" else us_employment()
    left = medians_after(TEN_YEARS, elapsed=0, off=off)
    return backtest(found, left), growth_by_band(found, left)


def _cell(correlation: float, is_itself: bool) -> tuple[str, str]:  # noqa: FBT001 (private, one call above)
    look = (
        "is-itself" if is_itself else "is-against" if correlation < 0 else "is-strong" if correlation >= STRONG else ""
    )
    return _signed(correlation, 2), look


def _trial_row(one: Trial) -> TrialRow:
    return TrialRow(
        name=_("Our model") if one.name == MODEL else f"{study(one.name).name} {study(one.name).year}",
        correlation=_signed(one.correlation, 2),
        limits=_("%(low)s to %(high)s", low=_signed(one.low, 2), high=_signed(one.high, 2)),
        groups=one.groups,
        verdict={
            "right": _("right"),
            "wrong": _("wrong"),
            "unclear": _("cannot be told from chance"),
        }[one.verdict],
        is_model=one.name == MODEL,
    )


def _signed(value: float, decimals: int) -> str:
    rounded = round(value, decimals)
    return ("−" if rounded < 0 else "+" if rounded > 0 else "") + format_number(abs(rounded), decimals)


def _distance(metres: int) -> str:
    return f"{format_number(metres)} m" if metres < 10_000 else f"{format_number(round(metres / 1000))} km"


def _step_sentence(one: Step) -> str:
    way = ngettext(
        "After %(num)s step: %(equal)s with equal steps, %(doubling)s with doubling ones",
        "After %(num)s steps: %(equal)s with equal steps, %(doubling)s with doubling ones",
        one.number,
        equal=_distance(one.equal),
        doubling=_distance(one.doubling),
    )
    if one.laps >= 1:
        laps = _("%(laps)s times round the Earth", laps=format_number(one.laps, 1))
        return f"{way}, {laps}."
    if one.number and one.of_all < 0.01:
        unseen = _("In the picture there is nothing to see yet.")
        return f"{way}. {unseen}"
    return f"{way}."
