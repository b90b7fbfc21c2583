"""What the published schemes of novelty are called, in the reader's language; keys are stored values."""

from portfolio.language import gettext as _


def barometer_word(answer: str) -> str:
    """Return what an answer of Innovationsbarometeret is called."""
    return {
        "first": _("We are the first"),
        "adapted": _("Adapted from others"),
        "copied": _("Copied from others"),
    }[answer]


def facet_word(facet: str) -> str:
    """Return what OPSI's facet of innovation is called."""
    return {
        "enhancement": _("Enhancement-oriented"),
        "mission": _("Mission-oriented"),
        "adaptive": _("Adaptive"),
        "anticipatory": _("Anticipatory"),
    }[facet]


def osborne_word(kind: str) -> str:
    """Return what Osborne's type is called."""
    return {
        "developmental": _("Developmental"),
        "expansionary": _("Expansionary"),
        "evolutionary": _("Evolutionary"),
        "total": _("Total"),
    }[kind]


def barometer_meaning(answer: str) -> str:
    """Return what an answer of Innovationsbarometeret says."""
    return {
        "first": _("We are the first: nobody known has done it before"),
        "adapted": _("Adapted from others: inspired by a solution elsewhere, but changed"),
        "copied": _("Copied from others: taken over as it is"),
    }[answer]


def facet_meaning(facet: str) -> str:
    """Return what OPSI's facet of innovation says."""
    return {
        "enhancement": _("Enhancement-oriented: today’s services become better"),
        "mission": _("Mission-oriented: a stated goal for society is to be reached"),
        "adaptive": _("Adaptive: it answers what people already do differently"),
        "anticipatory": _("Anticipatory: it prepares for what may come"),
    }[facet]


def osborne_meaning(kind: str) -> str:
    """Return what Osborne's type says."""
    return {
        "developmental": _("Developmental: the same service for the same people, better"),
        "expansionary": _("Expansionary: the same service for new people"),
        "evolutionary": _("Evolutionary: a new service for the same people"),
        "total": _("Total: a new service for new people"),
    }[kind]
