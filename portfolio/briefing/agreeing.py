"""How far the evaluators agree, as one figure with its interval: the board page's sixth block."""

from collections.abc import Sequence

import numpy as np

from portfolio.briefing.words import sentence
from portfolio.language import format_number
from portfolio.language import gettext as _
from portfolio.queries.projects import ProjectSheet
from portfolio.scoring.alpha import Metric, krippendorff_alpha
from portfolio.scoring.statistic import Matrix, Statistic


def say_agreement(scored: Sequence[ProjectSheet]) -> str:
    """Return Krippendorff's alpha over all criteria of all projects, with its 95 % interval, as a sentence."""
    found = alpha_of(
        [item["distribution"] for sheet in scored if sheet.scores for item in sheet.scores.scores["criteria"]]
    )
    if found.value is None:
        return sentence(_("Agreement: %(reason)s", reason=found.reason))
    if found.low is None or found.high is None or found.low == found.high:
        return _("Agreement on the levels: alpha %(value)s.", value=format_number(found.value, 2))
    return _(
        "Agreement on the levels: alpha %(value)s (%(low)s to %(high)s).",
        value=format_number(found.value, 2),
        low=format_number(found.low, 2),
        high=format_number(found.high, 2),
    )


def alpha_of(distributions: Sequence[Sequence[int]]) -> Statistic:
    """Return the ordinal alpha of how often each unit got the levels 1 to 5; who gave which does not matter to it."""
    return krippendorff_alpha(_matrix(distributions), Metric.ORDINAL)


def _matrix(distributions: Sequence[Sequence[int]]) -> Matrix:
    """Return a row for each place in a panel and a column for each unit, filled from the top, NaN below."""
    if not distributions:
        return np.full((0, 0), np.nan)
    counts = np.array(distributions)
    ratings = counts.sum(axis=1)
    table = np.full((len(counts), ratings.max()), np.nan)
    levels = np.broadcast_to(np.arange(1, counts.shape[1] + 1), counts.shape)
    table[np.arange(ratings.max()) < ratings[:, np.newaxis]] = np.repeat(levels, counts.ravel())
    return table.T
