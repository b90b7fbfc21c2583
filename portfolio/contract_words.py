"""What the parts of a contract are called, in the reader's language; keys are stored values."""

from portfolio.language import gettext as _


def purse_word(purse: str) -> str:
    """Return whose money a payer's is."""
    return {
        "kommune": _("municipality"),
        "region": _("region"),
        "stat": _("state"),
        "fund": _("foundation"),
        "other": _("other"),
    }[purse]


def metric_kind_word(kind: str) -> str:
    """Return how a metric turns results into money."""
    return {
        "unit_price": _("a price for each"),
        "steps": _("steps"),
        "linear": _("on a line"),
        "bands": _("bands of earnings"),
        "guaranteed_share": _("a guaranteed share"),
        "reduction": _("a price for each avoided"),
    }[kind]


def better_when_word(direction: str) -> str:
    """Return whether a metric is better when it is higher or lower."""
    return {"up": _("it is higher"), "down": _("it is lower")}[direction]


def method_word(method: str) -> str:
    """Return how it is known what would have happened otherwise."""
    return {
        "trial": _("randomised trial"),
        "lottery": _("lottery"),
        "matched": _("matched group"),
        "historic": _("historic figures"),
        "fixed_rate": _("agreed rate"),
        "none": _("none"),
    }[method]


def ending_word(ending: str) -> str:
    """Return why a contract ended before its time."""
    return {
        "policy": _("because the rules changed"),
        "failure": _("because it failed"),
        "mutual": _("by agreement"),
    }[ending]


def line_kind_word(kind: str) -> str:
    """Return why a line was booked."""
    return {
        "payment": _("Result"),
        "fee": _("Fixed fee"),
        "adjustment": _("Adjusted"),
        "reversal": _("Taken back"),
    }[kind]


def posting_kind_word(kind: str) -> str:
    """Return what moved in the ledger."""
    return {
        "owed": _("Became owed"),
        "taken_back": _("Taken back by a correction"),
        "paid": _("Paid"),
        "paid_back": _("Came back"),
    }[kind]


def account_word(account: str) -> str:
    """Return an account of the ledger as a reader calls it: whose, and which."""
    side, _slash, payer = account.partition("/")
    name = {"cost": _("Cost"), "owed": _("Owed"), "bank": _("Bank")}[side]
    return f"{name}: {payer}"


def template_word(template: str) -> str:
    """Return what a template of a contract is called."""
    return {
        "milestones": _("Milestones with a foundation’s guarantee"),
        "per_goal": _("A rate for each goal reached"),
        "fixed_fee": _("No cure, no pay, beside a fixed fee"),
        "savings": _("A guaranteed share and a share of the saving"),
        "earnings": _("Bands of earnings"),
    }[template]
