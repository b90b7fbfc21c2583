"""What a briefing rests on: moment, versions, the history's head, and how to read the figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from portfolio.briefing.content import BriefingContent, Evidence, sealed
from portfolio.briefing.glossary import make_glossary
from portfolio.language import as_language, format_moment, speaking
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.reference.occupations import DATA_VERSION
from portfolio.reference.rubric import CURRENT_VERSION


def say_evidence(sheets: Sequence[ProjectSheet], *, at: datetime, zone: str, head: tuple[int, str]) -> Evidence:
    """Return what the figures rest on; `head` is the count and the last hash of the house's history."""
    rubrics = sorted({sheet.scores.rubric_version for sheet in sheets if sheet.scores})
    figures = sorted({sheet.resilience.data_version for sheet in sheets if sheet.resilience})
    return Evidence(
        as_of=format_moment(at, zone),
        rubric=", ".join(rubrics) or CURRENT_VERSION,
        figures=", ".join(figures) or DATA_VERSION,
        history_count=head[0],
        history_head=head[1],
        sentences=_method(),
        glossary=make_glossary(),
    )


def with_signer(content: BriefingContent, holder: str | None) -> BriefingContent:
    """Return a briefing that tells whose certificate signs its PDF; as it is when nobody's does."""
    if holder is None:
        return content
    with speaking(as_language(content.language)):
        said = _(
            "The PDF is signed with the certificate of %(holder)s. Any later change to it breaks the signature.",
            holder=holder,
        )
    evidence = replace(content.evidence, sentences=(*content.evidence.sentences, said))
    return sealed(replace(content, evidence=evidence))


def _method() -> tuple[str, ...]:
    return (
        _(
            "The figures are as they stood at the moment below, and do not change afterwards. A correction is sent as "
            "a new revision with its reason."
        ),
        _(
            "Radicality, decoupling and connection are never added up. A project is called changed only when the same "
            "panel’s score moved further than the measurement uncertainty; with twelve projects, almost every second "
            "round will still show one change that is not there."
        ),
        _(
            "Resilience is the share of today’s tasks in the project’s occupations that people still do at its "
            "horizon; 80 per cent of the simulated outcomes lie inside the interval. It is not the risk of losing a "
            "job, and it says nothing about pay, strain or progression."
        ),
        _(
            "The hash below closes the house’s history. Whoever keeps this page can show later whether anything before "
            "it was changed."
        ),
    )
