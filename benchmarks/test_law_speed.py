"""CPU time of the exact law: over SciPy's binom.sf, over gammaln with logsumexp, and in seconds.

Run ``pytest benchmarks/test_law_speed.py -s -p no:cacheprovider``. Ratios come from interleaved
rounds of one run, so that a change of clock rate hits both sides; the median of the rounds and
the ratio of the fastest are printed. Only the results are asserted, never the time.
"""

import time

import numpy as np
import pytest
from scipy.special import gammaln, logsumexp
from scipy.stats import binom

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, separability
from polyattn.law.scaled import log
from polyattn.law.tails import binomial_tails, upper_tail

ROUNDS = 21


def cpu_time(function):
    start = time.process_time()
    function()
    return time.process_time() - start


def ratio(ours, theirs, repeats=(1, 1)):
    """Median and fastest ratio over interleaved rounds; within a round, calls in a loop."""
    ours(), theirs()
    mine, other = [], []
    for _ in range(ROUNDS):
        for times, function, number in zip((mine, other), (ours, theirs), repeats, strict=True):
            times.append(cpu_time(lambda f=function, n=number: [f() for _ in range(n)]) / number)
    return np.median(np.divide(mine, other)), min(mine) / min(other)


def data(d, copies, a):
    return SelfAttentionData(d, copies, a=a, b="0.6", c="0.4")


def report(capsys, text, ratios, target):
    with capsys.disabled():
        print(
            f"\n{text}: median {ratios[0]:.3g}, fastest {ratios[1]:.3g} (target {target})", end=""
        )


@pytest.mark.parametrize("copies", [1, 10, 10**9])
@pytest.mark.parametrize("fresh", [False, True], ids=["again", "first"])
def test_one_probability_over_binom_sf(fresh, copies, capsys):
    kernel, rows = Polynomial(10), data(10_000, copies, "0.3")
    law = MaximalPreactivation(rows, kernel)

    def ours():
        if fresh:  # a new law, and no tail remembered
            binomial_tails.cache_clear()
            return MaximalPreactivation(rows, kernel).sf(0.4012)
        return law.sf(0.4012)

    assert 0 < ours() < 1
    ratios = ratio(ours, lambda: binom.sf(5100, 10_000, 0.5), (1, 20))
    name = "new law and sf" if fresh else "sf"
    report(capsys, f"{name} at d = 10,000, copies = {copies}, in calls of binom.sf", ratios, 40)


def test_map_of_degrees_and_thresholds(capsys):
    rows, thetas = data(1000, 10, "0.9"), np.linspace(0, 1.9, 200)
    degrees = np.linspace(0.5, 40, 200).tolist()

    def ours():
        return np.array([MaximalPreactivation(rows, Polynomial(b), 30).sf(thetas) for b in degrees])

    assert np.isfinite(ours()).all()
    seconds = sorted(cpu_time(ours) for _ in range(5))
    report(capsys, "map of 200 x 200 at d = 1,000, seconds", (seconds[2], seconds[0]), 1)


@pytest.mark.parametrize("number", [1, 8, 100])
def test_log_tails_over_gammaln_and_logsumexp(number, capsys):
    N = 10_000
    counts = np.linspace(5001, 9990, number).astype(int)

    def ours():  # nothing is remembered here
        return log(upper_tail(N, N + 1 - counts))

    def theirs():
        out = []
        for k in counts:
            j = np.arange(k, N + 1)
            terms = gammaln(N + 1) - gammaln(j + 1) - gammaln(N - j + 1) - N * np.log(2)
            out.append(logsumexp(terms))
        return np.array(out)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-9)
    ratios = ratio(ours, theirs, (10, 10))
    report(capsys, f"{number} log tails over gammaln and logsumexp", ratios, 0.2)


@pytest.mark.parametrize("degree", ["2", "7.3", "20", "1000"])
@pytest.mark.parametrize("copies", [1, 10, 10**9])
def test_separability_in_seconds(copies, degree, capsys):
    laws = [
        MaximalPreactivation(data(1000, copies, a), Polynomial(degree), 30) for a in ("0.1", "0.9")
    ]
    assert 0 < separability(*laws).value < 1
    seconds = sorted(cpu_time(lambda: separability(*laws)) for _ in range(5))
    text = f"separability at d = 1,000, degree {degree}, copies {copies}, seconds"
    report(capsys, text, (seconds[2], seconds[0]), 0.2)
