"""What an investor's page shows: the figures of a tranche, levers on its plan, and a simulation of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.finance.bond_document import BondDocument
from portfolio.finance.flows import in_order
from portfolio.finance.levers import LeverTerms, levers
from portfolio.finance.simulation import InvestorResult, Simulation
from portfolio.frames.bond_figures import BondFigures, Trial, bond_figures
from portfolio.frames.bond_tables import money, percent, percent_range
from portfolio.frames.flow_figures import NO_TECHNOLOGY
from portfolio.frames.investor_figures import InvestorFigures
from portfolio.frames.investor_text import InvestorText, investor_text
from portfolio.language import format_number, format_percent
from portfolio.language import gettext as _
from portfolio.return_words import recruitment_word, scenario_word
from web.pictures import Picture
from web.return_page import Pictured, Row, bearing_words, lever_row
from web.return_pictures import bearing_picture, flows_picture, spread_picture


@dataclass(frozen=True)
class Simulated:
    """What may happen to a tranche over many runs, and who bears the technology risk of the bond's results."""

    title: str
    picture: Picture
    main: list[Row]
    recruitment: list[Row]
    scenarios: list[Row]
    bearing: Pictured | None


@dataclass(frozen=True)
class InvestorPage:
    """What is computed for an investor's page."""

    text: InvestorText
    picture: Picture | None
    levers: list[Row]
    simulated: Simulated | None


def investor_page(found: InvestorFigures, terms: LeverTerms, simulated: Simulated | None) -> InvestorPage:
    """Return what an investor's page shows, in the language spoken now."""
    return InvestorPage(
        text=investor_text(found),
        picture=flows_picture(in_order(found.plan.flows), found.adjusted) if found.plan else None,
        levers=_levers(found, terms),
        simulated=simulated,
    )


def _levers(found: InvestorFigures, terms: LeverTerms) -> list[Row]:
    if found.plan is None:
        return []
    hazard = found.given.hazard
    if found.given.scenario:
        by_name = {one.scenario: one.mean_hazard for one in found.scenarios}
        hazard = by_name.get(found.given.scenario) or 0.0
    tried = levers(found.plan.flows, hazard, terms, schedule=found.given.schedule)
    return [lever_row(one, terms) for one in tried]


def simulated(bond: BondDocument, name: str, found: InvestorFigures, terms: LeverTerms) -> Simulated:
    """Return what may happen to one tranche of a bond from its start; nothing of the other tranches is told."""
    given = found.given
    trial = Trial(
        scenario=given.scenario or NO_TECHNOLOGY,
        hazard=None if given.scenario else given.hazard,
        required=given.required,
        schedule=given.schedule,
        levers=terms,
        indices_off=given.indices_off,
    )
    run = bond_figures(bond, trial)
    own = _own(run.main, name)
    loss = format_percent(own.loss_chance)
    title = _("In %(loss)s of the runs this tranche loses money", loss=loss)
    return Simulated(
        title=title,
        picture=spread_picture(own, title),
        main=[_row(_("This tranche"), own, bond.currency)],
        recruitment=_rows(run.by_recruitment, name, bond.currency, recruitment_word),
        scenarios=_rows(run.by_scenario, name, bond.currency, scenario_word),
        bearing=_bearing(run),
    )


def _own(run: Simulation, name: str) -> InvestorResult:
    return next(one for one in run.tranches if one.name == name)


def _rows(runs: Mapping[str, Simulation], name: str, currency: str, word: object) -> list[Row]:
    say = word if callable(word) else str
    return [_row(say(key), _own(run, name), currency) for key, run in runs.items()]


def _row(label: str, one: InvestorResult, currency: str) -> Row:
    return (
        label,
        " / ".join(format_number(value, 2) for value in (one.moic.p5, one.moic.p50, one.moic.p95)),
        percent_range(one.rate),
        percent(one.rate_of_mean, 1),
        format_percent(one.loss_chance),
        money(one.shortfall_minor, currency),
    )


def _bearing(run: BondFigures) -> Pictured | None:
    if run.bearing is None:
        return None
    title = _("Who bears the technology risk")
    return bearing_words(run), bearing_picture(run.bearing, run.bond.currency, title)
