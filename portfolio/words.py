"""What the choices of the house are called, in the reader's language; keys are stored values."""

from portfolio.language import gettext as _

ZONES = ("ambidextrous", "immune_system_risk", "island_risk", "over_protected", "ordinary")
BANDS = ("robust", "watch", "fragile", "exposed")


def zone_word(zone: str) -> str:
    """Return what a zone is called."""
    return {
        "ambidextrous": _("Ambidextrous"),
        "immune_system_risk": _("Immune-system risk"),
        "island_risk": _("Island risk"),
        "over_protected": _("Over-protected"),
        "ordinary": _("Ordinary"),
    }[zone]


def zone_meaning(zone: str) -> str:
    """Return what a zone means for a project, as one sentence."""
    return {
        "ambidextrous": _("Radical, protected, and with somewhere to land."),
        "immune_system_risk": _("Radical, but likely to be pulled back to today’s practice."),
        "island_risk": _("Radical and protected, but nothing will land."),
        "over_protected": _("A small step in much shelter: could operations run this?"),
        "ordinary": _("Neither radical nor over-protected."),
    }[zone]


def band_word(band: str) -> str:
    """Return what a band of resilience is called."""
    return {
        "robust": _("robust"),
        "watch": _("watch"),
        "fragile": _("fragile"),
        "exposed": _("exposed"),
    }[band]


def stage_word(stage: str) -> str:
    """Return what a stage in a project's life is called."""
    return {
        "idea": _("Idea"),
        "exploring": _("Exploring"),
        "trying": _("Trying"),
        "scaling": _("Scaling"),
        "handed_over": _("Handed over"),
        "stopped": _("Stopped"),
        "shelved": _("On the shelf"),
    }[stage]


def funding_word(funding: str) -> str:
    """Return what a way of paying for a project is called."""
    return {
        "grant": _("Grant"),
        "own_funds": _("Own funds"),
        "payment_by_results": _("Payment by results"),
        "social_impact_bond": _("Social impact bond"),
    }[funding]


def sector_word(sector: str) -> str:
    """Return what a sector is called."""
    return {
        "public": _("Public sector"),
        "private": _("Private sector"),
        "civil_society": _("Civil society"),
        "unknown": _("Sector not stated"),
    }[sector]


def uncertainty_word(uncertainty: str) -> str:
    """Return what a degree of uncertainty is called."""
    return {"high": _("High uncertainty"), "medium": _("Medium uncertainty"), "low": _("Low uncertainty")}[uncertainty]


def role_word(role: str) -> str:
    """Return what a role in a house is called."""
    return {
        "lead": _("House lead"),
        "evaluator": _("Evaluator"),
        "board_member": _("Board member"),
        "administrator": _("Administrator"),
        "investor": _("Investor"),
    }[role]


def sending_word(sending: str) -> str:
    """Return how a month's briefing leaves the house, as a choice."""
    return {
        "automatic": _("By itself on the day"),
        "after_approval": _("When a lead has approved it"),
    }[sending]


def outcome_word(outcome: str) -> str:
    """Return what a board did with what it was asked."""
    return {
        "adopted": _("Adopted"),
        "changed": _("Adopted with changes"),
        "rejected": _("Not adopted"),
        "postponed": _("Put off"),
    }[outcome]


def radicality_word(band: str) -> str:
    """Return what a band of radicality is called."""
    return {
        "incremental": _("incremental"),
        "substantial": _("substantial"),
        "radical": _("radical"),
    }[band]


def axis_word(axis: str) -> str:
    """Return what an axis is called."""
    return {
        "radicality": _("Radicality"),
        "decoupling": _("Decoupling"),
        "connection": _("Connection"),
    }[axis]


def strength_word(strength: str) -> str:
    """Return what the strength of a technology signal is called."""
    return {"weak": _("Weak"), "moderate": _("Moderate"), "strong": _("Strong")}[strength]


def direction_word(direction: str) -> str:
    """Return what the direction of a technology signal is called."""
    return {"sooner": _("Sooner than thought"), "later": _("Later than thought")}[direction]


def signal_state_word(state: str) -> str:
    """Return where a technology signal is."""
    return {
        "suggested": _("Suggested"),
        "in_force": _("In force"),
        "dismissed": _("Dismissed"),
        "withdrawn": _("Withdrawn"),
    }[state]


def feed_problem_word(problem: str) -> str:
    """Return why a news feed could not be read, as one sentence."""
    return {
        "not_xml": _("What the address gives is not XML, so it is no feed."),
        "not_a_feed": _("What the address gives is XML, but neither RSS nor Atom."),
        "doctype": _("The feed declares a document type, which is not read for safety’s sake."),
        "too_large": _("The feed is larger than 2 MB."),
        "too_slow": _("The feed did not end within 20 seconds."),
        "too_many_redirects": _("The address sends on to another one again and again."),
        "refused_address": _(
            "The address lies inside a private network, and this installation does not fetch from there."
        ),
        "refused": _("The server refuses the address: it may have moved, or want a sign-in."),
    }.get(problem, _("The server could not be reached."))
