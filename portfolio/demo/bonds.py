"""A bond around a contract of the demo house: kept, drawn, repaid in order, amended once. All of it is invented."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session, select

from portfolio.actions.bond_money import Asked, draw, repay
from portfolio.actions.bonds import amend_bond, give_sight, keep_bond
from portfolio.clock import add_months, day_at
from portfolio.finance.versions import as_yaml
from portfolio.models import Bond, Contract, House, Person
from portfolio.queries.bonds import get_bond_sheet
from portfolio.queries.people import viewer_of
from portfolio.rounds.visibility import Viewer

MARK = "# Opdigtet: obligationen hører til demohuset.\n"
CONTRACT = "Lagerbroen: betaling for fastholdelse"
SIGNED, AMENDED, SIGHT = 20, 6, 5  # months before the day of seeding
DRAWN = ((19, "Senior", 1_700_000), (19, "Junior", 750_000), (8, "Senior", 1_300_000), (8, "Junior", 450_000))
REPAID = (7, 1)  # months before
Event = tuple[datetime, Callable[[datetime], object]]

TERMS: dict[str, Any] = {
    "tranches": [
        {
            "name": "Senior",
            "investor": "Northern Pension",
            "rank": 1,
            "commitment": 3_000_000,
            "coupon": 0.02,
            "cap_rate": 0.06,
        },
        {
            "name": "Junior",
            "investor": "Fonden Langt Lys",
            "rank": 2,
            "commitment": 1_300_000,
            "cap_multiple": 1.4,
            "fee": 0.005,
            "earmark": "mentorer",
        },
    ],
    "drawdowns": [
        {"tranche": "Senior", "year": 0, "amount": 1_700_000},
        {"tranche": "Junior", "year": 0, "amount": 750_000, "purpose": "mentorer"},
        {"tranche": "Senior", "year": 1, "amount": 1_300_000},
        {"tranche": "Junior", "year": 1, "amount": 550_000, "purpose": "mentorer"},
    ],
    "metrics": [
        {
            "id": "kept_26",
            "name": "I samme job efter 26 uger",
            "people": [45, 45],
            "success": 0.65,
            "price": 60_000,
            "occupations": {"8344": 0.6, "9333": 0.25, "4321": 0.15},
            "savings": [
                {"purse": "kommune", "amount": 30_000, "years": 20, "dropoff": 0.08, "source": "opdigtet"},
                {"purse": "stat", "amount": 18_000, "years": 20, "dropoff": 0.08, "source": "opdigtet"},
            ],
        },
        {
            "id": "kept_52",
            "name": "I samme job efter 52 uger",
            "people": [45, 45],
            "success": 0.52,
            "price": 40_000,
            "after_years": 2,
            "occupations": {"8344": 0.6, "9333": 0.25, "4321": 0.15},
        },
    ],
    "payers": [{"name": "Havblik Kommune", "purse": "kommune", "share": 1}],
    "cap": 5_500_000,
    "guarantee": {"guarantor": "Fonden Langt Lys", "maximum": 500_000, "share": 0.5, "covers": ["Senior"]},
}


class BondStory:
    """Tells the bond through the actions that people use."""

    def __init__(
        self, session: Session, house: Callable[[], House], people: Mapping[str, Person], at: datetime
    ) -> None:
        self.session, self.house, self.people, self.at = session, house, people, at
        self.bond: Bond | None = None

    def events(self) -> Iterator[Event]:
        """Yield everything that happened to the bond, each with its moment."""
        yield self._moment(SIGNED, hour=9), self._keep
        for number, (months, tranche, kroner) in enumerate(DRAWN):
            yield self._moment(months, hour=10), partial(self._draw, number, tranche, kroner)
        yield self._moment(AMENDED, hour=11), self._amend
        yield self._moment(SIGHT, hour=11), self._give_sight
        for months in REPAID:
            yield self._moment(months, hour=12), partial(self._repay, months)

    def _moment(self, months_ago: int, *, hour: int) -> datetime:
        day = add_months(self.at.date(), -months_ago)
        return self.at.replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0)

    def _keep(self, at: datetime) -> None:
        statement = select(Contract).where(Contract.house_id == self.house().id, Contract.name == CONTRACT)
        contract = self.session.exec(statement).one()
        self.bond = keep_bond(
            self.session, self._lead(), self.house(), contracts=[contract.id], document=self._document(), at=at
        )

    def _draw(self, number: int, tranche: str, kroner: int, at: datetime) -> None:
        asked = Asked(kroner * 100, "DKK", self._day(at), f"demo-draw-{number}")
        purpose = "mentorer" if tranche == "Junior" else ""
        facts: dict[str, Any] = {"tranche": tranche, "purpose": purpose}
        draw(self.session, self._lead(), self.house(), self._bond(), asked, **facts, at=at)

    def _repay(self, months: int, at: datetime) -> None:
        bond, today = self._bond(), self._day(at)
        cash = get_bond_sheet(self.session, self._lead(), self.house(), bond.id, on=today).cash_minor()
        if cash > 0:
            asked = Asked(cash, "DKK", today, f"demo-repay-{months}")
            repay(self.session, self._lead(), self.house(), bond, asked, at=at)

    def _amend(self, at: datetime) -> None:
        amend_bond(
            self.session,
            self._lead(),
            self.house(),
            self._bond(),
            document=self._document(maximum=700_000),
            valid_from=self._day(at),
            reason="Færre deltagere end planlagt: fonden hæver sin garanti.",
            at=at,
        )

    def _give_sight(self, at: datetime) -> None:
        person = self.people["holder"]
        give_sight(self.session, self._lead(), self.house(), self._bond(), tranche=1, person_id=person.id, at=at)

    def _document(self, maximum: int = 500_000) -> str:
        signed = self._day(self._moment(SIGNED, hour=9))
        terms = {
            "name": "Lagerbroen: social obligation",
            "currency": "DKK",
            "starts": signed.year,
            "signed": signed,
            "ends": add_months(signed, 60),
            **TERMS,
            "guarantee": {**TERMS["guarantee"], "maximum": maximum},
        }
        return MARK + as_yaml(terms)

    def _day(self, at: datetime) -> date:
        return day_at(at, "Europe/Copenhagen")

    def _bond(self) -> Bond:
        if self.bond is None:
            raise LookupError("the bond of the demo must be kept before anything happens to it")
        return self.bond

    def _lead(self) -> Viewer:
        return viewer_of(self.session, self.people["lead"])
