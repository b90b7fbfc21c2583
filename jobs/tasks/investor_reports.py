"""Making investors' reports: what was asked for, one at a time."""

from datetime import datetime

from jobs.briefings.rendering import RenderingError
from jobs.context import Context
from jobs.papers.rendering import render_report
from portfolio.actions.investor_reports import begin_report, finish_report, list_waiting_reports
from portfolio.briefing.investor import make_report
from portfolio.briefing.problems import problem_sentences
from portfolio.errors import RuleBrokenError
from portfolio.language import as_language, speaking
from portfolio.models import House, InvestorReport


def make_reports(context: Context, due_at: datetime) -> None:
    """Make every report that waits."""
    del due_at
    with context.reading() as session:
        waiting = [report.id for report in list_waiting_reports(session, at=context.now())]
    for report_id in waiting:
        if not context.stopping.is_set():
            with context.writing() as session:
                report = session.get(InvestorReport, report_id)
                mine = report is not None and begin_report(session, report, at=context.now())
            if report is not None and mine:
                _make(context, report)


def _make(context: Context, report: InvestorReport) -> None:
    pdf, problem = None, ""
    with context.reading() as session, speaking(as_language(report.language)):
        try:
            house = session.get_one(House, report.house_id)
            pdf = render_report(make_report(session, house, report, at=context.now())).pdf
        except RenderingError as error:
            problem = problem_sentences(error.problems)
        except RuleBrokenError as error:
            problem = str(error)
    with context.writing() as session:
        finish_report(session, report, pdf=pdf, problem=problem)
