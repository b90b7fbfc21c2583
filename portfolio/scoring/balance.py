"""How a portfolio is spread over small and large steps, against the corridor that its board set.

Shares by money and by count stand beside each other; what is not evaluated yet is in neither. Distance to the corridor
is the total variation ½Σ|p − q|: the share that would have to move. There is no efficient frontier: nobody has the
return distributions it needs (see `pareto`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio.language import format_percent
from portfolio.language import gettext as _
from portfolio.scoring.corridor import Corridor
from portfolio.scoring.diversity import balance_of, concentration, effective_number
from portfolio.scoring.scale import Band

NEAR = 0.015  # a share this near to a simple fraction is called by its name
NOTHING = 0.015  # a share this small is called nothing
OFF = 0.02  # a band farther from the corridor than this is named; 2 points of per cent

Shares = Mapping[Band, float]


@dataclass(frozen=True)
class Holding:
    """What one project adds to the portfolio: its band, and its money in whole minor units."""

    band: Band
    money_minor: int


@dataclass(frozen=True)
class Spread:
    """Shares of 1 by band with how even they are; `distance` is the share off the corridor, None without one."""

    shares: Shares
    wanted: Shares | None

    @property
    def distance(self) -> float | None:
        """The total variation from the corridor, 0 to 1."""
        return None if self.wanted is None else total_variation(self.shares, self.wanted)

    @property
    def balance(self) -> float:
        """Normalised Shannon entropy: 0 when all is in one band, 1 when all bands have as much."""
        return balance_of([self.shares[band] for band in Band])

    @property
    def concentration(self) -> float:
        """The Herfindahl–Hirschman index Σp²: 1 when all is in one band, a third when all have as much."""
        return concentration([self.shares[band] for band in Band])

    @property
    def effective_bands(self) -> float:
        """How many equally large bands are as varied, exp(H)."""
        return effective_number([self.shares[band] for band in Band])

    @property
    def too_much(self) -> Band | None:
        """The band farthest above the corridor, None when none is."""
        return self._farthest(1.0)

    @property
    def too_little(self) -> Band | None:
        """The band farthest below the corridor, None when none is."""
        return self._farthest(-1.0)

    def _farthest(self, sign: float) -> Band | None:
        if self.wanted is None:
            return None
        off = {band: sign * (self.shares[band] - self.wanted[band]) for band in Band}
        band = max(off, key=lambda band: off[band])
        return band if off[band] > OFF else None


def spread_by_money(holdings: Sequence[Holding], corridor: Corridor | None) -> Spread | None:
    """Return how the money is spread over the bands, None when there is none."""
    return _spread([(holding.band, holding.money_minor) for holding in holdings], corridor)


def spread_by_count(holdings: Sequence[Holding], corridor: Corridor | None) -> Spread | None:
    """Return how the projects are spread over the bands, None when there are none."""
    return _spread([(holding.band, 1) for holding in holdings], corridor)


def total_variation(shares: Shares, wanted: Shares) -> float:
    """Return ½Σ|p − q|, from 0 (as wanted) to 1 (all elsewhere); both sum to 1."""
    return sum(abs(shares[band] - wanted[band]) for band in Band) / 2


def money_to_move(distance: float) -> str:
    """Return a distance by money as a sentence, as “A fifth of the money would have to move”."""
    if distance < NOTHING:
        return _("The money lies as the board wants it.")
    return _("%(part)s of the money would have to move.", part=_part(distance))


def projects_to_move(distance: float) -> str:
    """Return a distance by count as a sentence."""
    if distance < NOTHING:
        return _("The projects are spread as the board wants it.")
    return _("%(part)s of the projects would have to be of another kind.", part=_part(distance))


def _spread(amounts: Sequence[tuple[Band, int]], corridor: Corridor | None) -> Spread | None:
    total = sum(amount for _band, amount in amounts)
    if total <= 0:
        return None
    shares = {band: sum(amount for held, amount in amounts if held is band) / total for band in Band}
    return Spread(shares, corridor.shares if corridor else None)


def _part(share: float) -> str:
    """Return a share as the simple fraction it is near to, else in per cent, at the beginning of a sentence."""
    fractions = {
        1 / 20: _("A twentieth"),
        1 / 10: _("A tenth"),
        1 / 5: _("A fifth"),
        1 / 4: _("A quarter"),
        1 / 3: _("A third"),
        2 / 5: _("Two fifths"),
        1 / 2: _("Half"),
        3 / 5: _("Three fifths"),
        2 / 3: _("Two thirds"),
        3 / 4: _("Three quarters"),
        1.0: _("All"),
    }
    nearest = min(fractions, key=lambda fraction: abs(fraction - share))
    return fractions[nearest] if abs(nearest - share) <= NEAR else format_percent(share)
