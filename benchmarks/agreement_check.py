"""One house's levels through our command and through other tools, side by side, as Markdown.

Run: `python benchmarks/agreement_check.py LEVELS.csv` with a file from the page “How far the evaluators agree”. The
other tools are `krippendorff`, `pingouin` and SciPy, development packages that compute from the same file on their own.
"""

import subprocess
import sys
import warnings
from json import loads
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import friedmanchisquare

METRICS = ("nominal", "ordinal", "interval", "ratio")
FORMS = ("ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)")


def read(file: Path) -> NDArray[np.float64]:
    """Read the file with pandas, not with our own reader."""
    separator = ";" if ";" in file.read_text(encoding="utf-8-sig").splitlines()[0] else ","
    return pd.read_csv(file, sep=separator, encoding="utf-8-sig").to_numpy(dtype=float)


def ours(file: Path) -> dict[str, float | None]:
    command = [str(Path(sys.executable).with_name("innohus")), "agreement", str(file), "--json", "--draws", "0"]
    printed = loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found = {f"alpha, {metric}": printed["alpha"][metric]["value"] for metric in METRICS}
    found |= {form: printed["icc"][form]["value"] for form in FORMS}
    return found | {"Kendall W": printed["kendall_w"]["value"]}


def theirs(levels: NDArray[np.float64]) -> dict[str, tuple[str, float]]:
    found = {
        f"alpha, {metric}": (
            "krippendorff",
            float(krippendorff.alpha(reliability_data=levels, level_of_measurement=metric)),
        )
        for metric in METRICS
    }
    complete = levels[:, ~np.isnan(levels).any(axis=0)]
    found |= {form: ("pingouin", value) for form, value in _icc(complete).items()}
    w = friedmanchisquare(*complete.T).statistic / (complete.shape[0] * (complete.shape[1] - 1))
    return found | {"Kendall W": ("SciPy, Friedman", float(w))}


def _icc(levels: NDArray[np.float64]) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pingouin's own
        import pingouin  # noqa: PLC0415 – it warns while it is imported

        rater, unit = np.indices(levels.shape)
        long = pd.DataFrame({"rater": rater.ravel(), "unit": unit.ravel(), "level": levels.ravel()})
        table = pingouin.intraclass_corr(long, "unit", "rater", "level").set_index("Type")
    return {form: float(table.loc[form, "ICC"]) for form in FORMS}


def main() -> None:
    file = Path(sys.argv[1])
    levels, mine = read(file), ours(file)
    print(f"{levels.shape[0]} rows, {levels.shape[1]} units, {np.isnan(levels).mean():.0%} missing\n")
    print("| figure | innohus | other tool | | difference |\n|---|---|---|---|---|")
    for name, (tool, value) in theirs(levels).items():
        own = mine[name]
        apart = "–" if own is None else f"{abs(own - value):.0e}"
        print(f"| {name} | {'–' if own is None else f'{own:.6f}'} | {value:.6f} | {tool} | {apart} |")


if __name__ == "__main__":
    main()
