"""The portfolio in each scenario, side by side: how much is left, when it turns, and what is discovered too late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portfolio.language import format_money_short
from portfolio.language import gettext as _
from portfolio.models import HouseScenario, Signal, SignalState
from portfolio.queries.projects import ProjectSheet
from portfolio.resilience.bands import LONGEST, resilience_band
from portfolio.resilience.in_house import house_parameters, house_scenario
from portfolio.resilience.outlook import Outlook, Shares, outlook
from portfolio.resilience.parameters import BASE_YEAR, Parameters
from portfolio.resilience.portfolio import PortfolioMix
from portfolio.resilience.quick import Assumed
from portfolio.resilience.signals import SignalEffect, parameters_under
from portfolio.words import band_word

LOOKED_AT = 10  # years ahead that the sentences tell of


@dataclass(frozen=True)
class Money:
    """What an outlook is computed of: the mix by money, the projects behind it, and how long the figures have stood."""

    mix: Shares
    projects: tuple[Shares, ...]
    elapsed_years: int

    @classmethod
    def of(cls, mix: PortfolioMix, sheets: Sequence[ProjectSheet], today: date) -> "Money":
        """Return the money of a mix and of the projects it was made of."""
        projects = tuple(_shares(sheet) for sheet in sheets)
        return cls(tuple(sorted(mix.shares.items())), projects, max(0, today.year - BASE_YEAR))


@dataclass(frozen=True)
class House:
    """What a house assumes: the indices it does not use, its own scenario, and the signals in force."""

    indices_off: tuple[str, ...]
    own: HouseScenario | None
    signals: Sequence[Signal]

    @property
    def effects(self) -> tuple[SignalEffect, ...]:
        """What the signals in force do to the model."""
        return tuple(one.effect for one in self.signals if one.state is SignalState.IN_FORCE)

    @property
    def parameters(self) -> Parameters:
        """The central parameters of the house."""
        return house_parameters(self.indices_off)


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario of the portfolio; per cents written out."""

    name: str
    value: str
    limits: str
    band: str
    watch: str
    late: int
    money: str
    is_central: bool


def look_ahead(money: Money, parameters: Parameters, effects: tuple[SignalEffect, ...] = ()) -> Outlook:
    """Return the outlook under some parameters and signals; equal questions are answered once."""
    return _kept(money, Assumed(parameters), effects)


@lru_cache(maxsize=64)
def _kept(money: Money, assumed: Assumed, effects: tuple[SignalEffect, ...]) -> Outlook:
    # All that is computed is in the arguments, so figures kept for one reader tell nothing of another's house.
    codes = [code for code, _share in money.mix]
    return outlook(
        money.mix,
        money.projects,
        elapsed_years=money.elapsed_years,
        parameters=assumed.parameters,
        by_occupation=parameters_under(effects, codes, parameters=assumed.parameters),
    )


def scenario_rows(
    money: Money, house: House, sheets: Sequence[ProjectSheet], currency: str, today: date
) -> list[ScenarioRow]:
    """Return slow, central and fast, the signals in force, and the house's own scenario."""
    central, off = look_ahead(money, house.parameters), house.indices_off
    looks = [
        (_("Slow"), look_ahead(money, house_parameters(off, scenario_name="slow"))),
        (_("Central"), central),
        (_("Fast"), look_ahead(money, house_parameters(off, scenario_name="fast"))),
    ]
    if touches(house.effects, money):
        looks.append((_("Under the signals in force"), look_ahead(money, house.parameters, house.effects)))
    if house.own is not None:
        own = look_ahead(money, house_scenario(off, house.own.moved, house.own.employees))
        looks.append((house.own.name, own))
    return [_row(name, one, sheets, currency, today, is_central=one is central) for name, one in looks]


def touches(effects: Sequence[SignalEffect], money: Money) -> bool:
    """Tell whether signals are about any of the work that the money goes to."""
    return any(effect.touches(code) for effect in effects for code, _share in money.mix)


def _row(
    name: str, one: Outlook, sheets: Sequence[ProjectSheet], currency: str, today: date, *, is_central: bool
) -> ScenarioRow:
    late = [
        sheet
        for sheet, watch in zip(sheets, one.watch, strict=True)
        if watch is not None and watch < sheet.project.response_years
    ]
    offset = one.watch_year_offset
    return ScenarioRow(
        name=name,
        value=_whole(one.p50[LOOKED_AT]),
        limits=f"{_whole(one.p10[LOOKED_AT])}–{_whole(one.p90[LOOKED_AT])}",
        band=band_word(resilience_band(one.p50[LOOKED_AT])),
        watch=_("after %(year)s", year=today.year + LONGEST) if offset is None else str(today.year + offset),
        late=len(late),
        money=format_money_short(sum(sheet.project.budget_minor or 0 for sheet in late), currency),
        is_central=is_central,
    )


def _shares(sheet: ProjectSheet) -> Shares:
    occupations = sheet.resilience.result["occupations"] if sheet.resilience else []
    return tuple(sorted((one["code"], one["share"]) for one in occupations))


def _whole(share: float) -> str:
    return str(round(share * 100))
