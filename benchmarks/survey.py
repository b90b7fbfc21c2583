"""All that the jobs draw for a house of 200 projects, 20 evaluators in panels of five: seconds and memory.

Run: `python benchmarks/survey.py`
"""

import resource
from time import perf_counter

import numpy as np

from portfolio.reference.rubric import Axis, rubric
from portfolio.scoring.panel import AssessmentAnswers
from portfolio.scoring.panel_agreement import panel_agreement
from portfolio.scoring.reliability import panel_reliability
from portfolio.scoring.scale import Answer
from portfolio.scoring.survey import survey

PROJECTS, EVALUATORS, PANEL = 200, 20, 5


def a_house() -> dict[str, list[AssessmentAnswers]]:
    rng, asked = np.random.default_rng(1), rubric()
    found = {}
    for project in range(PROJECTS):
        true = rng.normal(3, 1.1, len(asked.criteria))
        found[f"project {project}"] = [
            AssessmentAnswers(
                f"evaluator {evaluator}",
                {
                    criterion.id: _answer(middle + rng.normal(0, 0.6))
                    for criterion, middle in zip(asked.criteria, true, strict=True)
                },
            )
            for evaluator in sorted(rng.choice(EVALUATORS, PANEL, replace=False).tolist())
        ]
    return found


def _answer(middle: float) -> Answer:
    level = int(np.clip(round(middle), 1, 5))
    return Answer(level, lowest=max(1, level - 1), highest=min(5, level + 1))


def main() -> None:
    panels, asked = a_house(), rubric()
    started = perf_counter()
    survey(panels, asked)
    print(f"bands, places, pairs and agreement of {PROJECTS} projects: {perf_counter() - started:.2f} s")
    started = perf_counter()
    panel_agreement(panels, asked)
    print(f"of that, agreement by criterion and axis: {perf_counter() - started:.2f} s")
    started = perf_counter()
    members = [assessment.evaluator for assessment in panels["project 0"]]
    for axis in Axis:
        panel_reliability(asked, axis, members, list(panels.values()))
    print(f"a panel's own reliability at a close: {perf_counter() - started:.3f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
