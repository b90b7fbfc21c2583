"""The work a project prepares people for, checked before the model sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import gettext as _
from portfolio.reference.occupations import get_occupation
from portfolio.resilience.bands import LONGEST

SHARE_TOLERANCE = 0.0005  # how far the shares may be from a sum of 1


@dataclass(frozen=True)
class ProjectWork:
    """The work a project prepares people for: shares of 1 by ISCO-08 code, and its horizon in years from today."""

    shares: Mapping[str, float]
    horizon_years: int


def checked_work(work: ProjectWork) -> ProjectWork:
    """Return the work with ISCO-08 codes in order and shares that sum to exactly 1, or raise RuleBrokenError."""
    if not 1 <= work.horizon_years <= LONGEST:
        raise RuleBrokenError(
            _("The horizon lies between 1 and %(longest)s years from now.", longest=LONGEST), field="horizon"
        )
    shares: dict[str, float] = {}
    for given, share in work.shares.items():
        code = _known_code(given)
        if not isfinite(share) or share < 0:
            raise RuleBrokenError(_("A share must not be negative."), field="occupations")
        shares[code] = shares.get(code, 0.0) + share
    return ProjectWork(_normalised(shares), work.horizon_years)


def _known_code(code: str) -> str:
    try:
        return get_occupation(code).code
    except NotFoundError as unknown:
        raise RuleBrokenError(str(unknown), field="occupations") from unknown


def _normalised(shares: Mapping[str, float]) -> dict[str, float]:
    if not shares:
        raise RuleBrokenError(_("Name at least one occupation."), field="occupations")
    total = sum(shares[code] for code in sorted(shares))
    if abs(total - 1.0) > SHARE_TOLERANCE:
        raise RuleBrokenError(
            _("The shares add up to %(total)s %%. They must add up to 100 %%.", total=f"{total * 100:g}"),
            field="occupations",
        )
    return {code: shares[code] / total for code in sorted(shares) if shares[code] > 0}
