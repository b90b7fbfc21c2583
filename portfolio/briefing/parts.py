"""What a briefing's pages are built of: a logo, a line, sections with table and picture, as plain frozen values.

A later subject of the board (payments, forecasts) is one more function in `sections` that returns a `Section`; page and
PDF need no change.
"""

from dataclasses import dataclass

from portfolio.briefing.plain import plain
from portfolio.charts.landing import LandingPoint
from portfolio.queries.projects import AxisFigure, ProjectSheet
from portfolio.reference.rubric import Axis


@dataclass(frozen=True)
class OccupationLine:
    """An occupation a project prepares for, with the share of its people and of today's tasks still done by people."""

    name: str
    share: str
    resilience: str


@dataclass(frozen=True)
class Logo:
    """The house's logo as it was: what it shows in words, and the kept PNG with its digest."""

    text: str
    sha256: str
    png: str  # base64, so that it can be kept as JSON

    @property
    def address(self) -> str:
        """The picture as an address that holds it."""
        return f"data:image/png;base64,{self.png}"


@dataclass(frozen=True)
class Column:
    """A column's heading, and whether it holds figures."""

    heading: str
    figures: bool = False


@dataclass(frozen=True)
class Table:
    """A small table of texts; the first cell of a row is its heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Data:
    """What a section is counted from, for the table of its key that is attached to the PDF.

    Exact and without words: whole minor units and basis points, ISO dates, keys; an empty text where nothing is known.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Place:
    """A project in the picture of decoupling and connection as it stood; the drawing's own class may grow."""

    name: str
    decoupling: float
    decoupling_low: float
    decoupling_high: float
    connection: float
    connection_low: float
    connection_high: float
    zone: str
    enough_evaluators: bool

    @classmethod
    def of(cls, sheet: ProjectSheet) -> "Place | None":
        """Return where a project stands; None when one of its two scores is missing."""
        decoupling, connection = sheet.score(Axis.DECOUPLING), sheet.score(Axis.CONNECTION)
        if decoupling is None or decoupling.value is None or connection is None or connection.value is None:
            return None
        zone = sheet.scores.zone if sheet.scores else None
        return cls(
            sheet.project.name,
            *_three(decoupling),
            *_three(connection),
            zone=zone or "ordinary",
            enough_evaluators=sheet.enough_evaluators and zone is not None,
        )

    def to_draw(self) -> LandingPoint:
        """Return the mark in the picture."""
        return LandingPoint(**plain(self))


@dataclass(frozen=True)
class LandingPicture:
    """Decoupling against connection; `title` is the finding and `description` says it without seeing it."""

    title: str
    description: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class FanPicture:
    """The portfolio's resilience by money: shares of 1, one a year from the first; the band holds 80 per cent."""

    title: str
    description: str
    first_year: int
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    watch_year: int | None
    label: str


@dataclass(frozen=True)
class SharesPicture:
    """Bars of shares of 1, incremental, substantial and radical; the last one is what the board wants."""

    title: str
    bars: tuple[tuple[str, tuple[float, float, float]], ...]


Picture = LandingPicture | FanPicture | SharesPicture


@dataclass(frozen=True)
class Section:
    """One subject of pages two and three; `key` is its anchor in the page."""

    key: str
    heading: str
    sentences: tuple[str, ...]
    picture: Picture | None = None
    table: Table | None = None
    data: Data | None = None
    record: str = ""  # where its figures are kept, below the house's address


def _three(figure: AxisFigure) -> tuple[float, float, float]:
    return figure.value or 0.0, figure.low, figure.high
