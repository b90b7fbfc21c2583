"""A waterfall of four tranches over 1,000 payment dates, in milliseconds of the processor; the limit is 50.

Run: `python benchmarks/waterfall.py`
"""

from datetime import date, timedelta
from decimal import Decimal
from time import process_time

from portfolio.finance.tranches import Drawdown, Guarantee, Receipt, Terms, Tranche
from portfolio.finance.waterfall import waterfall

DATES, REPEATS = 1000, 9
START = date(2026, 1, 1)


def main() -> None:
    tranches = tuple(
        Tranche(
            f"tranche {rank}",
            10_000_000_00,
            rank=rank,
            coupon=Decimal("0.03"),
            cap_rate=Decimal("0.08"),
            fee=Decimal("0.005"),
        )
        for rank in range(1, 5)
    )
    drawdowns = [Drawdown(tranche.name, START, 10_000_000_00) for tranche in tranches]
    receipts = [Receipt(START + timedelta(days=7 * week), 60_000_01) for week in range(1, DATES + 1)]
    terms = Terms(tranches, guarantee=Guarantee("A foundation", 3_000_000_00, Decimal("0.5")))
    durations = []
    for _repeat in range(REPEATS):
        started = process_time()
        done = waterfall(terms, drawdowns, receipts)
        durations.append(process_time() - started)
    print(f"{DATES} dates, {len(tranches)} tranches, {len(done.lines)} lines: {min(durations) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
