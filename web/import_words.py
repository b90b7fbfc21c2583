"""How a dry run is told in words."""

from portfolio.actions.import_plan import Fate, Plan
from portfolio.language import gettext as _
from portfolio.language import ngettext


def fate_words(fate: Fate) -> str:
    """Return the heading above the rows with a fate."""
    return {
        Fate.REFUSED: _("Refused"),
        Fate.CHANGED: _("Will be changed"),
        Fate.NEW: _("Will be registered"),
        Fate.UNCHANGED: _("As before"),
    }[fate]


def summary(plan: Plan) -> str:
    """Return the dry run in one sentence."""
    counts = {fate: plan.count(fate) for fate in Fate}
    parts = [
        ngettext("%(num)s project will be registered", "%(num)s projects will be registered", counts[Fate.NEW]),
        ngettext("%(num)s will be changed", "%(num)s will be changed", counts[Fate.CHANGED]),
        ngettext("%(num)s is as before", "%(num)s are as before", counts[Fate.UNCHANGED]),
        ngettext("%(num)s row is refused", "%(num)s rows are refused", counts[Fate.REFUSED]),
    ]
    said = [
        part
        for fate, part in zip((Fate.NEW, Fate.CHANGED, Fate.UNCHANGED, Fate.REFUSED), parts, strict=True)
        if counts[fate] or fate is Fate.NEW
    ]
    return " · ".join(said)
