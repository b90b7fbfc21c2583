"""The words of a briefing, each in one sentence that a new board member understands."""

from portfolio.briefing.content import Fact
from portfolio.language import gettext as _
from portfolio.resilience.bands import FRAGILE_FROM, ROBUST_FROM, WATCH_FROM
from portfolio.scoring.scale import RADICAL_FROM, SUBSTANTIAL_FROM
from portfolio.words import zone_meaning, zone_word

RISKS_AND_OTHERS = ("ambidextrous", "immune_system_risk", "island_risk", "over_protected", "ordinary")


def make_glossary() -> tuple[Fact, ...]:
    """Return word and meaning, in the order in which a reader meets them, in the language spoken now."""
    return (
        Fact(_("Radicality"), _radicality()),
        Fact(_("Resilience"), _resilience()),
        Fact(
            _("Decoupling"),
            _("How well a project is kept apart from daily operations: its own people, money, decisions and time."),
        ),
        Fact(_("Connection"), _("How surely somebody is ready to receive what the project finds.")),
        *(Fact(zone_word(zone), zone_meaning(zone)) for zone in RISKS_AND_OTHERS),
        Fact(
            _("Watch year"), _("The first year in which less than 70 per cent of today’s tasks may be left to people.")
        ),
        Fact(_("Corridor"), _("How the board wants the money spread over small, larger and radical steps.")),
        Fact(
            _("Alpha"),
            _("How far evaluators agree: 1 is complete agreement, 0 is what chance would give."),
        ),
        Fact(
            _("Interval"),
            _(
                "Where the figure may lie: between the middle half of the evaluators, and for all that nobody could "
                "assess."
            ),
        ),
    )


def _radicality() -> str:
    return _(
        "How far a project is from today’s practice: below %(substantial)s a small step, from %(radical)s radical.",
        substantial=round(SUBSTANTIAL_FROM),
        radical=round(RADICAL_FROM),
    )


def _resilience() -> str:
    return _(
        "The share of today’s tasks that people still do at the project’s horizon: robust from %(robust)s per cent, "
        "watch from %(watch)s, fragile from %(fragile)s, below that exposed.",
        robust=round(ROBUST_FROM * 100),
        watch=round(WATCH_FROM * 100),
        fragile=round(FRAGILE_FROM * 100),
    )
