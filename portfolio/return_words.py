"""What returns and the ways technology may go are called, in the reader's language."""

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


def lever_meaning(lever: str) -> str:
    """Return what a lever does, as one sentence."""
    return {
        "none": _("The contract as it stands."),
        "earnings_bands": _("Each payment comes in four parts, as a person earns through the year before it."),
        "later_payment": _("Everything is paid three years later, so investors carry more of the risk."),
        "retraining": _("After two years 3 % of the money retrains people, and the hazard is halved."),
        "reserve": _("The commissioner makes up what technology takes, to at most a tenth of each payment."),
        "guarantee": _("A guarantor covers half of the loss, to at most a quarter of what was paid in."),
    }[lever]


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
