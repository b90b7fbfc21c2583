import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import NotFoundError
from portfolio.language import speaking
from portfolio.reference.occupation_table import FOLDER
from portfolio.reference.occupations import (
    DATA_VERSION,
    FIGURES,
    TASK_SHARES,
    find_occupations,
    get_occupation,
    group_path,
    occupation_groups,
    occupations,
)


def test_the_data_version_names_the_very_file() -> None:
    digest = hashlib.sha256((FOLDER / "occupations.csv").read_bytes()).hexdigest()

    assert DATA_VERSION.endswith(f"+{digest[:8]}")


def test_there_are_436_occupations_with_titles_in_both_languages() -> None:
    assert len(occupations()) == 436
    assert all(occupation.title_da and occupation.title_en for occupation in occupations().values())
    assert len({occupation.title_da for occupation in occupations().values()}) == 436


def test_codes_are_text_so_that_the_armed_forces_keep_their_zero() -> None:
    officer = get_occupation("0110")

    assert (officer.code, officer.minor, officer.sub_major, officer.major) == ("0110", "011", "01", "0")


def test_the_hierarchy_is_whole() -> None:
    sizes = [sum(len(code) == digits for code in occupation_groups()) for digits in (1, 2, 3)]

    assert sizes == [10, 43, 130]
    for occupation in occupations().values():
        assert [group.code for group in group_path(occupation)] == [occupation.code[:digits] for digits in (1, 2, 3)]


def test_groups_have_titles_in_both_languages() -> None:
    major, _sub_major, minor = group_path(get_occupation("8344"))

    assert all(group.title_da and group.title_en for group in occupation_groups().values())
    assert major.title_in("da") == "Operatør- og monteringsarbejde samt transportarbejde"
    assert (minor.title_in("da"), minor.title_in("en")) == ("Kørsel med mobile maskiner", "Mobile plant operators")


def test_figures_are_shares_and_blanks_stay_blank() -> None:
    for occupation in occupations().values():
        known = [value for value in occupation.figures.values() if value is not None]
        shares = [occupation.figures[name] for name in TASK_SHARES]

        assert set(occupation.figures) == set(FIGURES)
        assert all(0 <= value <= 1 for value in known)
        assert shares == [None] * 5 or sum(share for share in shares if share) == pytest.approx(1, abs=0.001)
    assert sum(occupation.figures["ilo_genai_2025"] is None for occupation in occupations().values()) == 9


def test_a_hand_labelled_value_is_marked() -> None:
    assert get_occupation("8344").hand_labelled
    assert not get_occupation("4110").hand_labelled


def test_a_title_speaks_the_readers_language() -> None:
    forklift = get_occupation("8344")

    assert forklift.title == "Truckfører"
    with speaking("en"):
        assert forklift.title == "Lifting truck operators"


def test_a_danish_six_digit_code_falls_back_to_its_parent() -> None:
    assert get_occupation("834410").code == "8344"
    assert get_occupation(" 8344.10 ").code == "8344"


@pytest.mark.parametrize("code", ["8", "83", "834", " 01 "])
def test_a_code_of_another_level_is_a_sentence_that_names_the_group(code: str) -> None:
    with speaking("en"), pytest.raises(NotFoundError, match=r"is a whole group: .* Choose an occupation in it"):
        get_occupation(code)


@pytest.mark.parametrize("code", ["", "110", "9999", "83441", "truck", "８３４４", "8344\x00"])
def test_an_unknown_code_is_a_sentence(code: str) -> None:
    with speaking("en"), pytest.raises(NotFoundError, match="no occupation with the code"):
        get_occupation(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("truckfører", "8344"),
        ("TRUCKFØRER", "8344"),
        ("truckforer", "8344"),
        ("trukfører", "8344"),
        ("forklift", "8344"),
        ("forklfit", "8344"),
        ("fork lift", "8344"),
        ("8344", "8344"),
        ("834410", "8344"),
        ("gaffeltruck", "8344"),
        ("rengøring", "9112"),
        ("pædagog", "2342"),
        ("pædagogmedhjælper", "5311"),
        ("SOSU-hjælper", "5321"),
        ("sosu hjælper", "5321"),
        ("sosu-assistent", "3221"),
        ("kok", "5120"),
        ("lager", "4321"),
        ("lagerarb", "4321"),
        ("nurse", "2221"),
        ("sygeplejeske", "2221"),
        ("electrician", "7411"),
        ("vicevært", "5153"),
        ("lastbilchauffør", "8332"),
        ("truck driver", "8332"),
        ("bager", "7512"),
        ("murer", "7112"),
        ("software developer", "2512"),
    ],
)
def test_the_occupation_meant_comes_first(typed: str, code: str) -> None:
    assert find_occupations(typed, language="da")[0].code == code


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_occupation_is_found_by_each_of_its_titles(language: str) -> None:
    for occupation in occupations().values():
        for title in (occupation.title_da, occupation.title_en):
            assert occupation in find_occupations(title, language=language, limit=3)  # type: ignore[arg-type]  # from the parameter list


@pytest.mark.parametrize("typed", ["", "   ", "%%%", "\x00", "💥"])
def test_nothing_readable_finds_nothing(typed: str) -> None:
    assert find_occupations(typed, language="da") == []


def test_the_limit_holds() -> None:
    assert len(find_occupations("a", language="da", limit=4)) == 4


@given(st.text(max_size=120))
def test_no_text_breaks_the_search(typed: str) -> None:
    assert len(find_occupations(typed, language="en")) <= 10
