"""The draft of a month's briefing: the lead's word with a live preview, the paper as it would be, approval or not."""

from datetime import datetime
from typing import cast

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.actions.briefings import has_board
from portfolio.actions.drafts import approve_draft, write_leads_word
from portfolio.briefing.making import make_content, read_material
from portfolio.briefing.missing import find_missing
from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import as_language, format_moment, format_period
from portfolio.language import gettext as _
from portfolio.models import Briefing, BriefingState, Sending
from portfolio.queries.drafts import find_proof, list_draft
from portfolio.rounds.calendar import due_moment
from portfolio.rounds.visibility import Role
from web.access import house_blueprint, roles
from web.database import now, reading, writing
from web.downloads import send_bytes
from web.forms.briefings import ConfirmForm, WordForm
from web.reading import briefing_html

bp = house_blueprint("drafts", __name__, "briefings")
LANGUAGE_NAMES = {"da": "Dansk", "en": "English"}  # each in its own language


@bp.route("/<period>/draft", methods=["GET", "POST"])
@roles(Role.LEAD)
def edit(period: str) -> str | Response:
    """Write the lead's word, see what is missing and what the board would get."""
    drafts = list_draft(reading(), g.viewer, g.house.id, period)
    form = WordForm.of(drafts)
    if form.validate_on_submit():
        try:
            with writing() as session:
                write_leads_word(session, g.viewer, g.house, period, form.words(), at=now())
        except RuleBrokenError as error:
            form.reject(error)
        else:
            flash(_("Your word is saved. The paper is being laid out again."))
            return redirect(url_for(".edit", period=period, language=request.args.get("language")))
    return _page(drafts, form)


@bp.post("/<period>/draft/approve")
@roles(Role.LEAD)
def approve(period: str) -> Response:
    """Let the draft go out on its day."""
    list_draft(reading(), g.viewer, g.house.id, period)
    try:
        with writing() as session:
            approve_draft(session, g.viewer, g.house, period, at=now())
    except RuleBrokenError as error:
        flash(str(error), "error")
        return redirect(url_for(".edit", period=period))
    moment = format_moment(_goes_out(period), g.house.zone)
    flash(_("The briefing is approved and goes out on %(moment)s.", moment=moment))
    return redirect(url_for("briefings.index"))


@bp.post("/<period>/draft/preview")
@roles(Role.LEAD)
def preview(period: str) -> str:
    """Show what the board would read with a word that is not saved yet; changes nothing."""
    draft = _in_language(list_draft(reading(), g.viewer, g.house.id, period))
    word = request.form.get(f"word_{draft.language}", draft.leads_word)
    return render_template("briefings/_preview.html", article=_article(draft, word), draft=draft)


@bp.get("/<period>/draft/paper")
@roles(Role.LEAD)
def paper(period: str) -> str:
    """Tell whether the paper of a draft is laid out, and what is wrong with it; asked again until it is."""
    drafts = list_draft(reading(), g.viewer, g.house.id, period)
    return render_template("briefings/_paper.html", papers=_papers(drafts), period=period, names=LANGUAGE_NAMES)


@bp.get("/<period>/draft/<language>.pdf")
@roles(Role.LEAD)
def proof(period: str, language: str) -> Response:
    """Hand out the draft's PDF as it was last laid out."""
    drafts = list_draft(reading(), g.viewer, g.house.id, period)
    draft = next((draft for draft in drafts if draft.language == language), None)
    found = find_proof(reading(), g.viewer, draft) if draft else None
    if found is None or found.pdf is None:
        raise NotFoundError(_("There is no PDF of this briefing yet."))
    name = f"{g.house.short_name}-{period}-{language}-{_('draft')}.pdf"
    return send_bytes(found.pdf, media_type="application/pdf", name=name)


def _page(drafts: list[Briefing], form: WordForm) -> str:
    shown = _in_language(drafts)
    period = shown.period
    read = read_material(reading(), g.viewer, g.house, period, at=now())
    moment = _goes_out(period)
    return render_template(
        "briefings/draft.html",
        form=form,
        confirm=ConfirmForm(),
        drafts=drafts,
        shown=shown,
        period=period,
        month=format_period(period),
        names=LANGUAGE_NAMES,
        first_line=_first_line(drafts[0], moment),
        missing=find_missing(read, drafts, has_board=has_board(reading(), g.house)),
        may_approve=drafts[0].approved_at is None and drafts[0].state is BriefingState.PLANNED,
        article=_article(shown, form.words().get(shown.language, shown.leads_word)),
        papers=_papers(drafts),
    )


def _papers(drafts: list[Briefing]) -> list[tuple[Briefing, object]]:
    return [(draft, find_proof(reading(), g.viewer, draft)) for draft in drafts]


def _article(draft: Briefing, word: str) -> object:
    content = make_content(
        reading(),
        g.house,
        draft.period,
        language=as_language(draft.language),
        at=now(),
        leads_word=word,
        edited_by=draft.edited_by or g.viewer.person_id,
        approved_by=draft.approved_by,
    )
    return briefing_html(content, level=2)


def _in_language(drafts: list[Briefing]) -> Briefing:
    """Return the draft in the language asked for, else in that of the house, else the first."""
    wanted = (request.args.get("language"), g.house.language)
    return next((draft for language in wanted for draft in drafts if draft.language == language), drafts[0])


def _goes_out(period: str) -> datetime:
    house = g.house
    return due_moment(period, day=house.briefing_day, hour=house.briefing_hour, zone=house.zone)


def _first_line(draft: Briefing, goes_out: datetime) -> str:
    moment = format_moment(goes_out, cast(str, g.house.zone))
    if draft.state is BriefingState.HELD:
        return _("It is held back, and nobody on the board gets it until you take it up again.")
    if draft.approved_at is not None:
        return _("You have approved it. It goes out on %(moment)s.", moment=moment)
    if g.house.sending is Sending.AFTER_APPROVAL:
        return _("It is made on %(moment)s, and goes out when you have approved it.", moment=moment)
    return _("It goes out by itself on %(moment)s, unless you hold it back.", moment=moment)
