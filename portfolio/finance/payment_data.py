"""A statement as plain data, the same for the command line, the page and the tests."""

from typing import Any

from portfolio.finance.payment_lines import Payment, Statement


def as_data(paid: Statement) -> dict[str, Any]:
    """Return a statement as plain data; money in whole minor units."""
    return {
        "currency": paid.currency,
        "gross_minor": paid.gross_minor,
        "net_minor": paid.net_minor,
        "by_payer": paid.by_payer,
        "guarantee_minor": paid.guarantee_minor,
        "payments": [_payment(payment) for payment in paid.payments],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "date": payment.on.isoformat(),
        "metric": payment.metric,
        "person": payment.person,
        "cohort": payment.cohort,
        "units": str(payment.units),
        "exact_minor": str(payment.exact),
        "gross_minor": payment.gross_minor,
        "cuts": [{"rule": cut.rule, "minor": cut.minor, "sentence": cut.sentence} for cut in payment.cuts],
        "net_minor": payment.net_minor,
        "payers": payment.payers,
    }
