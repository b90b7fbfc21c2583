"""Reading how a house's active portfolio is spread, beside the corridor its board set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from portfolio.models import House
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.lifecycle import ACTIVE_STAGES
from portfolio.rounds.visibility import Viewer
from portfolio.scoring.balance import Holding, Spread, spread_by_count, spread_by_money
from portfolio.scoring.corridor import Corridor
from portfolio.scoring.diversity import rao_q
from portfolio.scoring.pareto import Candidate, front
from portfolio.scoring.scale import HIGHEST, Band, band_of

FARTHEST = 20  # years ahead; farther horizons count as far as this
HORIZONS: dict[str, Callable[[int | None], bool]] = {  # key → years until the horizon, as the portfolio's filter
    "5": lambda years: years is not None and years <= 5,
    "10": lambda years: years is not None and 5 < years <= 10,
    "later": lambda years: years is not None and years > 10,
    "none": lambda years: years is None,
}


@dataclass(frozen=True)
class HorizonRow:
    """The projects with a horizon in a span of years: how many, and their money by band in minor units."""

    key: str
    projects: int
    money_minor: Mapping[Band, int]

    @property
    def total_minor(self) -> int:
        """The money of all bands."""
        return sum(self.money_minor.values())


@dataclass(frozen=True)
class Balance:
    """How the active projects are spread; money counts in the house's currency only.

    `unsure` are projects whose interval reaches into another band; `unevaluated` and `other_currency` are left out of
    the shares. `disparity` is Rao's Q of radicality and time, None with fewer than two projects that have both.
    `front` are the projects that none of `compared` beats on radicality, resilience and money.
    """

    corridor: Corridor | None
    currency: str
    by_money: Spread | None
    by_count: Spread | None
    counted: tuple[ProjectSheet, ...]
    unsure: tuple[ProjectSheet, ...]
    unevaluated: tuple[ProjectSheet, ...]
    other_currency: tuple[ProjectSheet, ...]
    horizons: tuple[HorizonRow, ...]
    disparity: float | None
    front: tuple[ProjectSheet, ...]
    compared: int

    @property
    def money_minor(self) -> int:
        """The money that is counted."""
        return sum(self.money_of(sheet) for sheet in self.counted)

    @property
    def money_by_band(self) -> Mapping[Band, int]:
        """The money that is counted, by band."""
        return {band: sum(row.money_minor[band] for row in self.horizons) for band in Band}

    @property
    def unsure_minor(self) -> int:
        """The money of projects whose interval reaches into another band."""
        return sum(self.money_of(sheet) for sheet in self.unsure)

    def money_of(self, sheet: ProjectSheet) -> int:
        """Return a project's money in minor units of the house's currency, 0 in another."""
        return _money(sheet, self.currency)


def get_balance(session: Session, viewer: Viewer, house: House, *, today: date) -> Balance:
    """Return how the active projects of a house are spread, as closed evaluations see them."""
    sheets = list_project_sheets(session, viewer, house.id, today=today)
    return balance_of_sheets(
        [sheet for sheet in sheets if sheet.project.stage in ACTIVE_STAGES],
        corridor=house.corridor,
        currency=house.currency,
        today=today,
    )


def balance_of_sheets(
    sheets: Sequence[ProjectSheet], *, corridor: Corridor | None, currency: str, today: date
) -> Balance:
    """Return how projects that were read already are spread."""
    counted = [sheet for sheet in sheets if _band(sheet) is not None]
    holdings = [Holding(band, _money(sheet, currency)) for sheet in counted if (band := _band(sheet))]
    candidates = {id(sheet): one for sheet in counted if (one := _candidate(sheet, currency))}
    best = {id(one) for one in front(list(candidates.values()))}
    return Balance(
        corridor=corridor,
        currency=currency,
        by_money=spread_by_money(holdings, corridor),
        by_count=spread_by_count(holdings, corridor),
        counted=tuple(counted),
        unsure=tuple(sheet for sheet in counted if _is_unsure(sheet)),
        unevaluated=tuple(sheet for sheet in sheets if _band(sheet) is None),
        other_currency=tuple(
            sheet for sheet in counted if sheet.project.budget_minor and sheet.project.currency != currency
        ),
        horizons=_horizons(counted, currency, today.year),
        disparity=_disparity(counted, currency, today.year),
        front=tuple(sheet for sheet in counted if id(candidates.get(id(sheet))) in best),
        compared=len(candidates),
    )


def _money(sheet: ProjectSheet, currency: str) -> int:
    return (sheet.project.budget_minor or 0) if sheet.project.currency == currency else 0


def _band(sheet: ProjectSheet) -> Band | None:
    value = sheet.scores.radicality if sheet.scores else None
    return None if value is None else band_of(value)


def _is_unsure(sheet: ProjectSheet) -> bool:
    figure = sheet.score("radicality")
    return figure is not None and band_of(figure.low) is not band_of(figure.high)


def _candidate(sheet: ProjectSheet, currency: str) -> Candidate | None:
    if sheet.scores is None or sheet.scores.radicality is None or sheet.resilience is None:
        return None
    if not (money := _money(sheet, currency)):
        return None
    return Candidate(sheet.project.name, sheet.scores.radicality, sheet.resilience.p50 * HIGHEST, money)


def _years(sheet: ProjectSheet, this_year: int) -> int | None:
    horizon = sheet.project.horizon_year
    return None if horizon is None else horizon - this_year


def _horizons(sheets: Sequence[ProjectSheet], currency: str, this_year: int) -> tuple[HorizonRow, ...]:
    rows = []
    for key, holds in HORIZONS.items():
        within = [sheet for sheet in sheets if holds(_years(sheet, this_year))]
        money = {band: sum(_money(sheet, currency) for sheet in within if _band(sheet) is band) for band in Band}
        if within:
            rows.append(HorizonRow(key, len(within), money))
    return tuple(rows)


def _disparity(sheets: Sequence[ProjectSheet], currency: str, this_year: int) -> float | None:
    places, weights = [], []
    for sheet in sheets:
        years = _years(sheet, this_year)
        if years is not None and sheet.scores is not None and sheet.scores.radicality is not None:
            places.append((sheet.scores.radicality / HIGHEST, min(max(years, 0), FARTHEST) / FARTHEST))
            weights.append(_money(sheet, currency))
    return rao_q(weights, places) if len(places) > 1 and any(weights) else None
