"""An evaluator's answers as a browser sends them; what was typed is kept as it was, right or wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wtforms import BooleanField, TextAreaField

from portfolio.reference.rubric import Criterion, Rubric
from portfolio.rounds.panel import Answer
from web.forms import Form
from web.languages import lazy as _l

CANNOT_ASSESS = "cannot"
PARTS = ("level", "lowest", "highest", "evidence", "reason")
_NAME = re.compile(rf"([A-Za-z0-9]{{1,10}})-({'|'.join(PARTS)})")


class DeclineForm(Form):
    """Saying no to an invitation."""

    has_interest = BooleanField(_l("I lead this project, or help to pay for it"))
    reason = TextAreaField(_l("Why (only the house’s leads see it)"))


@dataclass(frozen=True)
class CriterionFields:
    """One criterion on the form: what is typed in its fields, and the sentences at them."""

    criterion: Criterion
    typed: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    earlier: str = ""  # what the panel answered in the first round, in words

    @property
    def is_answered(self) -> bool:
        """Whether a level or “cannot assess” is chosen."""
        return bool(self.typed.get("level"))


@dataclass(frozen=True)
class AnswersForm:
    """All criteria of a rubric as fields, the general comment, and what is wrong with them."""

    rubric: Rubric
    typed: Mapping[str, Mapping[str, str]]
    comment: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[CriterionFields]:
        """The criteria in the rubric's order."""
        return [
            CriterionFields(
                criterion,
                self.typed.get(criterion.id, {}),
                self._problems_of(criterion.id),
                self.earlier.get(criterion.id, ""),
            )
            for criterion in self.rubric.criteria
        ]

    @property
    def answered(self) -> int:
        """How many criteria have a level or “cannot assess”."""
        return sum(shown.is_answered for shown in self.fields)

    @property
    def stray_problems(self) -> list[str]:
        """The sentences that belong to no field of this form."""
        known = {f"{criterion.id}-{part}" for criterion in self.rubric.criteria for part in PARTS} | {"comment"}
        return [sentence for name, sentence in self.problems.items() if name not in known]

    def _problems_of(self, criterion_id: str) -> dict[str, str]:
        named = {part: self.problems.get(f"{criterion_id}-{part}") for part in PARTS}
        return {part: sentence for part, sentence in named.items() if sentence}


def typed_answers(sent: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return what a browser sent by criterion and part; fields that are none of ours are left out."""
    typed: dict[str, dict[str, str]] = {}
    for name, value in sent:
        if match := _NAME.fullmatch(name):
            typed.setdefault(match[1], {})[match[2]] = value
    return typed


def read_answers(typed: Mapping[str, Mapping[str, str]]) -> dict[str, Answer]:
    """Return typed fields as answers; what is no number becomes 0, which the rules refuse with a sentence."""
    return {criterion: _read(parts) for criterion, parts in typed.items()}


def _read(parts: Mapping[str, str]) -> Answer:
    level = parts.get("level", "")
    cannot_assess = level == CANNOT_ASSESS
    return Answer(
        level=None if cannot_assess else _number(level),
        cannot_assess=cannot_assess,
        lowest=_number(parts.get("lowest", "")),
        highest=_number(parts.get("highest", "")),
        evidence=parts.get("evidence", "E0"),
        reason=parts.get("reason", ""),
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else 0


def show_answers(answers: Mapping[str, Answer]) -> dict[str, dict[str, str]]:
    """Return stored answers as the fields show them."""
    return {criterion: _show(answer) for criterion, answer in answers.items()}


def _show(answer: Answer) -> dict[str, str]:
    return {
        "level": CANNOT_ASSESS if answer.cannot_assess else _text(answer.level),
        "lowest": _text(answer.lowest),
        "highest": _text(answer.highest),
        "evidence": answer.evidence,
        "reason": answer.reason,
    }


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
