"""What the model says of a project, as plain values that can be stored and shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.resilience.bands import ResilienceBand
from portfolio.resilience.figures import Imputed


@dataclass(frozen=True)
class CurvePoint:
    """The share of today's tasks still done by people, some years from now: 0 to 1."""

    year: int
    deterministic: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class OccupationResilience:
    """One occupation of a project at its horizon; all values are shares from 0 to 1.

    `loss` is how much it pulls the project's score down: the losses of a project add up to 1 − deterministic.
    `figures` are the indices behind it, so that each can be shown beside the result; `hand_labelled` says that one that
    counts was set by hand by its authors; `curve` is its deterministic course, year by year from today.
    """

    code: str
    share: float
    deterministic: float
    p10: float
    p50: float
    p90: float
    loss: float
    figures: dict[str, float | None]
    imputed: tuple[Imputed, ...]
    hand_labelled: bool
    curve: tuple[float, ...]


@dataclass(frozen=True)
class ProjectResilience:
    """The share of today's human work, in a project's occupations, still done by people at its horizon.

    All values are shares from 0 to 1. `deterministic` uses the parameters as they stand; p10, p50 and p90 come from
    the simulation. `half_life_years` is when the deterministic share falls below one half, counted from today and
    None beyond 60 years; `watch_year_offset` the first year, counted from today, in which p10 lies below 0.70.
    """

    horizon_years: int
    deterministic: float
    p10: float
    p50: float
    p90: float
    band: ResilienceBand
    band_p10: ResilienceBand
    half_life_years: float | None
    watch_year_offset: int | None
    curve: tuple[CurvePoint, ...]
    occupations: tuple[OccupationResilience, ...]
    scenario: str
    data_version: str
    parameter_version: str
    draws: int
    seed: int
    elapsed_years: int = 0

    def watch_year(self, start_year: int) -> int | None:
        """Return the watch year as a calendar year, given the year that counts as today."""
        return None if self.watch_year_offset is None else start_year + self.watch_year_offset

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        plain = asdict(self)
        plain["band"], plain["band_p10"] = self.band.value, self.band_p10.value
        plain["curve"] = list(plain["curve"])
        plain["occupations"] = [
            {**one, "imputed": list(one["imputed"]), "curve": list(one["curve"])} for one in plain["occupations"]
        ]
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "ProjectResilience":
        """Return the result that `as_dict` wrote."""
        return cls(
            **{
                **plain,
                "band": ResilienceBand(plain["band"]),
                "band_p10": ResilienceBand(plain["band_p10"]),
                "curve": tuple(CurvePoint(**point) for point in plain["curve"]),
                "occupations": tuple(_read_occupation(one) for one in plain["occupations"]),
            }
        )


def medians_of(plain: Mapping[str, Any]) -> dict[str, float]:
    """Return the share of each occupation's tasks that is left at the horizon, of what `as_dict` wrote; by code."""
    return {one["code"]: one["p50"] for one in plain["occupations"]}


def _read_occupation(plain: dict[str, Any]) -> OccupationResilience:
    imputed = tuple(Imputed(**one) for one in plain["imputed"])
    return OccupationResilience(**{**plain, "imputed": imputed, "curve": tuple(plain["curve"])})
