"""Quantiles of Fisher's F, so that intervals of the ICC need no statistics package at run time.

The regularised incomplete beta function is computed by its continued fraction (Lentz's method; DLMF 8.17.22).
"""

from math import exp, lgamma, log, log1p

TINY = 1e-300
PRECISION = 1e-14
MOST_STEPS = 500


def f_quantile(probability: float, upper: float, lower: float) -> float:
    """Return the F quantile with `upper` and `lower` degrees of freedom, which need not be whole."""
    low, high = 0.0, 1.0
    for _step in range(200):  # halves [0, 1] until the two ends are neighbouring floats
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if beta_cdf(middle, upper / 2, lower / 2) < probability else (low, middle)
    return lower * high / (upper * (1 - high)) if high < 1 else float("inf")


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b) for x from 0 to 1."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for step in range(1, MOST_STEPS):
        for numerator in _numerators(step, x, a, b):
            d = 1 / _not_zero(1 + numerator * d)
            c = _not_zero(1 + numerator / c)
            fraction *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return fraction


def _numerators(step: int, x: float, a: float, b: float) -> tuple[float, float]:
    even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
    odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
    return even, odd


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
