"""What an investor's report says, as plain data: the same wording and figures as the investor's page."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from portfolio.charts.bars import bar_chart
from portfolio.charts.drawing import draw_svg
from portfolio.charts.flow_years import flow_years
from portfolio.finance.flows import in_order
from portfolio.frames.flow_figures import NO_TECHNOLOGY, Assumptions
from portfolio.frames.investor_figures import InvestorFigures, command_of, flow_lines, investor_figures
from portfolio.frames.investor_text import InvestorText, investor_text
from portfolio.language import Language, format_date, speaking
from portfolio.language import gettext as _
from portfolio.models import BondTranche, House, Paper
from portfolio.queries.bonds import get_tranche_sheet
from portfolio.rounds.visibility import clerk

FILE = "flows.csv"


@dataclass(frozen=True)
class Table:
    """A table with its caption; the columns named in `figures` hold numbers."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class InvestorContent:
    """A report as it is printed; `picture` is our own drawing, `flows` the file that travels in the PDF."""

    language: str
    house: str
    title: str
    subtitle: str
    as_of: str
    lead: str
    strip: tuple[tuple[str, ...], ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    picture_title: str
    picture: str
    command: str
    flows: str


def make_report(session: Session, house: House, report: Paper, *, at: datetime) -> InvestorContent:
    """Return what a report says; who asked was allowed to see the tranche, so the clerk reads for them."""
    tranche = session.get_one(BondTranche, report.tranche_id)
    one = get_tranche_sheet(session, clerk(house.id), house, tranche.bond_id, tranche.number, on=report.on)
    given = Assumptions(scenario=report.scenario or NO_TECHNOLOGY, required=float(report.required))
    language: Language = "da" if report.language == "da" else "en"
    with speaking(language):
        return report_content(investor_figures(one, given), house.name, language, at=at)


def report_content(found: InvestorFigures, house: str, language: Language, *, at: datetime) -> InvestorContent:
    """Return what the report of a tranche says."""
    text = investor_text(found)
    title, picture = _picture(found, language)
    return InvestorContent(
        language=language,
        house=house,
        title=f"{found.bond}: {found.tranche.name}",
        subtitle=_(
            "%(investor)s, as it stood at the end of %(day)s",
            investor=found.tranche.investor or found.tranche.name,
            day=format_date(found.on),
        ),
        as_of=at.replace(microsecond=0).isoformat(),
        lead=text.lead,
        strip=tuple(text.strip),
        tables=_tables(text),
        notes=text.notes,
        picture_title=title,
        picture=picture,
        command=command_of(found, FILE) if found.plan else "",
        flows=flow_lines(found.plan).decode() if found.plan else "",
    )


def _tables(text: InvestorText) -> tuple[Table, ...]:
    found = (
        Table(_("Where it stands"), (_("Figure"), _("Amount")), tuple(text.standing)),
        Table(_("So far"), (_("Figure"), _("Multiple"), _("What it is")), tuple(text.so_far)),
        Table(
            _("If the plan holds"), (_("Figure"), _("Without technology"), _("With technology")), tuple(text.returns)
        ),
        Table(
            _("When technology comes"),
            (_("Technology"), _("Return a year"), _("Haircut"), _("Mean hazard a year")),
            tuple(text.scenarios),
        ),
        Table(
            _("Every flow"),
            (_("Day"), _("Booked or planned"), _("Amount"), _("Depends on work"), _("With technology")),
            tuple(text.flows),
        ),
    )
    return tuple(replace(one, rows=tuple(one.rows)) for one in found if one.rows)


def _picture(found: InvestorFigures, language: Language) -> tuple[str, str]:
    if found.plan is None:
        return "", ""
    chart, title, words = flow_years(in_order(found.plan.flows), found.adjusted)
    return title, draw_svg(bar_chart(chart, language=language), language=language, title=title, description=words)
