"""What the parts of a bond are called, in the reader's language; keys are stored values."""

from portfolio.language import gettext as _


def bond_step_word(step: str) -> str:
    """Return what a posting or a step of the waterfall is called."""
    return {
        "drawn": _("Drawn"),
        "spent": _("Handed on to the provider"),
        "fees": _("Fees"),
        "interest": _("Interest"),
        "principal": _("Principal"),
        "return": _("Return"),
        "residual": _("What is left over"),
        "protection": _("Protection"),
        "guarantee": _("Guarantee"),
        "reimbursement": _("Paid back to who stood in"),
    }[step]


def entry_word(kind: str) -> str:
    """Return what an entry of a bond's ledger is called."""
    return {
        "drawdown": _("Drawdown"),
        "repayment": _("Repayment"),
        "guarantee": _("Call on the guarantee"),
        "protection": _("Call on the protection"),
        "reversal": _("Taken back"),
    }[kind]


def call_word(kind: str) -> str:
    """Return who makes a loss good, as a choice."""
    return {"guarantee": _("The guarantor"), "protection": _("The protector of principal")}[kind]


def bond_account_word(account: str) -> str:
    """Return an account of a bond's ledger as a reader calls it: whose, and which."""
    side, _slash, name = account.partition("/")
    said = {
        "bond": _("The bond’s account"),
        "investor": _("Investor"),
        "provider": _("Provider"),
        "manager": _("Manager"),
        "residual": _("Left over"),
        "standin": _("Stood in"),
    }[side]
    return f"{said}: {party_word(name)}" if name else said


def party_word(name: str) -> str:
    """Return a party that a document names by a common word; names stay as they are."""
    return {
        "commissioner": _("commissioner"),
        "manager": _("manager"),
        "provider": _("provider"),
    }.get(name, name)
