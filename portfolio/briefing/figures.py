"""Scores as a briefing prints them: whole numbers with their interval, or a dash."""

from portfolio.briefing.content import Figure
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.rubric import Axis
from portfolio.scoring.scale import band_of
from portfolio.words import band_word

UNKNOWN = "–"


def axis_figure(sheet: ProjectSheet, axis: Axis) -> Figure:
    """Return a project's score on an axis; without a value, the interval that open criteria leave."""
    label, score = axis_word(axis), sheet.score(axis)
    if score is None:
        return Figure(label, UNKNOWN, "", _("not evaluated"))
    low, high = round(score.low), round(score.high)
    if score.value is None:
        return Figure(label, UNKNOWN, _range(low, high), _("too little assessed"), low=low, high=high)
    word = _radicality_word(sheet, score.value) if axis is Axis.RADICALITY else ""
    return Figure(label, str(round(score.value)), _range(low, high), word, low, round(score.value), high)


def resilience_figure(sheet: ProjectSheet) -> Figure:
    """Return the share of today's tasks still done by people at the project's horizon, in per cent."""
    label, run, band = _("Resilience"), sheet.resilience, sheet.resilience_band
    if run is None or band is None:
        return Figure(label, UNKNOWN, "", _("not computed"))
    low, middle, high = (round(share * 100) for share in (run.p10, run.p50, run.p90))
    return Figure(label, str(middle), _range(low, high), band_word(band), low, middle, high)


def axis_word(axis: Axis) -> str:
    """Return what an axis is called."""
    return {
        Axis.RADICALITY: _("Radicality"),
        Axis.DECOUPLING: _("Decoupling"),
        Axis.CONNECTION: _("Connection"),
    }[axis]


def is_radical(sheet: ProjectSheet) -> bool:
    """Tell whether a project's radicality lies in the highest band."""
    score = sheet.score(Axis.RADICALITY)
    return score is not None and score.value is not None and band_of(score.value) == "radical"


def _radicality_word(sheet: ProjectSheet, value: float) -> str:
    word = {"incremental": _("incremental"), "substantial": _("substantial"), "radical": _("radical")}[band_of(value)]
    certain = sheet.scores is not None and sheet.scores.scores["certainly_radical"]
    return word if certain or band_of(value) != "radical" else _("probably radical")


def _range(low: int, high: int) -> str:
    return f"{low}–{high}"
