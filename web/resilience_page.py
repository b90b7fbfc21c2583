"""What the page of a project's robustness shows: scenarios side by side, what drives the score, and ways on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.models import HouseScenario, Signal
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.occupations import TASK_SHARES, get_occupation
from portfolio.resilience.bands import WATCH_FROM, resilience_band
from portfolio.resilience.in_house import house_parameters, house_scenario
from portfolio.resilience.parameters import Basis, Parameters, parameter
from portfolio.resilience.pathways import Pathway, pathways
from portfolio.resilience.quick import QuickLook, quick_look
from portfolio.resilience.result import ProjectResilience
from portfolio.resilience.scenarios import USUAL_SIZE, shown
from portfolio.resilience.sensitivity import index_influences, score_at, tornado
from portfolio.resilience.signals import parameters_under
from portfolio.words import band_word

Shares = tuple[tuple[str, float], ...]
MOST_PATHS = 3  # occupations that ways on are shown for
SCENARIOS = ("slow", "central", "fast")


@dataclass(frozen=True)
class Work:
    """What the page computes with: shares, horizon and elapsed years of the newest run, and the indices left out."""

    shares: Shares
    horizon_years: int
    elapsed_years: int
    start_year: int
    indices_off: tuple[str, ...]

    @classmethod
    def of(cls, sheet: ProjectSheet, indices_off: tuple[str, ...]) -> "Work | None":
        """Return the work of a project, or None without a run."""
        if sheet.resilience is None:
            return None
        result = ProjectResilience.from_dict(sheet.resilience.result)
        shares = tuple((one.code, one.share) for one in result.occupations)
        start = sheet.resilience.horizon_year - result.horizon_years
        return cls(shares, result.horizon_years, result.elapsed_years, start, indices_off)

    @property
    def parameters(self) -> Parameters:
        """The central parameters of the house."""
        return house_parameters(self.indices_off)


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario in the table; per cents written out."""

    name: str
    value: str
    limits: str
    band: str
    watch: str
    lead: str
    is_central: bool


@dataclass(frozen=True)
class Bar:
    """A parameter's swing; positions are 0–100 on the scale that all bars share."""

    name: str
    basis: str
    reason: str
    low_end: str
    high_end: str
    low: float
    high: float
    base: float
    span: str


@dataclass(frozen=True)
class PathRow:
    """A neighbouring occupation in words."""

    title: str
    distance: str
    share: str
    gain: str
    reason: str


@lru_cache(maxsize=256)
def look(
    shares: Shares, horizon: int, elapsed: int, indices_off: tuple[str, ...], scenario_name: str, employees: str
) -> QuickLook:
    """Return the figures of a mix in a named scenario and size of workplace; equal questions are answered once."""
    parameters = house_parameters(indices_off, scenario_name=scenario_name, employees=employees)
    return quick_look(dict(shares), horizon, elapsed_years=elapsed, parameters=parameters)


def scenario_rows(sheet: ProjectSheet, work: Work, own: HouseScenario | None) -> list[ScenarioRow]:
    """Return slow, central and fast, the run under signals, the house's own, and small and large workplaces."""
    names = {"slow": _("Slow"), "central": _("Central"), "fast": _("Fast")}
    looks = [(names[name], _named(work, name)) for name in SCENARIOS]
    if sheet.under_signals is not None:
        looks.append((_("Under the signals in force"), _under(work, sheet.under_signals.signals)))
    if own is not None:
        looks.append((own.name, _look(work, house_scenario(work.indices_off, own.moved, own.employees))))
    looks.append((_("Workplaces of 10–49"), _named(work, "central", "10-49")))
    looks.append((_("Workplaces of 250 and more"), _named(work, "central", "250+")))
    central = looks[SCENARIOS.index("central")][1]
    return [_scenario_row(name, one, work, sheet, is_central=one is central) for name, one in looks]


def tornado_bars(work: Work) -> list[Bar]:
    """Return what each parameter does to the score, the widest first, on one scale."""
    shares = dict(work.shares)
    found = tornado(shares, work.horizon_years, elapsed_years=work.elapsed_years, parameters=work.parameters)
    base = _score(work, shares)
    ends = [base, *(end for swing in found for end in (swing.at_low, swing.at_high))]
    lowest, highest = min(ends), max(ends)

    def place(share: float) -> float:
        return round(100 * (share - lowest) / ((highest - lowest) or 1.0), 1)

    bars = []
    for swing in found:
        item = parameter(swing.name)
        bars.append(
            Bar(
                name=str(item.label),
                basis=basis_word(item.basis),
                reason=str(item.reason),
                low_end=_("%(value)s: %(score)s", value=shown(item, item.low), score=_whole(swing.at_low)),
                high_end=_("%(value)s: %(score)s", value=shown(item, item.high), score=_whole(swing.at_high)),
                low=place(min(swing.at_low, swing.at_high)),
                high=place(max(swing.at_low, swing.at_high)),
                base=place(base),
                span=format_number(swing.width * 100, 1),
            )
        )
    return bars


def index_rows(work: Work) -> list[tuple[str, str, str]]:
    """Return each index with the score without it and the change; the one that rules first."""
    shares = dict(work.shares)
    base, parameters = _score(work, shares), work.parameters
    rows = []
    for one in index_influences(shares, work.horizon_years, elapsed_years=work.elapsed_years, parameters=parameters):
        change = "—" if one.without is None else _signed(one.without - base)
        rows.append((index_word(one.name), "—" if one.without is None else _whole(one.without), change))
    return rows


def path_groups(work: Work) -> list[tuple[str, list[PathRow]]]:
    """Return neighbours that hold longer for the occupations that do not, the most fragile first."""
    shares = dict(work.shares)
    at_horizon = {code: _score(work, {code: 1.0}) for code in shares}
    fragile = sorted((code for code in shares if at_horizon[code] < WATCH_FROM), key=at_horizon.__getitem__)
    chosen = fragile[:MOST_PATHS] or sorted(shares, key=at_horizon.__getitem__)[:1]
    return [(get_occupation(code).title, [_path_row(one) for one in _pathways(work, code)]) for code in chosen]


def basis_word(basis: str) -> str:
    """Return what a value rests on, in a word."""
    return {
        Basis.MEASURED.value: _("measured"),
        Basis.PUBLISHED.value: _("published"),
        Basis.JUDGEMENT.value: _("judgement"),
    }[basis]


def index_word(name: str) -> str:
    """Return what an index is called."""
    return {
        "ilo_genai_2025": "ILO 2025",
        "frey_osborne_2013": "Frey & Osborne 2013",
        "techx_physical_n": "TechXposure 2024",
        "aioe_2021_n": "AIOE 2021",
        "gpt_beta_2023": "GPTs are GPTs 2024",
        "daioe_2023_n": "DAIOE 2023",
        "ms_applicability_2025_n": "Microsoft 2025",
        "routine_cognitive": _("Routine share of thinking tasks"),
        "routine_manual": _("Routine share of manual tasks"),
    }[name]


def task_word(name: str) -> str:
    """Return what a kind of task is called."""
    words = (
        _("analytic tasks"),
        _("tasks with people"),
        _("routine thinking tasks"),
        _("routine manual tasks"),
        _("varied manual tasks"),
    )
    return dict(zip(TASK_SHARES, words, strict=True))[name]


def _named(work: Work, name: str, employees: str = USUAL_SIZE) -> QuickLook:
    return look(work.shares, work.horizon_years, work.elapsed_years, work.indices_off, name, employees)


def _score(work: Work, shares: Mapping[str, float]) -> float:
    return score_at(shares, work.horizon_years, elapsed_years=work.elapsed_years, parameters=work.parameters)


def _pathways(work: Work, code: str) -> tuple[Pathway, ...]:
    return pathways(code, work.horizon_years, elapsed_years=work.elapsed_years, parameters=work.parameters)


def _look(work: Work, parameters: Parameters, by_occupation: Mapping[str, Parameters] | None = None) -> QuickLook:
    return quick_look(
        dict(work.shares),
        work.horizon_years,
        elapsed_years=work.elapsed_years,
        parameters=parameters,
        by_occupation=by_occupation,
    )


def _under(work: Work, signals: tuple[Signal, ...]) -> QuickLook:
    codes = [code for code, _share in work.shares]
    moved = parameters_under([signal.effect for signal in signals], codes, parameters=work.parameters)
    return _look(work, work.parameters, moved)


def _scenario_row(name: str, one: QuickLook, work: Work, sheet: ProjectSheet, *, is_central: bool) -> ScenarioRow:
    at = one.horizon_years
    offset, left = one.watch_year_offset, one.lead_time(sheet.project.response_years)
    return ScenarioRow(
        name=name,
        value=_whole(one.p50[at]),
        limits=f"{_whole(one.p10[at])}–{_whole(one.p90[at])}",
        band=band_word(resilience_band(one.p50[at])),
        watch=_("after %(year)s", year=work.start_year + len(one.p10) - 1)
        if offset is None
        else str(work.start_year + offset),
        lead="—" if left is None else years_words(left),
        is_central=is_central,
    )


def years_words(count: float) -> str:
    """Write a number of years, a minus where they have passed."""
    whole = round(count)
    sign = "−" if whole < 0 else ""
    return _("1 year") if whole == 1 else sign + _("%(count)s years", count=abs(whole))


def _path_row(one: Pathway) -> PathRow:
    group = {
        "minor": _("in the same group of occupations"),
        "sub_major": _("in a neighbouring group of occupations"),
        "major": _("in the same major group"),
        "none": _("in another major group, with a similar mix of tasks"),
    }[one.same_group]
    reason = _(
        "%(group)s; more %(more)s, less %(less)s", group=group, more=task_word(one.more), less=task_word(one.less)
    )
    return PathRow(
        title=get_occupation(one.code).title,
        distance=_whole(one.distance) + " %",
        share=_whole(one.share),
        gain="+" + _whole(one.gain),
        reason=reason[:1].upper() + reason[1:],
    )


def _whole(share: float) -> str:
    return str(round(share * 100))


def _signed(change: float) -> str:
    figure = format_number(abs(change) * 100, 1)
    return ("+" if change > 0 else "−") + figure if abs(change) >= 0.0005 else "0"
