"""The table of figures, built anew from the studies' own files; each importer against its study's printed numbers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from portfolio.errors import RuleBrokenError
from portfolio.frames import study_columns as columns
from portfolio.frames.figure_table import figure_table
from portfolio.frames.study_crosswalk import soc_pairs
from portfolio.frames.study_files import read_study
from portfolio.frames.study_structure import SIZES, isco_groups
from portfolio.language import speaking
from portfolio.reference.figures_file import FOLDER
from portfolio.reference.occupations import FIGURES, occupation_groups, occupations
from portfolio.resilience.figures import _mean as group_mean
from tests.material import PUBLISHED, needs

pytestmark = needs(PUBLISHED)


def test_the_published_files_rebuild_our_table_to_the_last_digit():
    assert figure_table(PUBLISHED) == (FOLDER / "occupations.csv").read_bytes()


def test_the_structure_is_iscos_10_43_130_and_436():
    titles = isco_groups(PUBLISHED)

    assert [sum(titles.index.str.len() == digits) for digits in SIZES] == [10, 43, 130, 436]
    ours = {code: group.title_en for code, group in occupation_groups().items()}
    ours |= {code: one.title_en for code, one in occupations().items()}
    assert ours == titles.to_dict()


def test_the_ilos_file_has_its_printed_numbers():
    tasks = read_study(PUBLISHED, columns.ILO)
    groups = tasks.groupby("ISCO_08")["potential25"].first()

    assert len(tasks) == 3266
    assert groups.value_counts().to_dict() == {
        "Not Exposed": 231,
        "Minimal Exposure": 84,
        "Exposed: Gradient 1": 17,
        "Exposed: Gradient 2": 44,
        "Exposed: Gradient 3": 38,
        "Exposed: Gradient 4": 13,
    }


def test_frey_and_osbornes_file_has_702_values_of_which_70_were_set_by_hand():
    found = read_study(PUBLISHED, columns.FREY_OSBORNE)

    assert len(found) == 702
    assert found["Label"].value_counts().to_dict() == {"": 632, "1": 37, "0": 33}
    assert found.set_index("SOC code").loc["53-7051", "Probability"] == "0.93"


def test_gpts_are_gpts_have_their_printed_mean():
    ratings = read_study(PUBLISHED, columns.GPTS)["dv_rating_beta"].astype(float)

    assert (len(ratings), round(ratings.mean(), 3)) == (923, 0.345)


def test_aioe_is_a_score_with_mean_0_and_deviation_1():
    found = read_study(PUBLISHED, columns.AIOE).set_index("SOC Code")["AIOE"].astype(float)

    assert len(found) == 774
    assert (round(found.mean(), 3), round(found.std(), 3)) == (0.0, 1.0)
    assert (round(found.min(), 4), round(found.max(), 4), round(found["53-7051"], 4)) == (-2.6698, 1.5277, -1.3987)


def test_microsofts_five_highest_are_the_printed_ones():
    scores = read_study(PUBLISHED, columns.MICROSOFT)["ai_applicability_score"].astype(float)

    assert scores.nlargest(5).round(2).tolist() == [0.49, 0.48, 0.47, 0.46, 0.45]


def test_techxposure_has_its_printed_size_and_forklift_drivers_lead_in_physical_automation():
    found = read_study(PUBLISHED, columns.TECHX)
    physical = found[found["tech40_id"].isin(columns.PHYSICAL_TECHNOLOGIES)]
    means = physical["xposure4d"].astype(float).groupby(physical["isco4d"]).mean()

    assert (len(found), found["isco4d"].nunique(), found["tech40_id"].nunique()) == (16_640, 416, 40)
    assert round(found["xposure4d"].astype(float).max(), 3) == 8.786
    assert (means.idxmax(), round(means.max(), 4)) == ("8344", 5.5595)


def test_daioe_has_its_printed_size():
    found = read_study(PUBLISHED, columns.DAIOE)
    of_2023 = found[(found["year"] == "2023") & (found["daioe_allapps"] != "")]

    assert len(found) == (438 - len(columns.DAIOE.left_out)) * 14
    assert len(of_2023) == 424 - len(columns.DAIOE.left_out)


def test_mihaylov_and_tijdens_have_their_427_occupations_with_shares_of_one():
    found = read_study(PUBLISHED, columns.TASKS)

    assert len(found) == 427
    assert found[list(columns.TASK_COLUMNS)].astype(float).sum(axis=1).to_numpy() == pytest.approx(1, abs=0.001)


def test_means_of_sub_major_groups_are_those_of_the_table_beside():
    beside = pd.read_csv(PUBLISHED.parent / "figures-isco08-sub-major-groups.csv", dtype={"isco08_2": str})

    for row in beside.to_dict("records"):
        for name in FIGURES:
            mean = group_mean(name, row["isco08_2"])
            assert pd.isna(row[name]) if mean is None else mean == pytest.approx(row[name], abs=0.00011)


def test_forklift_drivers_are_not_diluted_by_their_supervisors():
    pairs = soc_pairs(PUBLISHED)

    assert pairs.loc[pairs["isco08"] == "8344", "soc"].tolist() == ["53-7051"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The published files, to be spoiled."""
    copy = tmp_path / "published"
    shutil.copytree(PUBLISHED, copy, copy_function=shutil.copyfile)
    for part in (copy, *copy.rglob("*")):
        part.chmod(0o755 if part.is_dir() else 0o644)
    return copy


def with_text(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_bytes().decode("utf-8-sig")
        assert change(text) != text
        path.write_bytes(change(text).encode())

    return spoil


def with_sheet(name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        frame = change(pd.read_excel(folder / name, engine="calamine"))
        frame.to_excel(folder / name, index=False, engine="xlsxwriter")

    return spoil


FO, TASKS, DAIOE, ILO = (one.path for one in (columns.FREY_OSBORNE, columns.TASKS, columns.DAIOE, columns.ILO))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (with_text(FO, lambda text: text.replace("Probability", "Risk", 1)), "no column “Probability”"),
        (with_text(FO, lambda text: text + text.splitlines()[1] + "\n"), "row 704 repeats an earlier row (29-1125)"),
        (with_text(FO, lambda text: text.replace("1,0.0028,", "1,1.0028,", 1)), "row 2 has “1.0028” under Probability"),
        (with_text(FO, lambda text: text.replace("29-1125", "291125", 1)), "row 2 has “291125” where a code"),
        (with_text(FO, lambda text: "\x00" * 50), FO),
        (with_text(FO, lambda text: ""), FO),
        (with_text(FO, lambda text: text.splitlines()[0]), "has no rows"),
        (with_text(TASKS, lambda text: text.replace("\n1111,", "\n111,", 1)), "111, which has lost its leading zero"),
        (with_text(TASKS, lambda text: text.replace("0.3,0.7,0,0,0", "0.3,0.6,0,0,0", 1)), "shares of 1111"),
        (with_text(DAIOE, lambda text: text.replace("\n0110\t", "\n110\t", 1)), "lost its leading zero"),
        (with_text("isco/ESCO_ISCOGroups_en.csv", lambda text: text.replace(",0110,", ",0119,", 1)), "0119"),
        (
            with_text("isco/ESCO_ISCOGroups_en.csv", lambda text: text.replace("isco/C0110,0110,", "isco/C,110,", 1)),
            "has a code lost its leading zero?",
        ),
        (
            with_sheet(ILO, lambda frame: frame.head(20).rename(columns={"score_2025": "score"})),
            "no column “score_2025”",
        ),
        (with_sheet(ILO, lambda frame: pd.concat([frame.head(20), frame.head(1)])), "repeats an earlier row"),
        (lambda folder: (folder / ILO).unlink(), "is not in the folder"),
        (lambda folder: (folder / ILO).write_bytes(b"PK\x03\x04 broken"), "cannot be read"),
        (lambda folder: (folder / "crosswalk/ibs_soc10_isco08.dta").write_bytes(b"no"), "cannot be read"),
    ],
)
def test_a_bad_file_is_one_sentence(folder: Path, spoil: Callable[[Path], None], words: str):
    spoil(folder)

    with speaking("en"), pytest.raises(RuleBrokenError) as refused:
        figure_table(folder)

    assert words in str(refused.value)
