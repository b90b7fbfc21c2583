"""What evaluators held likely: questions still open, those settled since last time, and the house's record."""

from collections.abc import Sequence
from datetime import date

from portfolio.briefing.parts import Column, Data, Section, Table
from portfolio.briefing.words import counted, sentence, short_name
from portfolio.clock import add_months
from portfolio.language import format_date, format_number, format_percent
from portfolio.language import gettext as _
from portfolio.queries.forecasts import ForecastLine, house_record
from portfolio.rounds.forecasting import Outcome
from portfolio.scoring.forecasts import ENOUGH, Decomposition

MOST = 3  # settled questions told in full
LONGEST_QUESTION = 110  # characters


def forecasts_section(lines: Sequence[ForecastLine], *, since: date | None, today: date) -> Section | None:
    """Return the section, or None when nothing was ever asked; without an earlier briefing, news are of one month."""
    if not lines:
        return None
    still_open = [line for line in lines if not line.is_settled]
    news = [line for line in lines if _is_news(line, since or add_months(today, -1))]
    record = house_record(lines)
    return Section(
        key="forecasts",
        heading=_("Forecasts"),
        sentences=(_open(still_open, today), *_late(still_open, today), *_settled(news), *_record(record)),
        table=_calibration(record) if record and record.is_enough else None,
        data=_data(lines),
    )


def _is_news(line: ForecastLine, since: date) -> bool:
    settled = line.forecast.settled_at
    return settled is not None and settled.date() >= since


def _open(still_open: Sequence[ForecastLine], today: date) -> str:
    to_come = [line.forecast.resolves_on for line in still_open if line.forecast.resolves_on >= today]
    if not still_open:
        return _("No forecast is open.")
    told = counted("One forecast is open.", "%(count)s forecasts are open.", len(still_open))
    if to_come:
        told = f"{sentence(told)} " + _("The next is settled by %(day)s.", day=format_date(min(to_come)))
    return sentence(told)


def _late(still_open: Sequence[ForecastLine], today: date) -> list[str]:
    late = sum(line.forecast.resolves_on < today for line in still_open)
    if not late:
        return []
    return [
        sentence(counted("One should have been settled by now.", "%(count)s should have been settled by now.", late))
    ]


def _settled(news: Sequence[ForecastLine]) -> list[str]:
    if not news:
        return [_("None was settled since last time.")]
    told = [_one(line) for line in news[:MOST]]
    if rest := len(news) - len(told):
        told.append(sentence(counted("One more was settled.", "%(count)s more were settled.", rest)))
    return told


def _one(line: ForecastLine) -> str:
    question = short_name(line.forecast.question, LONGEST_QUESTION)
    outcome = {Outcome.YES: _("yes"), Outcome.NO: _("no"), Outcome.VOID: _("could not be settled")}
    values = {"project": short_name(line.project.name), "question": question}
    values["outcome"] = outcome[line.forecast.outcome or Outcome.VOID]
    if line.mean is None or line.forecast.outcome is Outcome.VOID:
        return _("%(project)s: “%(question)s” Outcome: %(outcome)s.", **values)
    return _(
        "%(project)s: “%(question)s” Outcome: %(outcome)s; the evaluators held it %(held)s likely.",
        **values,
        held=format_percent(line.mean / 100),
    )


def _record(record: Decomposition | None) -> list[str]:
    if record is None:
        return []
    if not record.is_enough:
        return [
            counted(
                "How far such percentages hold is told from %(enough)s settled forecasts on; so far there is one.",
                "How far such percentages hold is told from %(enough)s settled forecasts on; so far there are "
                "%(count)s.",
                record.count,
                enough=ENOUGH,
            )
        ]
    return [
        _(
            "Over %(count)s settled forecasts the Brier score is %(score)s: 0 is best, and always saying 50 per cent "
            "gives %(coin)s.",
            count=record.count,
            score=format_number(record.brier, 2),
            coin=format_number(0.25, 2),
        )
    ]


def _calibration(record: Decomposition) -> Table:
    return Table(
        caption=_("What was held likely, and how often it came true"),
        columns=(
            Column(_("Held likely")),
            Column(_("Came true"), figures=True),
            Column(_("Settled forecasts"), figures=True),
        ),
        rows=tuple(
            (format_percent(group.mean), format_percent(group.share), str(group.count)) for group in record.groups
        ),
    )


def _data(lines: Sequence[ForecastLine]) -> Data:
    return Data(
        columns=("project_number", "question", "resolves_on", "settled_on", "outcome", "answers", "sum_of_percent"),
        rows=tuple(_row(line) for line in lines),
    )


def _row(line: ForecastLine) -> tuple[str, ...]:
    """Return a question as exact values; nobody's probability of an open one is among them."""
    forecast = line.forecast
    known = line.is_settled and line.mean is not None
    return (
        str(line.project.number),
        forecast.question,
        forecast.resolves_on.isoformat(),
        forecast.settled_at.date().isoformat() if forecast.settled_at else "",
        str(forecast.outcome or ""),
        str(line.count) if known else "",
        str(round((line.mean or 0) * line.count)) if known else "",
    )
