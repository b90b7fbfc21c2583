"""What returns and the ways technology may go are called, in the reader's language."""

from portfolio.finance.levers import LeverTerms
from portfolio.language import format_number, format_percent
from portfolio.language import gettext as _


def rate_word(kind: str) -> str:
    """Return what an internal rate of return is worth."""
    return {
        "unique": _("the only rate"),
        "several": _("several rates"),
        "total_loss": _("total loss"),
        "none": _("no rate"),
        "undefined": _("not defined"),
    }[kind]


def scenario_word(scenario: str) -> str:
    """Return what a way that technology may go is called."""
    return {
        "none": _("No technology"),
        "slow": _("Slow technology"),
        "central": _("Central technology"),
        "fast": _("Fast technology"),
    }[scenario]


def recruitment_word(recruitment: str) -> str:
    """Return how many are recruited, in words."""
    return {
        "as_planned": _("As planned"),
        "prior": _("As elsewhere (0.07 to 1.22 of the plan)"),
        "shortfall": _("Too few, as in all five Danish investments"),
    }[recruitment]


def lever_word(lever: str) -> str:
    """Return what a lever against technology risk is called."""
    return {
        "none": _("No lever"),
        "earnings_bands": _("Earnings bands"),
        "later_payment": _("Later payment"),
        "retraining": _("Re-training trigger"),
        "reserve": _("Technology reserve"),
        "guarantee": _("Guarantee"),
    }[lever]


def lever_meaning(lever: str, terms: LeverTerms) -> str:
    """Return what a lever does as far as it is pulled, as one sentence."""
    return {
        "none": _("The contract as it stands."),
        "earnings_bands": _("Each payment comes in four parts, as a person earns through the year before it."),
        "later_payment": _(
            "Everything is paid %(years)s years later, so investors carry more of the risk.", years=terms.later_years
        ),
        "retraining": _(
            "After %(years)s years %(cost)s of the money retrains people, and %(effect)s of the hazard is gone.",
            years=_plain(terms.retraining_year),
            cost=_percent(terms.retraining_cost),
            effect=_percent(terms.retraining_effect),
        ),
        "reserve": _(
            "The commissioner makes up what technology takes, to at most %(share)s of each payment.",
            share=_percent(terms.reserve_share),
        ),
        "guarantee": _(
            "A guarantor covers %(share)s of the loss, to at most %(most)s of what was paid in.",
            share=_percent(terms.guarantee_share),
            most=_percent(terms.guarantee_most),
        ),
    }[lever]


def _percent(share: float) -> str:
    return format_percent(share, 0 if round(share * 100, 6) == round(share * 100) else 1)


def _plain(number: float) -> str:
    return format_number(number, 0 if number == int(number) else 1)


def purse_word(purse: str) -> str:
    """Return what a purse is called; one that is not known keeps its name."""
    return {
        "": _("All purses"),
        "kommune": _("Municipality"),
        "region": _("Region"),
        "stat": _("State"),
        "fund": _("Fund"),
        "other": _("Others"),
    }.get(purse, purse)
