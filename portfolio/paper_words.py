"""What the papers that readers ask for are called, and where they are, in the reader's language."""

from portfolio.language import format_date
from portfolio.language import gettext as _
from portfolio.models import Paper


def paper_word(paper: Paper) -> str:
    """Return what a paper is, in which language and of which day."""
    facts = {"language": {"da": _("Danish"), "en": _("English")}[paper.language], "day": format_date(paper.on)}
    if paper.contract_id is None:
        return _("Report in %(language)s, as it stood on %(day)s", **facts)
    return _("Statement in %(language)s, as it stood on %(day)s", **facts)


def paper_state_word(state: str) -> str:
    """Return where a paper is."""
    return {
        "waiting": _("waiting to be made"),
        "making": _("being made"),
        "ready": _("ready"),
        "failed": _("could not be made"),
    }[state]
