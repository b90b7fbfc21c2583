import hashlib

import pytest

from portfolio.errors import NotFoundError
from portfolio.language import speaking
from portfolio.reference.rubric import CURRENT_VERSION, FOLDER, Axis, rubric, versions

# A rubric that was used is never edited: change the words in a new version, and add its digest here.
DIGESTS = {"2026-1": "67866247f9779ebf2543cc93e200c75960c81e36c63f21685492f074389530c3"}


def test_every_shipped_rubric_is_byte_for_byte_the_one_that_was_used() -> None:
    found = {version: hashlib.sha256((FOLDER / f"{version}.yaml").read_bytes()).hexdigest() for version in versions()}

    assert found == DIGESTS


def test_the_current_rubric_asks_seven_six_and_two_questions() -> None:
    current = rubric()

    assert current.version == CURRENT_VERSION
    assert [len(current.on_axis(axis)) for axis in Axis] == [7, 6, 2]


def test_every_text_exists_in_both_languages() -> None:
    for criterion in rubric().criteria:
        texts = [criterion.name, criterion.question, *(level.text for level in criterion.levels)]

        assert all(text.da and text.en and text.da != text.en for text in texts)
        assert [level.score for level in criterion.levels] == [0, 25, 50, 75, 100]


def test_a_text_speaks_the_readers_language() -> None:
    name = rubric().criterion("D2").name

    assert str(name) == "Egen økonomi"
    with speaking("en"):
        assert str(name) == "Own money"


def test_evidence_grades_run_from_assertion_to_independent_confirmation() -> None:
    assert [grade.id for grade in rubric().evidence_grades] == ["E0", "E1", "E2", "E3"]


@pytest.mark.parametrize("version", ["", "2099-1", "../2026-1", "2026-1.yaml"])
def test_an_unknown_version_is_a_sentence(version: str) -> None:
    with speaking("en"), pytest.raises(NotFoundError, match="rubric"):
        rubric(version)


def test_an_unknown_criterion_or_level_is_a_sentence() -> None:
    with pytest.raises(NotFoundError, match="X9"):
        rubric().criterion("X9")
    with speaking("en"), pytest.raises(NotFoundError, match="level 6"):
        rubric().criterion("R1").level(6)
