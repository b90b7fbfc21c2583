"""Making papers on demand: what single readers asked for, one at a time."""

from datetime import datetime

from sqlmodel import Session

from jobs.briefings.rendering import Rendered, RenderingError
from jobs.context import Context
from jobs.papers.rendering import render_report, render_statement
from portfolio.actions.papers import begin_paper, finish_paper, list_waiting_papers
from portfolio.briefing.contract_statement import make_statement
from portfolio.briefing.investor import make_report
from portfolio.briefing.problems import problem_sentences
from portfolio.errors import RuleBrokenError
from portfolio.language import as_language, speaking
from portfolio.models import House, Paper
from portfolio.rounds.visibility import clerk


def make_papers(context: Context, due_at: datetime) -> None:
    """Make every paper that waits."""
    del due_at
    with context.reading() as session:
        waiting = [paper.id for paper in list_waiting_papers(session, at=context.now())]
    for paper_id in waiting:
        if not context.stopping.is_set():
            with context.writing() as session:
                paper = session.get(Paper, paper_id)
                mine = paper is not None and begin_paper(session, paper, at=context.now())
            if paper is not None and mine:
                _make(context, paper)


def _make(context: Context, paper: Paper) -> None:
    pdf, problem = None, ""
    with context.reading() as session, speaking(as_language(paper.language)):
        try:
            pdf = _rendered(session, paper, at=context.now()).pdf
        except RenderingError as error:
            problem = problem_sentences(error.problems)
        except RuleBrokenError as error:
            problem = str(error)
    with context.writing() as session:
        finish_paper(session, paper, pdf=pdf, problem=problem)


def _rendered(session: Session, paper: Paper, *, at: datetime) -> Rendered:
    """Return a paper as PDF; who asked was allowed to see what it tells of, so the clerk reads for them."""
    house = session.get_one(House, paper.house_id)
    if paper.contract_id is None:
        return render_report(make_report(session, house, paper, at=at))
    language = as_language(paper.language)
    content = make_statement(session, clerk(house.id), house, paper.contract_id, on=paper.on, language=language)
    return render_statement(content)
