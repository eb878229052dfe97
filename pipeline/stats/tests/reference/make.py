#!/usr/bin/env python3
"""Computes with NumPy and SciPy what `tests/reference.rs` expects of made-up runs.

    pip install numpy scipy
    python3 make.py > expected.json

Everything is written down anew here: the generator, the resampling of days, the intervals, the
comparisons and the ranks. Only the made-up samples follow the same formula as the Rust test.
"""

import hashlib
import itertools
import json

import numpy as np
from percentile_ci import interval, mover, residuals
from scipy import stats

DAYS, REPLICATES = 30, 2000
RUNTIMES = {"quick": 15.0, "near": 15.05, "slow": 50.0}
MEMORIES = [128, 256]
PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}
NEEDED = {"p50": 6, "p90": 36, "p95": 72, "p99": 368}
MASK = 2**64 - 1


def samples(runtime_idx, base, memory_mb, day):
    """Eleven samples, a few of them slow on some days, with an effect of the day."""
    found = []
    for sample in range(11):
        noise = (sample * 7919 + day * 104729 + memory_mb * 31 + runtime_idx * 1299709) % 1009 / 200.0
        slow = 25.0 if (sample + day) % 17 == 0 else 0.0
        found.append(base + day * 37 % 11 / 8.0 + noise + slow)
    return found


class Xoshiro:
    """xoshiro256++, seeded by SplitMix64: Blackman and Vigna, https://prng.di.unimi.it/."""

    def __init__(self, seed):
        self.state = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(z ^ (z >> 31))

    def next(self):
        s = self.state
        rotated = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        result = (rotated((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 45)
        return result


def draws():
    """The days of every replicate."""
    name = "made-up 2026-06-01 2026-06-30"
    random = Xoshiro(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))
    return [[random.next() * DAYS >> 64 for _ in range(DAYS)] for _ in range(REPLICATES)]


def two_levels(days):
    """One-way analysis of variance of van der Waerden scores."""
    values = np.concatenate(days)
    n, k = len(values), len(days)
    scores = stats.norm.ppf(stats.rankdata(values) / (n + 1))
    parts = np.split(scores, np.cumsum([len(day) for day in days])[:-1])
    sizes = np.array([len(part) for part in parts])
    means = np.array([part.mean() for part in parts])
    between = (sizes * (means - scores.mean()) ** 2).sum() / (k - 1)
    within = sum(((part - part.mean()) ** 2).sum() for part in parts) / (n - k)
    size = (n - (sizes**2).sum() / n) / (k - 1)
    variance = max(0.0, (between - within) / size)
    share = variance / (variance + within)
    return share, n / (1 + ((sizes**2).sum() / n - 1) * share)


WIDENING = np.sqrt(DAYS / (DAYS - 1)) * stats.t.ppf(0.975, DAYS - 1) / stats.norm.ppf(0.975)


def widened(level):
    """Hesterberg: the level of the replicates that stands for a level of Student's distribution."""
    return stats.norm.cdf(np.sqrt(DAYS / (DAYS - 1)) * stats.t.ppf(level, DAYS - 1))


def ends(replicates):
    return [float(end) for end in np.quantile(replicates, [widened(0.025), widened(0.975)])]


def with_ends(days, percentile):
    """A percentile and its interval."""
    found = interval(days, [], percentile, True)
    return [float(np.quantile(np.concatenate(days), PERCENTILES[percentile])), *found["ends"]]


def main():
    drawn = draws()
    data = {
        (runtime, memory_mb): [samples(idx, base, memory_mb, day) for day in range(1, DAYS + 1)]
        for idx, (runtime, base) in enumerate(RUNTIMES.items())
        for memory_mb in MEMORIES
    }
    pooled = {
        runtime: [sum((data[runtime, m][day] for m in MEMORIES), []) for day in range(DAYS)]
        for runtime in RUNTIMES
    }
    series = {f"{r} {m}": days for (r, m), days in data.items()} | {f"{r} all": d for r, d in pooled.items()}
    expected = {"series": {}, "pairs": {}, "levels": {}, "ranks": {}}
    for name, days in series.items():
        values = np.concatenate(days)
        share, n_eff = two_levels(days)
        found = {"icc": share, "n_eff": n_eff}
        short_by = 0
        for percentile, fraction in PERCENTILES.items():
            # Effective samples count where a design effect is known, and a deeper percentile is short if a shallower one is.
            found_interval = interval(days, [], percentile, True) if len(values) >= NEEDED[percentile] else None
            effect = found_interval["design_effect"] if found_interval else 1
            short_by = max(short_by, NEEDED[percentile] - int(len(values) / effect))
            if found_interval and short_by > 0:
                found_interval |= {"ranks": [None, None], "ends": [None, None]}
            found[percentile] = {
                "estimate": float(np.quantile(values, fraction)),
                "short_by": short_by,
                "interval": found_interval,
            }
        expected["series"][name] = found
    replicated = {r: [np.concatenate([days[d] for d in draw]) for draw in drawn] for r, days in pooled.items()}
    whole = {r: np.concatenate(days) for r, days in pooled.items()}
    for a, b in itertools.combinations(sorted(RUNTIMES), 2):
        pair = {}
        for percentile in ["p50", "p90", "p99"]:
            of_a, of_b = with_ends(pooled[a], percentile), with_ends(pooled[b], percentile)
            are_supported = not any(expected["series"][f"{r} all"][percentile]["short_by"] for r in (a, b))
            x, y = (residuals(pooled[runtime], PERCENTILES[percentile])[0] for runtime in (a, b))
            r = np.sum(x * y) / np.sqrt(np.sum(x**2) * np.sum(y**2))
            pair[percentile] = {
                name: found if are_supported else [found[0], None, None]
                for name, found in [
                    ("ratio", mover(of_a, of_b, r, True)),
                    ("difference", mover(of_a, of_b, r, False)),
                ]
            }
        wins = lambda x, y: stats.mannwhitneyu(y, x, method="asymptotic").statistic / (len(x) * len(y))
        shares = [wins(x, y) for x, y in zip(replicated[a], replicated[b])]
        pair["superiority"] = [wins(whole[a], whole[b]), *ends(shares)]
        deciles = np.arange(1, 10) / 10
        shift = np.quantile(whole[a], deciles) - np.quantile(whole[b], deciles)
        shifts = np.array(
            [np.quantile(x, deciles) - np.quantile(y, deciles) for x, y in zip(replicated[a], replicated[b])]
        )
        errors = shifts.std(axis=0, ddof=1)
        width = np.quantile((np.abs(shifts - shift) / errors).max(axis=1), 0.95) * WIDENING
        pair["shifts"] = np.column_stack([shift, shift - width * errors, shift + width * errors]).tolist()
        expected["pairs"][f"{a} {b}"] = pair
    levels = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99]
    for runtime in RUNTIMES:
        means = [np.mean(values) for values in replicated[runtime]]
        found = np.quantile(means, [widened(level) for level in levels])
        expected["levels"][f"{runtime} mean"] = [float(np.mean(whole[runtime])), *found.tolist()]
        for percent in [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99]:
            estimate = float(np.quantile(whole[runtime], percent / 100))
            of = lambda level: interval(pooled[runtime], [], f"p{percent}", True, min(level, 1 - level))["ends"]
            found = [estimate if level == 0.5 else of(level)[level > 0.5] for level in levels]
            expected["levels"][f"{runtime} p{percent}"] = [estimate, *found]
    for percentile in ["p50", "p90", "p99"]:
        names = [r for r in RUNTIMES if expected["series"][f"{r} all"][percentile]["short_by"] == 0]
        expected["ranks"][percentile] = ranks(names, whole, replicated, PERCENTILES[percentile])
    print(json.dumps(expected, indent=1))


def ranks(names, whole, replicated, fraction):
    """Mogstad, Romano, Shaikh and Wilhelm: simultaneous intervals of all differences of logarithms."""
    theta = {name: np.log(np.quantile(whole[name], fraction)) for name in names}
    star = {name: np.log([np.quantile(values, fraction) for values in replicated[name]]) for name in names}
    pairs = list(itertools.combinations(names, 2))
    errors = {(a, b): (star[a] - star[b]).std(ddof=1) for a, b in pairs}
    largest = np.max(
        [np.abs(star[a] - star[b] - (theta[a] - theta[b])) / errors[a, b] for a, b in pairs], axis=0
    )
    width = np.quantile(largest, 0.95) * WIDENING
    less = {(a, b): theta[a] - theta[b] < -width * errors[a, b] for a, b in pairs}
    less |= {(b, a): theta[b] - theta[a] < -width * errors[a, b] for a, b in pairs}
    return {
        name: [
            1 + sum(bool(less[other, name]) for other in names if other != name),
            len(names) - sum(bool(less[name, other]) for other in names if other != name),
        ]
        for name in names
    }


main()
