"""The studies behind the figures: name, year, licence, citation, and what kind of work each speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from portfolio.errors import NotFoundError
from portfolio.language import gettext as _
from portfolio.reference.occupation_table import INDICES, TASK_SHARES, occupations
from portfolio.reference.wording import Wording


@dataclass(frozen=True)
class Study:
    """An index of exposure, as its authors published it; `column` names its figures in our table.

    `is_share` says whether the values are shares from 0 to 1 by nature; the others are relative, from the lowest group
    to the highest. `physical` says whether it speaks of manual work, of mental work, or of both (None).
    """

    column: str
    name: str
    authors: str
    year: int
    title: str
    licence: Wording
    is_share: bool
    physical: bool | None

    @property
    def citation(self) -> str:
        """Who published it, when and where, in one line."""
        return f"{self.authors} ({self.year}). {self.title}"


_NOT_GRANTED = Wording("ingen givet; offentliggjorte tal, citeret", "none granted; published figures, cited")
_NOT_STATED = Wording("ikke oplyst; offentliggjorte tal, citeret", "not stated; published figures, cited")
_BY_4 = Wording("CC BY 4.0", "CC BY 4.0")

STUDIES: tuple[Study, ...] = (
    Study(
        "ilo_genai_2025", "ILO", "Gmyrek, Berg, Kamiński, Konopczyński, Ładna, Nafradi, Rosłaniec & Troszyński", 2025,
        "Generative AI and Jobs: A Refined Global Index of Occupational Exposure. ILO Working Paper 140",
        Wording(
            "CC BY 4.0 (artiklen); bearbejdet, ILO står ikke inde for det",
            "CC BY 4.0 (the paper); adapted, not endorsed by the ILO",
        ),
        is_share=True, physical=False,
    ),
    Study(
        "frey_osborne_2013", "Frey–Osborne", "Frey & Osborne", 2013,
        "The Future of Employment. Technological Forecasting and Social Change 114 (2017), 254–280",
        _NOT_GRANTED, is_share=True, physical=None,
    ),
    Study(
        "techx_physical_n", "TechXposure", "Prytkova, Petit, Li, Chaturvedi & Ciarli", 2024,
        "The Employment Impact of Emerging Digital Technologies. TechXposure 0.9.1, technologies 7, 10 and 11",
        _NOT_STATED, is_share=False, physical=True,
    ),
    Study(
        "aioe_2021_n", "AIOE", "Felten, Raj & Seamans", 2021,
        "Occupational, Industry, and Geographic Exposure to Artificial Intelligence. "
        "Strategic Management Journal 42(12), 2195–2217",
        _NOT_STATED, is_share=False, physical=False,
    ),
    Study(
        "gpt_beta_2023", "GPTs are GPTs", "Eloundou, Manning, Mishkin & Rock", 2024,
        "GPTs are GPTs: Labor Market Impact Potential of LLMs. Science 384",
        Wording("MIT", "MIT"), is_share=True, physical=False,
    ),
    Study(
        "daioe_2023_n", "DAIOE", "Engberg, Görg, Hellsten, Javed, Lodefalk et al.", 2023,
        "DAIOE: Dynamic AI Occupational Exposure, the year 2023. AI-Econ Lab, Örebro",
        _BY_4, is_share=False, physical=False,
    ),
    Study(
        "ms_applicability_2025_n", "Microsoft", "Tomlinson, Jaffe, Wang, Counts & Suri", 2025,
        "Working with AI: Measuring the Occupational Implications of Generative AI. arXiv 2507.07935",
        _BY_4, is_share=False, physical=False,
    ),
)  # fmt: skip

# Without the task shares the model cannot tell mental from manual work, so this one has no switch.
TASK_STUDY = Study(
    "task_shares", "Mihaylov & Tijdens", "Mihaylov & Tijdens", 2019,
    "Measuring the Routine and Non-Routine Task Content of 427 Four-Digit ISCO-08 Occupations. Tinbergen DP 2019-035/V",
    _NOT_STATED, is_share=True, physical=None,
)  # fmt: skip


def study(column: str) -> Study:
    """Return the study behind a column; raise NotFoundError when there is none."""
    for candidate in STUDIES:
        if candidate.column == column:
            return candidate
    raise NotFoundError(_("There is no index “%(name)s”.", name=column[:40]))


def studies_in_use(off: Iterable[str] = ()) -> tuple[Study, ...]:
    """Return the studies a house has not switched off, in their fixed order."""
    switched_off = frozenset(off)
    return tuple(one for one in STUDIES if one.column not in switched_off)


@cache
def coverage(column: str) -> int:
    """Return for how many of the unit groups a study has a value."""
    figure = TASK_SHARES[0] if column == TASK_STUDY.column else column
    return sum(occupation.figures[figure] is not None for occupation in occupations().values())


assert tuple(one.column for one in STUDIES) == INDICES  # noqa: S101  # a study without a column would be shown as blank
