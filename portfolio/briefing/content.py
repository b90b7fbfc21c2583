"""What a briefing says: plain frozen values, ready to print, to read aloud and to keep as JSON.

Everything here is text in the briefing's language or a number that was already decided; whoever prints it does not
count, compare or translate. A stored content of an older form is still read by `read_content`.
"""

import hashlib
import json
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from portfolio.briefing.markdown import Block, read_word
from portfolio.briefing.parts import Logo, OccupationLine, Section
from portfolio.briefing.plain import fields_of, plain
from portfolio.charts.matrix import MatrixPoint

BRIEFING, BOOK = "briefing", "book"  # a board briefing, or a sheet for every project
FORM = 3  # rises when a field is added or changes its meaning


@dataclass(frozen=True)
class Decision:
    """What the board is asked to decide, what follows if it does not, and who acts by when (`terms`)."""

    text: str
    consequence: str
    terms: str


@dataclass(frozen=True)
class Attention:
    """A project that needs the board's eye; `mark` is the zone's key or empty, `word` says it in words."""

    mark: str
    word: str
    project: str
    text: str
    record: str = ""


@dataclass(frozen=True)
class Answer:
    """One of the two five-year questions and what is answered; an empty answer is said by `answer` too."""

    question: str
    answer: str
    given: bool
    cut: bool = False  # shortened, because the board page has little room; the whole answer follows on page two


@dataclass(frozen=True)
class Figure:
    """A score as printed: a whole number or a word, its 80 % or open-criteria interval, and the band in words."""

    label: str
    value: str
    interval: str
    word: str
    low: int | None = None
    middle: int | None = None
    high: int | None = None
    record: str = ""  # where it is kept, below the house's address
    dated: str = ""  # the day it is of, in words

    @property
    def is_known(self) -> bool:
        """Whether there is a number to draw."""
        return self.middle is not None


@dataclass(frozen=True)
class Levels:
    """How many evaluators gave a criterion each level from 1 to 5; nobody is named."""

    criterion: str
    counts: tuple[int, int, int, int, int]
    consensus: bool | None


@dataclass(frozen=True)
class Basis:
    """What the sentences about a project are made from, exact and without words, so that anyone can count again.

    `coverage` are the shares of weight assessed on each axis; `due_state` and `attention` are keys.
    """

    evaluators: int = 0
    evaluated_on: str = ""
    coverage: tuple[float, ...] = ()
    budget_minor: int | None = None
    currency: str = ""
    due_on: str = ""
    due_state: str = ""
    under_way: bool = False
    attention: tuple[str, ...] = ()
    levels: tuple[Levels, ...] = ()


@dataclass(frozen=True)
class ProjectRow:
    """A project in the table of all projects; `stage`, `mark` (the zone) and `band` are keys, not words."""

    number: int
    name: str
    stage: str
    mark: str
    zone: str
    band: str
    radicality: Figure
    resilience: Figure
    decoupling: Figure
    horizon: str
    money: str
    next_evaluation: str
    connection: Figure | None = None
    basis: Basis = Basis()
    record: str = ""


@dataclass(frozen=True)
class Fact:
    """A label and what is known."""

    label: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A project on a page of its own, with the reason why it is there."""

    number: int
    reasons: tuple[str, ...]
    name: str
    mark: str
    zone: str
    message: str
    summary: str
    figures: tuple[Figure, ...]
    weakest: str
    answers: tuple[Answer, ...]
    occupations: tuple[OccupationLine, ...]
    facts: tuple[Fact, ...]
    stop_criteria: tuple[str, ...]
    record: str = ""

    @property
    def has_figures(self) -> bool:
        """Whether there is any figure to show."""
        return any(figure.is_known or figure.interval for figure in self.figures)


@dataclass(frozen=True)
class Point:
    """A project in the chart as it stood; the drawing's own class may grow, what is kept must not."""

    name: str
    radicality: float
    radicality_low: float
    radicality_high: float
    resilience: float
    resilience_low: float
    resilience_high: float
    zone: str
    enough_evaluators: bool
    money_minor: int | None
    currency: str

    @classmethod
    def of(cls, point: MatrixPoint) -> "Point":
        """Return what is kept of a mark in the picture."""
        return cls(**{field.name: getattr(point, field.name) for field in fields(cls)})

    def to_draw(self) -> MatrixPoint:
        """Return the mark in the picture."""
        return MatrixPoint(**plain(self))


@dataclass(frozen=True)
class Chart:
    """The matrix of radicality and resilience; `title` is the finding and `description` says it without seeing it."""

    title: str
    description: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class PageOne:
    """The seven blocks of the board page in reading order; a block without items says so in a sentence."""

    decisions: tuple[Decision, ...]
    no_decision: str
    changes: tuple[str, ...]
    standing: str
    chart: Chart
    attention: tuple[Attention, ...]
    no_attention: str
    more_attention: str
    learned: tuple[str, ...]
    certainty: tuple[str, ...]
    confidence: str
    coming: tuple[str, ...]
    questions: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the briefing rests on, so that it can be checked long after."""

    as_of: str
    rubric: str
    figures: str
    history_count: int
    history_head: str
    sentences: tuple[str, ...]
    glossary: tuple[Fact, ...] = ()
    snapshot: str = ""  # SHA-256 of all the rest of the content, see `sealed`

    @property
    def head_start(self) -> str:
        """The first twelve digits of the history's head, as printed in the footer."""
        return self.history_head[:12]


@dataclass(frozen=True)
class BriefingContent:
    """All that a briefing says, in one language, of one house, as of one moment."""

    language: str
    house: str
    period: str
    month: str
    title: str
    revision: str
    reason: str
    as_of: str
    overview: str
    leads_word: str
    page_one: PageOne
    questions: tuple[Answer, ...]
    table_caption: str
    rows: tuple[ProjectRow, ...]
    no_projects: str
    sheets: tuple[Sheet, ...]
    no_sheets: str
    evidence: Evidence
    editor: str = ""  # who wrote or approved it, by name
    edited: str = ""  # the same in words, since the third form
    kind: str = BRIEFING
    sections: tuple[Section, ...] = ()
    logo: Logo | None = None
    address: str = ""  # of the house on the web, for links to records; empty prints none
    pages: int = 0  # of the PDF, known once it is laid out
    form: int = FORM

    @property
    def word(self) -> tuple[Block, ...]:
        """The lead's word as paragraphs and lists."""
        return read_word(self.leads_word)

    @property
    def attached(self) -> tuple[str, ...]:
        """The names of the tables attached to the PDF, without month and ending."""
        return "figures", "levels", *(section.key for section in self.sections if section.data)

    @property
    def shows_questions_again(self) -> bool:
        """Whether the house's answers are shortened on the board page, or not there (in the first form)."""
        return not self.page_one.questions or any(answer.cut for answer in self.page_one.questions)

    def as_dict(self) -> dict[str, Any]:
        """Return the content as plain JSON values."""
        written: dict[str, Any] = plain(self)
        return written


def read_content(stored: dict[str, Any]) -> BriefingContent:
    """Return the content that was kept as plain JSON values."""
    return _reader().validate_python(stored)


@cache
def _reader() -> TypeAdapter[BriefingContent]:
    return TypeAdapter(BriefingContent)  # made once: that takes six times as long as reading with it


def digest_of(content: BriefingContent) -> str:
    """Return the SHA-256 of what a briefing says, but for this digest and the number of pages, as 64 hex digits."""
    bare = replace(content, pages=0, evidence=replace(content.evidence, snapshot=""))
    written = json.dumps(bare, default=fields_of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def sealed(content: BriefingContent) -> BriefingContent:
    """Return the content with the digest that is printed in it."""
    return replace(content, evidence=replace(content.evidence, snapshot=digest_of(content)))
