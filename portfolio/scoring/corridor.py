"""The corridor a board sets: which shares of the portfolio should be incremental, substantial and radical.

There is no default. 70-20-10 (Nagji & Tuff 2012) averages whole companies; a house founded for the “10” should not
copy it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.scoring.scale import Band

WHOLE = 100  # per cent


@dataclass(frozen=True)
class Corridor:
    """Wanted shares in whole per cent that sum to 100; raises RuleBrokenError with the field for anything else."""

    incremental: int
    substantial: int
    radical: int

    def __post_init__(self) -> None:
        for band, share in self._given():
            if not 0 <= share <= WHOLE:
                raise RuleBrokenError(_("Write a whole number from 0 to 100."), field=f"corridor_{band.value}")
        if (total := sum(share for _band, share in self._given())) != WHOLE:
            raise RuleBrokenError(
                _("The three shares must sum to 100; they sum to %(total)s.", total=total), field="corridor_radical"
            )

    @property
    def shares(self) -> Mapping[Band, float]:
        """The wanted shares of 1 by band."""
        return {band: share / WHOLE for band, share in self._given()}

    def _given(self) -> tuple[tuple[Band, int], ...]:
        return tuple(zip(Band, (self.incremental, self.substantial, self.radical), strict=True))


def corridor_of(incremental: int | None, substantial: int | None, radical: int | None) -> Corridor | None:
    """Return the corridor of three shares, None when none is given; raise RuleBrokenError when only some are."""
    if incremental is None and substantial is None and radical is None:
        return None
    given = dict(zip(Band, (incremental, substantial, radical), strict=True))
    for band, share in given.items():
        if share is None:
            raise RuleBrokenError(_("Write all three shares, or leave all three empty."), field=f"corridor_{band}")
    return Corridor(*(share for share in given.values() if share is not None))
