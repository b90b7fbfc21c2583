"""Contracts to start from: the common Danish forms, with names in the reader's language and days from today."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from portfolio.clock import add_months
from portfolio.finance.versions import as_yaml
from portfolio.language import gettext as _

FOLLOW_UPS = (12, 18, 24, 36, 48)  # months after the start, as Danish contracts have them


def contract_template(name: str, *, today: date, currency: str) -> str:
    """Return a template as YAML; raise KeyError when there is none of that name."""
    begins = add_months(today.replace(day=1), 1)
    return as_yaml(TEMPLATES[name](_frame(begins, today, currency), begins))


def _frame(begins: date, today: date, currency: str) -> dict[str, Any]:
    """Three years of service, repayment over four: what the Danish contracts share."""
    return {
        "name": _("Name of the contract"),
        "currency": currency,
        "signed": today,
        "service_from": begins,
        "service_to": add_months(begins, 36) - timedelta(days=1),
        "repayment_to": add_months(begins, 84) - timedelta(days=1),
        "provider": _("The provider"),
        "verifier": _("An independent auditor"),
        "investors": [],
        "payers": [
            {"name": _("The municipality"), "purse": "kommune", "share": 0.6},
            {"name": _("The state"), "purse": "stat", "share": 0.4},
        ],
        "cohorts": [
            {
                "id": "1",
                "name": _("First cohort"),
                "planned": 40,
                "counterfactual": {
                    "method": "historic",
                    "frozen_on": today,
                    "source": _("Where the figure comes from"),
                },
            }
        ],
    }


def _prices(begins: date, price: int) -> list[dict[str, Any]]:
    return [{"from": begins, "price": price}]


def _milestones(frame: dict[str, Any], begins: date) -> dict[str, Any]:
    metrics, plan = [], []
    expected = {12: 20, 18: 16, 24: 14, 36: 12, 48: 10}
    for before, months in zip((None, *FOLLOW_UPS), FOLLOW_UPS, strict=False):
        metric = {
            "id": f"job_{months}",
            "name": _("In work after %(months)s months", months=months),
            "evidence": _("Payslips"),
            "prices": _prices(begins, 40_000 if months == 12 else 20_000),
        }
        metrics.append({**metric, "after": f"job_{before}"} if before else metric)
        plan.append({"by": add_months(begins, months), "metric": f"job_{months}", "units": expected[months]})
    return {
        **frame,
        "cap": 3_000_000,
        "cap_per_person": 120_000,
        "guarantee": {"guarantor": _("A foundation"), "maximum": 500_000, "share": 1, "drawn": 2_500_000},
        "metrics": metrics,
        "plan": plan,
    }


def _per_goal(frame: dict[str, Any], begins: date) -> dict[str, Any]:
    goals = (("housing", _("In a home of one’s own"), 30_000), ("education", _("Education completed"), 45_000))
    metrics = [
        {"id": name, "name": words, "prices": _prices(begins, price), "most_units": 40} for name, words, price in goals
    ]
    plan = [{"by": add_months(begins, 24), "metric": name, "units": 15} for name, _words, _price in goals]
    return {**frame, "cap": 2_000_000, "metrics": metrics, "plan": plan}


def _fixed_fee(frame: dict[str, Any], begins: date) -> dict[str, Any]:
    fee = {"amount": 25_000, "from": begins, "to": frame["service_to"]}
    metric = {
        "id": "job",
        "name": _("In ordinary work for 26 weeks"),
        "prices": _prices(begins, 50_000),
        "window_days": 730,
    }
    plan = [{"by": add_months(begins, months), "metric": "job", "units": 10} for months in (18, 30)]
    return {**frame, "cap": 2_500_000, "fees": [fee], "metrics": [metric], "plan": plan}


def _savings(frame: dict[str, Any], begins: date) -> dict[str, Any]:
    metrics = [
        {
            "id": "saving",
            "name": _("Saving for the municipality so far"),
            "kind": "guaranteed_share",
            "at_stake": 2_000_000,
            "guaranteed": 0.4,
            "extra": 0.1,
            "extra_after": "education",
        },
        {"id": "education", "name": _("Education completed"), "prices": _prices(begins, 0)},
    ]
    plan = [{"by": add_months(begins, 36), "metric": "saving", "value": 1_500_000}]
    return {**frame, "metrics": metrics, "plan": plan}


def _earnings(frame: dict[str, Any], _begins: date) -> dict[str, Any]:
    bands = [{"at": at, "pays": 20_000} for at in (10_000, 25_000, 60_000, 150_000)]
    metric = {"id": "earnings", "name": _("Earned in all since the start"), "kind": "bands", "table": bands}
    return {**frame, "cap": 3_000_000, "cap_per_person": 80_000, "metrics": [metric]}


TEMPLATES: dict[str, Callable[[dict[str, Any], date], dict[str, Any]]] = {
    "milestones": _milestones,
    "per_goal": _per_goal,
    "fixed_fee": _fixed_fee,
    "savings": _savings,
    "earnings": _earnings,
}
