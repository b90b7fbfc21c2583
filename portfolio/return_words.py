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
