"""Where a figure's record stands: paths below the house's address on the web, so that a reader can look it up."""

from urllib.parse import urlsplit

from portfolio.queries.projects import ProjectSheet

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})  # nobody else reaches these, so they are not printed

# Where the figures of a section come from, by its key.
OF_SECTIONS = {
    "earlier": "decisions/",
    "landing": "balance/",
    "horizons": "balance/",
    "fan": "resilience/",
    "payments": "contracts/",
    "forecasts": "forecasts/",
}


def house_address(base_url: str, short_name: str) -> str:
    """Return a house's address with a slash at its end; empty when nobody else could open it."""
    if (urlsplit(base_url).hostname or "localhost") in LOOPBACK:
        return ""
    return f"{base_url.rstrip('/')}/houses/{short_name}/"


def project_record(sheet: ProjectSheet) -> str:
    """Return where a project is kept."""
    return f"projects/{sheet.project.id}"


def scores_record(sheet: ProjectSheet) -> str:
    """Return where the evaluation behind a project's scores is kept; empty before the first."""
    return f"evaluations/{sheet.scores.evaluation_id}" if sheet.scores else ""


def resilience_record(sheet: ProjectSheet) -> str:
    """Return where it is shown what a project's resilience rests on; empty before it was computed."""
    return f"projects/{sheet.project.id}/resilience/" if sheet.resilience else ""
