"""Every mail, word for word, in both languages: a changed text is reviewed as text.

To accept new texts: `INNOHUS_ACCEPT_SNAPSHOTS=1 pytest tests/unit/test_letters.py`, then read the difference.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from jobs.mail.texts import write_letter
from portfolio.actions.mail import FACTS
from portfolio.language import LANGUAGES, Language, speaking

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "mail"
TEMPLATES = Path(__file__).parents[2] / "jobs" / "templates" / "mail"
TOLD: dict[str, Any] = {
    "name": "Åse Lund",
    "house": "Fjordhuset",
    "inviter": "Anna Holm",
    "project": "Lagerbroen",
    "closes_on": "2027-03-15",
    "period": "2027-04",
    "decision": "1. beslutter, hvem der skal tage imod resultaterne af Lagerbroen.\n2. får genvurderet Natteboligen.",
    "pages": 4,
    "goes_out": "1. april 2027 kl. 08.00",
    "missing": ["Dit ord til bestyrelsen er ikke skrevet på dansk.", "Aldrig vurderet: Lagerbroen."],
    "reason": "",
    "problem": "Figuren kunne ikke tegnes.",
    "link": "https://innohus.example/et/sted",
    "signals": ["Selvkørende gaffeltruck på markedet"],
    "turns": [
        {"name": "Lagerbroen", "before": "watch", "after": "fragile", "link": "https://innohus.example/lagerbroen"},
    ],
    "projects": [
        {"name": "Lagerbroen", "due_on": "2027-03-10", "link": "https://innohus.example/lagerbroen"},
        {"name": "Natteboligen", "due_on": "2027-03-30", "link": "https://innohus.example/natteboligen"},
    ],
}
# Facts that change the wording, beside the usual ones.
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "briefing_without_decision": ("briefing", {"decision": "", "pages": 1, "reason": ""}),
    "briefing_corrected": ("briefing", {"decision": "", "reason": "Beløbet til Lagerbroen var forkert."}),
    "briefing_draft_complete": ("briefing_draft", {"missing": []}),
    "signal_turned_many": (
        "signal_turned",
        {
            "signals": ["Selvkørende gaffeltruck på markedet", "Lagre bygges uden gange til mennesker"],
            "turns": [
                *TOLD["turns"],
                {"name": "Havnekøkkenet", "before": "robust", "after": "watch", "link": "https://innohus.example/havn"},
            ],
        },
    ),
    "reevaluations_due_one": ("reevaluations_due", {"projects": TOLD["projects"][:1]}),
}
CASES = {**{template: (template, {}) for template in FACTS}, **VARIANTS}


def letter(case: str, language: Language) -> str:
    template, variant = CASES[case]
    told = {name: {**TOLD, **variant}[name] for name in {"name", *FACTS[template]}}
    with speaking(language):
        written = write_letter(template, told)
    return f"{written.subject}\n\n{written.text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_mail_reads_as_accepted(case: str, language: Language) -> None:
    accepted = SNAPSHOTS / f"{case}.{language}.txt"
    written = letter(case, language)
    if os.environ.get("INNOHUS_ACCEPT_SNAPSHOTS"):
        accepted.parent.mkdir(parents=True, exist_ok=True)
        accepted.write_text(written)

    assert written == accepted.read_text()


def test_every_template_is_told_what_it_needs_and_every_one_is_used() -> None:
    files = {file.stem for file in TEMPLATES.glob("*.txt")} - {"_letter"}

    assert files == set(FACTS)


@pytest.mark.parametrize("template", FACTS)
def test_a_mail_with_a_fact_missing_is_not_written(template: str) -> None:
    for missing in FACTS[template]:
        told = {name: TOLD[name] for name in {"name", *FACTS[template]} - {missing}}
        if missing == "house":
            continue  # the letter's foot does without it

        with pytest.raises((UndefinedError, TypeError)):
            write_letter(template, told)
