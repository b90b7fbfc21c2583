"""What if: a project's mix of work or its horizon moved by hand; nothing is stored, and the answer comes at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from portfolio.errors import NotFoundError, RuleBrokenError
from portfolio.language import current_language
from portfolio.language import gettext as _
from portfolio.reference.occupations import find_occupations, get_occupation
from portfolio.resilience.bands import LONGEST, resilience_band
from portfolio.resilience.parameters import ADOPTION_SHIFT
from portfolio.resilience.quick import QuickLook
from portfolio.resilience.scenarios import USUAL_SIZE
from portfolio.words import band_word
from web.resilience_page import SCENARIOS, Work, look, years_words

MOST_OCCUPATIONS = 12
WIDTH, HEIGHT = 600.0, 200.0  # of the drawing, in its own units
YEARS_DRAWN = 30


@dataclass(frozen=True)
class Wish:
    """What is asked for: weights by code (they are scaled to 100 %), a horizon, a size of workplace, a scenario."""

    weights: tuple[tuple[str, float], ...]
    horizon_year: str
    employees: str
    scenario: str
    words: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer as the page shows it; paths are drawn in a field of WIDTH by HEIGHT."""

    sentence: str
    before: str
    mix: list[tuple[str, str]]
    band_path: str
    line: str
    base_line: str
    horizon_x: float
    first_year: int
    last_year: int


def wish_of(args: MultiDict[str, str], work: Work) -> Wish:
    """Return what the address asks for; without anything in it, the project as it is."""
    if "code" not in args:
        weights = tuple((code, round(share * 100, 2)) for code, share in work.shares)
        return Wish(weights, str(work.start_year + work.horizon_years), USUAL_SIZE, "central")
    pairs = list(zip(args.getlist("code"), args.getlist("share"), strict=False))[:MOST_OCCUPATIONS]
    problem = ""
    weights_by_code: dict[str, float] = {}
    for code, text in pairs:
        try:
            weights_by_code[get_occupation(code).code] = _weight(text)
        except (NotFoundError, RuleBrokenError) as error:
            problem = problem or str(error)
    words = args.get("words", "").strip()[:80]
    if words and not problem:
        problem = _add(words, weights_by_code)
    return Wish(
        tuple(weights_by_code.items()),
        args.get("horizon", "").strip()[:10],
        args.get("size", USUAL_SIZE),
        args.get("scenario", "central"),
        words if problem else "",
        problem,
    )


def answer(wish: Wish, work: Work, response_years: int) -> Answer:
    """Return what the model says to a wish; raise RuleBrokenError with one sentence when it cannot be answered."""
    if wish.problem:
        raise RuleBrokenError(wish.problem)
    total = sum(weight for _code, weight in wish.weights)
    if total <= 0:
        raise RuleBrokenError(_("Give at least one occupation a share above 0."))
    if wish.employees not in ADOPTION_SHIFT or wish.scenario not in SCENARIOS:
        raise RuleBrokenError(_("Choose one of those offered."))
    shares = tuple((code, weight / total) for code, weight in wish.weights if weight > 0)
    horizon = _horizon(wish.horizon_year, work.start_year)
    now = look(shares, horizon, work.elapsed_years, work.indices_off, wish.scenario, wish.employees)
    base = look(work.shares, work.horizon_years, work.elapsed_years, work.indices_off, "central", USUAL_SIZE)
    return Answer(
        sentence=_sentence(now, work.start_year, response_years),
        before=_(
            "The project as it is: %(value)s per cent in %(year)s.",
            value=_whole(base.p50[base.horizon_years]),
            year=work.start_year + base.horizon_years,
        ),
        mix=[(get_occupation(code).title, f"{round(share * 100)} %") for code, share in shares],
        band_path=_band(now),
        line=_line(now.p50),
        base_line=_line(base.p50),
        horizon_x=_x(min(horizon, YEARS_DRAWN)),
        first_year=work.start_year,
        last_year=work.start_year + YEARS_DRAWN,
    )


def _add(words: str, weights: dict[str, float]) -> str:
    """Add the occupation that fits best with a tenth of the whole; return a sentence when none does."""
    found = find_occupations(words, language=current_language(), limit=1)
    if not found:
        return _("No occupation fits. Try another word.")
    if len(weights) >= MOST_OCCUPATIONS:
        return _("There is room for %(most)s occupations here.", most=MOST_OCCUPATIONS)
    weights.setdefault(found[0].code, 10.0)
    return ""


def _weight(text: str) -> float:
    try:
        weight = float(text.replace(",", "."))
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= 100:
        raise RuleBrokenError(_("A share is a number from 0 to 100."))
    return weight


def _horizon(text: str, start_year: int) -> int:
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    if not 1 <= year - start_year <= LONGEST:
        raise RuleBrokenError(
            _("The horizon is a year from %(first)s to %(last)s.", first=start_year + 1, last=start_year + LONGEST)
        )
    return year - start_year


def _sentence(now: QuickLook, start_year: int, response_years: int) -> str:
    at = now.horizon_years
    sentence = _(
        "In %(year)s people still do %(value)s per cent (%(low)s–%(high)s) of today’s tasks: %(band)s.",
        year=start_year + at,
        value=_whole(now.p50[at]),
        low=_whole(now.p10[at]),
        high=_whole(now.p90[at]),
        band=band_word(resilience_band(now.p50[at])),
    )
    left = now.lead_time(response_years)
    if now.watch_year_offset is None or left is None:
        return sentence
    told = _(
        "Watch year %(watch)s, lead time %(lead)s.", watch=start_year + now.watch_year_offset, lead=years_words(left)
    )
    return f"{sentence} {told}"


def _band(now: QuickLook) -> str:
    upper = _points(now.p90)
    lower = _points(now.p10)[::-1]
    return "M" + "L".join([*upper, *lower]) + "Z"


def _line(values: Sequence[float]) -> str:
    return "M" + "L".join(_points(values))


def _points(values: Sequence[float]) -> list[str]:
    return [f"{_x(year):g},{round((1 - value) * HEIGHT, 1):g}" for year, value in enumerate(values[: YEARS_DRAWN + 1])]


def _x(year: int) -> float:
    return round(year / YEARS_DRAWN * WIDTH, 1)


def _whole(share: float) -> str:
    return str(round(share * 100))
