#!/usr/bin/env python3
"""Computes with NumPy and SciPy the intervals that `percentile_ci` expects of made-up windows.

    pip install numpy scipy
    python3 percentile_ci.py > percentile_ci.json

Written from the formulas of the methodology, not from the Rust code. The samples are in the output, so that both
compute from the same ones.
"""

import json

import numpy as np
from scipy import integrate, optimize, special, stats

TAIL = 0.025
Z = stats.norm.ppf(1 - TAIL)
PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


def residuals(days, p):
    """Samples of each day below the percentile, less its share; and the share."""
    values = np.concatenate(days)
    n = len(values)
    k = int(min(max(np.floor(p * n + 0.5), 1), n - 1))
    x = np.sort(values)[k - 1]
    weight = (k - np.sum(values < x)) / np.sum(values == x)
    counts = [np.sum(day < x) + weight * np.sum(day == x) for day in days]
    return np.array([count - k / n * len(day) for count, day in zip(counts, days)]), k / n


def icc(days):
    """Analysis of variance of normal scores."""
    full = [day for day in days if len(day)]
    values = np.concatenate(full)
    n, n_days = len(values), len(full)
    if n_days < 2 or n <= n_days or values.min() == values.max():
        return 0.0
    scores = stats.norm.ppf(stats.rankdata(values) / (n + 1))
    parts = np.split(scores, np.cumsum([len(day) for day in full])[:-1])
    sizes = np.array([len(part) for part in parts])
    between = sum(len(part) * (part.mean() - scores.mean()) ** 2 for part in parts) / (n_days - 1)
    within = sum(((part - part.mean()) ** 2).sum() for part in parts) / (n - n_days)
    days_variance = max(0.0, (between - within) / ((n - (sizes**2).sum() / n) / (n_days - 1)))
    return days_variance / (days_variance + within) if days_variance + within > 0 else 0.0


def icc_of_percentile(rho, p):
    """Correlation of two indicators, by the bivariate normal density integrated over its correlation."""
    z = stats.norm.ppf(p)
    integral, _ = integrate.quad(
        lambda t: np.exp(-z * z / (1 + t)) / np.sqrt(1 - t * t), 0, rho, epsabs=1e-14, epsrel=1e-13)
    return integral / (2 * np.pi * p * (1 - p))


def kurtosis(m, q, rho):
    """By the definition, over all counts."""
    counts = np.arange(m + 1)
    if rho <= 0:
        pmf = stats.binom.pmf(counts, m, q)
    else:
        size = (1 - rho) / rho
        pmf = stats.betabinom.pmf(counts, m, q * size, (1 - q) * size)
    mean = np.sum(pmf * counts)
    return np.sum(pmf * (counts - mean) ** 4) / np.sum(pmf * (counts - mean) ** 2) ** 2


def shape(days):
    sizes = np.array([len(day) for day in days], dtype=float)
    return sizes.sum(), int((sizes > 0).sum()), (sizes**2).sum() / sizes.sum()


def small_sample(n, n_days):
    return 1.0 if n <= n_days else (stats.t.ppf(1 - TAIL, (n_days - 1) * n / (n - n_days)) / Z) ** 2


def limit(m, n_days, p, correlation):
    freedom = 2 * n_days / (kurtosis(max(int(np.floor(m + 0.5)), 1), 1 - p, correlation) - 1)
    return freedom / stats.chi2.ppf(0.05, freedom)


def own_effect(days, p):
    n, n_days, _ = shape(days)
    if n <= n_days:
        return 1.0
    z, u = residuals(days, p)
    found = n_days / (n_days - 1) * np.sum(z**2) / (n * u * (1 - u)) * (n - 1) / n
    return max(found, n_days / (12 * n * p * (1 - p)))


def pooled(days, earlier, p):
    """A window and earlier ones, each divided by its median, over one threshold."""
    earlier = [window for window in earlier if sum(len(day) > 0 for day in window) >= 15]
    if len(earlier) < 3:
        return None
    windows = [[np.asarray(day) / np.median(np.concatenate(window)) for day in window] for window in [days, *earlier]]
    t = np.quantile(np.concatenate([np.concatenate(window) for window in windows]), p)
    squares = variance = 0.0
    for window in windows:
        n, n_days, _ = shape(window)
        counts = np.array([np.sum(day > t) for day in window])
        sizes = np.array([len(day) for day in window])
        squares += n_days / (n_days - 1) * np.sum((counts - counts.sum() / n * sizes) ** 2)
        variance += n * p * (1 - p)
    shapes = [shape(window) for window in windows]
    correlation = (squares / variance - 1) / (np.mean([mean for _, _, mean in shapes]) - 1)
    model = np.mean([icc_of_percentile(icc(window), p) for window in windows])
    return sum(n for n, _, _ in shapes), sum(d for _, d, _ in shapes), correlation, model


def serial(windows, p):
    """(1 + φ) / (1 − φ) of neighbouring days."""
    known = []
    for days in windows:
        n, n_days, _ = shape(days)
        if n_days < 15 or n < 2:
            continue
        z, _ = residuals(days, p)
        pairs = [z[i] * z[i + 1] for i in range(len(days) - 1) if len(days[i]) and len(days[i + 1])]
        variance = np.sum(z**2) / n_days
        if pairs and variance > 0:
            known.append((n_days, np.mean(pairs) / variance))
    if not known:
        return 1.0
    mean = sum(d * r for d, r in known) / sum(d for d, _ in known)
    phi = min(max(mean + (1 + 3 * mean) * len(known) / sum(d for d, _ in known), 0.0), 0.6)
    return (1 + phi) / (1 - phi)


def design_effect(days, earlier, name, p, are_calendar_days):
    n, n_days, mean_size = shape(days)
    own, factor = own_effect(days, p), small_sample(n, n_days)
    total, past = own * factor, None
    if p >= 0.95 and n > n_days:
        past = pooled(days, earlier, p)
    if past:
        n_all, days_all, correlation, model = past
        alone, own = own, max(1 + (mean_size - 1) * correlation, n_days / (12 * n * p * (1 - p)))
        modelled = 1 + (mean_size - 1) * model
        top = own * limit(n_all / days_all, days_all, p, model)
        freedom = (n_days - 1) * n / (n - n_days)
        least = alone * freedom / stats.chi2.ppf(0.95, freedom)
        total = max(own * small_sample(n_all, days_all), min(modelled, top), least)
    elif name != "p50" and n > n_days:
        model = icc_of_percentile(icc(days), p)
        total = max(total, min(1 + (mean_size - 1) * model, own * limit(n / n_days, n_days, p, model)))
    if are_calendar_days and p < 0.95:
        total *= serial([days, *earlier], p)
    return total


def ranks(n, p, effect, tail=TAIL):
    q = 1 - p
    if effect > 1:
        size = (n - 1) / (effect - 1) - 1
        def outside(a, b):
            cumulative = np.cumsum(stats.betabinom.pmf(np.arange(n + 1), n, a, b))
            i = int(np.argmax(cumulative > tail))
            if i == 0:
                return None
            return i - np.log(cumulative[i] / tail) / np.log(cumulative[i] / cumulative[i - 1])
        low, high = outside(p * size, q * size), outside(q * size, p * size)
        return None if low is None else 1 + low, None if high is None else n - high
    m = n / effect
    def rank(beyond):
        f = lambda u: special.betainc((m + 1) * u, (m + 1) * (1 - u), p) - beyond
        found = (n + 1) * optimize.brentq(f, 1e-12, 1 - 1e-12, xtol=1e-16, rtol=1e-15)
        return found if 1 <= found <= n else None
    return None if q**m > tail else rank(1 - tail), None if p**m > tail else rank(tail)


def interval(days, earlier, name, are_calendar_days, tail=TAIL):
    p = int(name[1:]) / 100
    values = np.sort(np.concatenate(days))
    effect = design_effect(days, earlier, name, p, are_calendar_days)
    estimate = np.quantile(values, p)
    at = lambda rank: float(np.interp(rank, np.arange(1, len(values) + 1), values))
    low, high = ranks(len(values), p, effect, tail)
    lower = None if low is None else min(at(low), estimate)
    upper = None if high is None else max(at(high), estimate)
    return {"design_effect": effect, "ranks": [low, high], "ends": [lower, upper]}


def mover(a, b, r, log):
    """Zou and Donner, on logarithms for ratios."""
    f = np.log if log else (lambda x: x)
    (a, a_low, a_high), (b, b_low, b_high) = [[None if x is None else f(x) for x in arm] for arm in (a, b)]
    def end(x, y):
        return None if x is None or y is None else np.sqrt(max(x * x + y * y - 2 * r * x * y, 0.0))
    less = lambda x, y: None if x is None or y is None else x - y
    down, up = end(less(a, a_low), less(b_high, b)), end(less(a_high, a), less(b, b_low))
    g = np.exp if log else (lambda x: x)
    return [g(a - b), None if down is None else g(a - b - down), None if up is None else g(a - b + up)]


def made_up(seed, sizes, share, tied=False, slow=0.0):
    random = np.random.default_rng(seed)
    days = []
    for size in sizes:
        effect = np.sqrt(share) * random.standard_normal()
        day = np.exp(3 + 0.2 * (effect + np.sqrt(1 - share) * random.standard_normal(size)))
        day[random.random(size) < slow] *= 3
        days.append(np.round(day, 0 if tied else 2))
    return days


def cases():
    month = [40] * 29
    yield "alike", made_up(1, month, 0.0), []
    yield "days differ", made_up(2, month, 0.4), []
    yield "ties", made_up(3, month, 0.2, tied=True), []
    yield "unequal days", made_up(4, [3, 40, 0, 12, 1, 40, 40, 7, 29, 0, 40, 33, 8, 40, 40, 2, 40, 11, 40], 0.3), []
    yield "one sample a day", made_up(5, [1] * 29, 0.0), []
    yield "three days", made_up(6, [40] * 3, 0.3), []
    yield "five days of ten", made_up(7, [10] * 5, 0.5), []
    yield "all equal", [np.full(10, 7.25)] * 12, []
    yield "earlier windows", made_up(8, month, 0.2), [made_up(100 + i, month, 0.2, slow=0.02) for i in range(11)]
    short = [made_up(200, [40] * 14, 0.2)]
    yield "two earlier windows", made_up(9, month, 0.2), short + [made_up(201 + i, month, 0.2) for i in range(2)]
    calm = [made_up(300 + i, month, 0.0) for i in range(11)]
    worse = [np.round(day * (3 if i % 12 == 0 else 1), 2) for i, day in enumerate(made_up(12, month, 0.0))]
    yield "worse than its earlier windows", worse, calm
    drift = [np.round(day * (1 + i / 60), 2) for i, day in enumerate(made_up(10, month, 0.1))]
    yield "days that drift", drift, []


def main():
    found = []
    for name, days, earlier in cases():
        of = {}
        for percentile in PERCENTILES:
            of[percentile] = [interval(days, earlier, percentile, are) for are in (True, False)]
        listed = lambda days: [[float(value) for value in day] for day in days]
        found.append({"name": name, "days": listed(days), "earlier": [listed(w) for w in earlier], "expected": of})
    movers = []
    a, b = [20.0, 18.5, 22.25], [14.0, 13.75, None]
    for first, second in ((a, [14.0, 13.75, 14.5]), (a, b), (b, a), ([5.0, 5.0, 5.0], [5.0, 5.0, 5.0])):
        for r in (0.0, 0.6, -0.3, 1.0):
            case = {"a": first, "b": second, "r": r}
            movers.append(case | {"ratio": mover(first, second, r, True), "difference": mover(first, second, r, False)})
    print(json.dumps({"windows": found, "movers": movers}, indent=None, separators=(",", ":")))


if __name__ == "__main__":
    main()
