"""Making what a briefing says, from the house's data as it stands at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from portfolio.briefing.certainty import say_certainty
from portfolio.briefing.changes import Changes, find_changes
from portfolio.briefing.content import BriefingContent, Chart, PageOne, Point, Sheet, read_content, sealed
from portfolio.briefing.decisions import find_decisions
from portfolio.briefing.editor import say_editor
from portfolio.briefing.evidence import say_evidence
from portfolio.briefing.eye import keep_an_eye
from portfolio.briefing.horizons import say_distance
from portfolio.briefing.logo import logo_of
from portfolio.briefing.parts import Logo
from portfolio.briefing.records import house_address
from portfolio.briefing.rows import make_row
from portfolio.briefing.sections import NOTHING_BESIDE, Beside, make_sections, read_beside
from portfolio.briefing.sheets import five_year_answers, make_sheet, reasons_for, short_answers
from portfolio.briefing.standing import active, say_coming, say_learned, say_standing, total_money
from portfolio.briefing.words import counted, sentence
from portfolio.charts.matrix import matrix_description, matrix_finding
from portfolio.clock import day_at
from portfolio.language import Language, format_date, format_moment, format_period, speaking
from portfolio.language import gettext as _
from portfolio.models import BoardDecision, House
from portfolio.queries.attention import list_attention
from portfolio.queries.attention_items import Attention
from portfolio.queries.balance import Balance, balance_of_sheets
from portfolio.queries.briefings import causes, find_previous, history_head
from portfolio.queries.contract_attention import money_waiting_on
from portfolio.queries.decisions import list_decisions
from portfolio.queries.forecasts import surprises_among
from portfolio.queries.people import find_name, list_members
from portfolio.queries.projects import ProjectSheet, list_project_sheets
from portfolio.rounds.calendar import due_moment, next_due_moment
from portfolio.rounds.visibility import Role, Viewer, clerk

NO_PAGE_ONE = PageOne((), "", (), "", Chart("", "", ()), (), "", "", (), (), "", ())  # of a book, which has none


@dataclass(frozen=True)
class Material:
    """All that was read for one briefing: the projects, what needs attention, what changed, and the history's head."""

    house: House
    sheets: Sequence[ProjectSheet]
    attention: Sequence[Attention]
    head: tuple[int, str]
    at: datetime
    previous: BriefingContent | None = None
    causes: Mapping[UUID, str] = field(default_factory=dict)
    house_leads: Sequence[str] = ()
    decisions: Sequence[BoardDecision] = ()
    logo: Logo | None = None
    beside: Beside = NOTHING_BESIDE

    @cached_property
    def balance(self) -> Balance:
        """How the projects in the portfolio are spread, beside the board's corridor."""
        return balance_of_sheets(
            active(self.sheets),
            corridor=self.house.corridor,
            currency=self.house.currency,
            today=day_at(self.at, self.house.zone),
        )

    @cached_property
    def attention_of(self) -> Mapping[UUID, Sequence[Attention]]:
        """What needs attention, by project; those without any are not in it."""
        found: dict[UUID, list[Attention]] = {}
        for item in self.attention:
            found.setdefault(item.project.id, []).append(item)
        return found

    @property
    def since(self) -> date | None:
        """The day of the last briefing, None when this is the first."""
        return datetime.fromisoformat(self.previous.as_of).date() if self.previous else None

    def next_briefing(self, period: str) -> str:
        """The day of the briefing after a month's own, in words; a draft is made before its own day."""
        day, hour, zone = self.house.briefing_day, self.house.briefing_hour, self.house.zone
        own = due_moment(period, day=day, hour=hour, zone=zone)
        return format_date(day_at(next_due_moment(now=max(self.at, own), day=day, hour=hour, zone=zone), zone))


def make_content(
    session: Session,
    house: House,
    period: str,
    *,
    language: Language,
    at: datetime,
    revision: int = 1,
    reason: str = "",
    leads_word: str = "",
    edited_by: UUID | None = None,
    approved_by: UUID | None = None,
    base_url: str = "",
) -> BriefingContent:
    """Return what a house's briefing of a month says, in a language, of the data as it stands at `at`."""
    with speaking(language):
        read = read_material(session, clerk(house.id, language), house, period, at=at)
        editor, approver = (
            find_name(session, clerk(house.id, language), house.id, who) if who else ""
            for who in (edited_by, approved_by)
        )
        edited = say_editor(editor, approver, read.house_leads)
    content = put_together(read, period, language, revision=revision, reason=reason, leads_word=leads_word)
    return sealed(replace(content, editor=editor, edited=edited, address=house_address(base_url, house.short_name)))


def read_material(session: Session, viewer: Viewer, house: House, period: str, *, at: datetime) -> Material:
    """Return everything a month's briefing is made from, as it stands at `at`, in the language spoken now."""
    today = day_at(at, house.zone)
    sheets = list_project_sheets(session, viewer, house.id, today=today)
    beside = read_beside(session, viewer, house, today=today)
    attention = _attention(session, viewer, house, sheets, beside, today)
    earlier = find_previous(session, viewer, house.id, period)
    snapshots = [sheet.scores for sheet in sheets if sheet.scores]
    return Material(
        house=house,
        sheets=sheets,
        attention=attention,
        previous=read_content(earlier.content) if earlier and earlier.content else None,
        causes=causes(session, viewer, house.id, snapshots),
        house_leads=[lead.name for lead in list_members(session, viewer, house.id, Role.LEAD)],
        head=history_head(session, viewer, house.id),
        at=at,
        decisions=list_decisions(session, viewer, house.id, before=period),
        logo=logo_of(session, viewer, house),
        beside=beside,
    )


def _attention(
    session: Session, viewer: Viewer, house: House, sheets: Sequence[ProjectSheet], beside: Beside, today: date
) -> Sequence[Attention]:
    """Return what needs attention, from what was read already."""
    surprises, money = surprises_among(beside.forecasts), money_waiting_on(beside.contracts, today)
    return list_attention(session, viewer, house.id, today=today, sheets=sheets, surprises=surprises, money=money)


def put_together(
    read: Material,
    period: str,
    language: Language,
    *,
    revision: int = 1,
    reason: str = "",
    leads_word: str = "",
) -> BriefingContent:
    """Return what a briefing made from this material says, in a language; the same material says the same."""
    with speaking(language):
        return _say(read, period, language, revision=revision, reason=reason, leads_word=leads_word)


def _say(
    read: Material, period: str, language: Language, *, revision: int, reason: str, leads_word: str
) -> BriefingContent:
    house = read.house
    changes = find_changes(read.sheets, previous=read.previous, causes=read.causes)
    return replace(
        say_of_all(read, period, language),
        title=_("Board briefing, %(house)s, %(month)s", house=house.name, month=format_period(period)),
        revision=_("revision %(number)s", number=revision) if revision > 1 else "",
        reason=sentence(reason) if reason else "",
        leads_word=leads_word,
        page_one=_page_one(read, changes, period),
        questions=five_year_answers(house.solutions_in_five_years, house.people_in_five_years, of_house=True),
        sheets=_sheets(read, changes),
        no_sheets=_("No project changed, falls due or needs a decision this month, so no sheets follow."),
        sections=make_sections(
            read.sheets,
            read.balance,
            read.decisions,
            read.beside,
            indices_off=house.indices_off,
            since=read.since,
            today=day_at(read.at, house.zone),
        ),
    )


def say_of_all(read: Material, period: str, language: Language) -> BriefingContent:
    """Return what briefing and book have in common, in the language spoken now: all projects, and the evidence."""
    return BriefingContent(
        language=language,
        house=read.house.name,
        period=period,
        month=format_period(period),
        title="",
        revision="",
        reason="",
        as_of=read.at.astimezone(UTC).replace(microsecond=0).isoformat(),
        overview=_overview(read),
        leads_word="",
        page_one=NO_PAGE_ONE,
        questions=(),
        table_caption=_(
            "By name, never by rank. Radicality, resilience and decoupling are on scales from 0 to 100; below each "
            "stands the interval of its uncertainty. A dash means that there is no figure yet."
        ),
        rows=tuple(make_row(sheet, read.attention_of.get(sheet.project.id, ())) for sheet in read.sheets),
        no_projects=_("The house has registered no projects yet."),
        sheets=(),
        no_sheets="",
        evidence=say_evidence(read.sheets, at=read.at, zone=read.house.zone, head=read.head),
        logo=read.logo,
    )


def _overview(read: Material) -> str:
    now = active(read.sheets)
    parts = [
        counted("one project", "%(count)s projects", len(now)) if now else _("no projects"),
        total_money(now),
        _("as of %(moment)s", moment=format_moment(read.at, read.house.zone)),
    ]
    text = " · ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _page_one(read: Material, changes: Changes, period: str) -> PageOne:
    house, now = read.house, active(read.sheets)
    next_briefing = read.next_briefing(period)
    eye = keep_an_eye(read.attention)
    house_lead = read.house_leads[0] if read.house_leads else _("the house’s lead")
    confidence, certainty = say_certainty(now)
    return PageOne(
        decisions=find_decisions(read.attention, read.sheets, house_lead=house_lead, by=next_briefing),
        no_decision=_("There is nothing the board must decide this month."),
        changes=changes.told,
        standing=" ".join(text for text in (say_standing(read.sheets), say_distance(read.balance)) if text),
        chart=_chart(now),
        attention=eye.lines,
        no_attention=_("No project needs attention now."),
        more_attention=eye.more,
        learned=say_learned(read.sheets, changes, since=read.since),
        certainty=certainty,
        confidence=confidence,
        coming=say_coming(read.sheets, next_briefing=next_briefing),
        questions=short_answers(house.solutions_in_five_years, house.people_in_five_years),
    )


def _chart(now: Sequence[ProjectSheet]) -> Chart:
    drawn = [point for sheet in now if (point := sheet.matrix_point())]
    points = tuple(Point.of(point) for point in drawn)
    if not points:
        return Chart(title="", description="", points=())
    return Chart(title=matrix_finding(drawn), description=matrix_description(drawn), points=points)


def _sheets(read: Material, changes: Changes) -> tuple[Sheet, ...]:
    with_reasons = (
        (sheet, reasons_for(sheet, read.attention_of.get(key, ()), changes.by_project.get(key, ())))
        for sheet in read.sheets
        for key in [sheet.project.id]
    )
    return tuple(make_sheet(sheet, reasons) for sheet, reasons in with_reasons if reasons)
