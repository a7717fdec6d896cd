"""The best threshold against sweeps over all sorted atoms, in Fractions and in Arb balls."""

import math
import re
from fractions import Fraction
from functools import cmp_to_key
from itertools import product

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import (
    MaximalPreactivation,
    Polynomial,
    SelfAttentionData,
    Softmax,
    VectorData,
    separability,
)
from tests.law.law_reference import (
    BITS,
    Rows,
    Vector,
    activation,
    ball,
    network_values,
    tail,
    vector_values,
)


def close(got, reference, tolerance=1e-9):
    with ctx.workprec(BITS):
        return bool(abs(arb(got) - reference) <= tolerance * abs(reference))


def check_small(law0, law1, values0, values1):
    """Against the gain at every atom of either law, all in Fractions."""
    best, width = separability(law0, law1), law0.width
    atoms = sorted({*values0, *values1})

    def gain(theta):
        return activation(values1, theta, width) - activation(values0, theta, width)

    most = max(map(gain, atoms))
    assert best.value == pytest.approx(float(most), rel=1e-12)
    assert best.complement == pytest.approx(float(1 - most), rel=1e-12)
    if most == 0:
        assert best.threshold >= atoms[-1]
        assert best.interval == (best.threshold, math.inf)
        return
    low, high = best.interval
    assert low <= best.threshold <= high
    below = max(x for x in atoms if x <= best.threshold)
    above = min(x for x in atoms if x > best.threshold)
    assert below <= low < high < above
    assert 0 <= low - below <= (above - below) / 10**9
    assert 0 < above - high <= (above - below) / 10**9
    assert gain(best.threshold) >= most * (1 - Fraction(1, 10**11))
    assert law1.sf(best.threshold) - law0.sf(best.threshold) == pytest.approx(best.value, rel=1e-12)
    assert law1.cdf(low) + law0.sf(low) == pytest.approx(best.complement, rel=1e-12)


tenths = st.integers(1, 20).map(lambda k: Fraction(k, 10))
entries = tenths | st.floats(0.01, 3.0)
widths = st.sampled_from([1, 2, 9, 40])


@given(
    st.integers(4, 6),
    st.integers(1, 3),
    st.tuples(st.just(0) | entries, entries),
    entries,
    entries,
    st.tuples(*[st.sampled_from([1, 2, 4, 7, 40])] * 2),
    widths,
)
@settings(max_examples=40)
def test_small_networks(d, copies, features, b, c, degrees, width):
    datas = [SelfAttentionData(d, copies, a=a, b=b, c=c) for a in features]
    for pair in (degrees[:1] * 2, degrees):  # one kernel, and a kernel for each
        laws, values = [], []
        for data, degree in zip(datas, pair, strict=True):
            laws.append(MaximalPreactivation(data, Polynomial(degree), width))
            values.append(network_values(data, lambda score, power=degree: score**power))
        check_small(*laws, *values)


@given(st.data(), st.integers(2, 7), st.sampled_from([1, 2, 5, 20]), widths)
@settings(max_examples=40)
def test_small_vectors(draw, n, degree, width):
    high = draw.draw(st.integers(0, n - 1))
    spread = draw.draw(st.just(1) | entries.filter(lambda x: x > 1))
    ratios = draw.draw(st.tuples(st.none() | tenths, tenths))
    laws, values = [], []
    for ratio in ratios:
        data = VectorData(n, None if ratio is None else 1 + ratio, high=high, spread=spread)
        laws.append(MaximalPreactivation(data, Polynomial(degree), width))
        values.append(vector_values(data, lambda score: score**degree))
    check_small(*laws, *values)


def test_softmax_and_different_entries():
    datas = [SelfAttentionData(6, 2, a=a, b=b, c=1) for a, b in ((1, 2), (2, 1))]
    values = [network_values(x, lambda score: Fraction(8) ** int(score)) for x in datas]  # n = 8
    check_small(*(MaximalPreactivation(x, Softmax(), 3) for x in datas), *values)


def test_laws_that_are_equal_or_in_the_wrong_order():
    low, high = (SelfAttentionData(5, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9"))
    laws = [MaximalPreactivation(data, Polynomial(3)) for data in (low, high)]
    same = separability(laws[0], laws[0])
    assert (same.value, same.complement, same.interval[1]) == (0, 1, math.inf)
    assert laws[0].sf(same.threshold) == 0
    values = [network_values(data, lambda score: score**3) for data in (high, low)]
    check_small(laws[1], laws[0], *values)


# --- large sizes: all 16 (d - 2) atoms, sorted as Arb balls -------------------------------------


def sweep(data0, data1, log_weight, width):
    """The largest gain, by sorting every atom; balls that overlap are one atom."""
    rows, atoms = [Rows(data, log_weight) for data in (data0, data1)], []
    N, bits = rows[0].N, max(x.bits for x in rows)
    for law, reference in enumerate(rows):
        for s in product((-1, 1), repeat=3):
            with ctx.workprec(bits):
                atoms += [(reference.value(*s, K), law) for K in range(N + 1)]
                atoms[-N - 1 :] = [(x, law, s, K) for K, (x, _) in enumerate(atoms[-N - 1 :])]
    atoms.sort(key=cmp_to_key(lambda x, y: (x[0] > y[0]) - (x[0] < y[0])))
    with ctx.workprec(BITS):
        silent = [arb(0), arb(0)]  # Pr[X <= theta] of one neuron
        active = [arb(1), arb(1)]
        best, least = arb(0), arb(1)
        for i, (value, law, _, K) in enumerate(atoms):
            point = tail(N, K)[0] - tail(N, K + 1)[0]
            silent[law] += point / 8
            active[law] -= point / 8
            if i + 1 < len(atoms) and not atoms[i + 1][0] > value:
                continue
            cdf = [
                (width * (x.log() if x < 0.5 else (-y).log1p())).exp()
                for x, y in zip(silent, active, strict=True)
            ]
            sf = [
                (-(width * (x.log() if x < 0.5 else (-y).log1p())).expm1())
                for x, y in zip(silent, active, strict=True)
            ]
            if cdf[0] - cdf[1] > best:
                best = cdf[0] - cdf[1]
            if cdf[1] + sf[0] < least:
                least = cdf[1] + sf[0]
        return best, least


def polynomial_log(degree):
    return lambda score: ball(degree) * ball(score).log()


@pytest.mark.parametrize(
    ("d", "copies", "features", "degree", "width"),
    [
        (102, 1, ("0.1", "0.9"), "2", 64),
        (102, 10, ("0.05", "0.3"), "7.3", 1),
        (102, 10**9, ("0.05", "0.3"), "19", 256),
        (102, 10, (0.1, 0.9), "1", 10**12),
        (202, 10, ("0", "0.9"), "600", 30),
        (202, 10, ("0.1", "0.9"), "600", 3),
        (52, 3, (0.1, 0.9), "10000", 1),
        (152, 10**6, ("0.3", "2.5"), "0.01", 1),
    ],
)
def test_large_networks(d, copies, features, degree, width):
    datas = [SelfAttentionData(d, copies, a=a, b="0.6", c="0.4") for a in features]
    laws = [MaximalPreactivation(data, Polynomial(degree), width) for data in datas]
    best = separability(*laws)
    value, complement = sweep(*datas, polynomial_log(Fraction(degree)), width)
    assert close(best.value, value)
    assert close(best.complement, complement)
    at = best.threshold
    assert laws[1].sf(at) - laws[0].sf(at) == pytest.approx(best.value, rel=1e-9)
    assert laws[1].cdf(at) + laws[0].sf(at) == pytest.approx(best.complement, rel=1e-9)


def test_an_interval_of_1e_minus_300():
    datas = [SelfAttentionData(1002, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    laws = [MaximalPreactivation(data, Polynomial("600"), 3) for data in datas]
    best = separability(*laws)
    low, high = best.interval
    assert 0 < float(high - low) < 1e-300
    assert float(low) == float(high)
    assert best.value == pytest.approx(1 - (3 / 4) ** 3, rel=1e-9)
    gains = [laws[1].sf(x) - laws[0].sf(x) for x in (low, best.threshold, high)]
    assert gains == pytest.approx([best.value] * 3, rel=1e-12)
    outside = [laws[1].sf(x) - laws[0].sf(x) for x in (low - (high - low), high + (high - low))]
    assert max(outside) <= best.value


def test_show_piece_at_a_million_million_rows():
    found = {}
    for degree in (10, 16, 18, 19, 20, 21):
        datas = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
        laws = [MaximalPreactivation(data, Polynomial(degree), 256) for data in datas]
        found[degree] = separability(*laws)
    for degree, value in ((10, 0.018), (16, 0.018), (18, 0.204), (19, 0.848)):
        assert found[degree].value == pytest.approx(value, abs=5e-4)
    assert found[20].complement == pytest.approx(7.9e-9, rel=0.01)
    assert found[21].complement == pytest.approx(1.4e-15, rel=0.03)


def test_another_setting_of_numpy_changes_nothing():
    datas = [SelfAttentionData(1002, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    for pair in (datas, (VectorData(10**9), VectorData(10**9, 3))):
        laws = [MaximalPreactivation(data, Polynomial(700), 30) for data in pair]
        with np.errstate(all="raise"):
            strict = separability(*laws)
        assert strict == separability(*laws)


def test_weights_too_far_apart_are_refused():
    datas = [SelfAttentionData(10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    laws = [MaximalPreactivation(data, Polynomial(10**8)) for data in datas]
    assert 0 < laws[1].sf("0.5") < 1
    with pytest.raises(ValueError, match=r"weights must lie within a factor of 2\*\*"):
        separability(*laws)


def test_quadratic_attention_without_copies():
    datas = [SelfAttentionData(1002, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    for degree, value in ((2, 0.998), (1, 0.184)):
        laws = [MaximalPreactivation(data, Polynomial(degree), 64) for data in datas]
        assert separability(*laws).value == pytest.approx(value, abs=5e-4)


@given(
    st.integers(4, 3000),
    st.sampled_from([1, 10, 10**6]),
    st.just(0) | st.floats(1e-9, 1),
    st.floats(0.01, 2),
    st.floats(0.1, 30),
    st.sampled_from([1, 30]),
)
@settings(max_examples=25)
def test_bounds_from_above_and_below(d, copies, a0, more, degree, width):
    datas = [SelfAttentionData(d, copies, a=a, b=0.6, c=0.4) for a in (a0, a0 + more)]
    laws = [MaximalPreactivation(data, Polynomial(degree), width) for data in datas]
    best = separability(*laws)
    middle = (d - 3) // 2
    most = float(tail(d - 3, middle)[0] - tail(d - 3, middle + 1)[0])
    jumps = (1 + (a0 + more) / 1.2) / copies * (float(datas[1].p / datas[1].r)) ** degree
    assert best.value <= width * math.ceil(jumps) * most * (1 + 1e-12)
    # observed, never proved: one neuron is told apart by an eighth of the largest atom at least
    assert width > 1 or best.value >= most / 8 * (1 - 1e-12)


# --- vectors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("degree", "width"), [(1, 1), (3, 30), ("4.5", 1), (6, 10**6)])
def test_vectors_of_400(degree, width):
    datas = VectorData(400), VectorData(400, 3)
    best = separability(*(MaximalPreactivation(x, Polynomial(degree), width) for x in datas))
    references = [Vector(x, Fraction(degree)) for x in datas]
    with ctx.workprec(BITS):
        gains, losses = [], []
        for k in range(401):  # every atom of the law without a spike
            zero, one = (x.law(Fraction(2 * k - 400, 400), width) for x in references)
            gains.append(zero[1] - one[1])
            losses.append(one[1] + zero[0])
    assert close(best.value, max(gains, key=float))
    assert close(best.complement, min(losses, key=float))


@pytest.mark.parametrize(("n", "degree"), [(10**9, 1), (10**12, 1), (10**12, 11), (10**15, 17)])
def test_vectors_of_a_million_million(n, degree):
    datas = VectorData(n), VectorData(n, 3)
    best = separability(*(MaximalPreactivation(x, Polynomial(degree)) for x in datas))
    references = [Vector(x, degree) for x in datas]

    def gain(theta):
        with ctx.workprec(BITS):
            zero, one = (x.law(theta, 1) for x in references)
            return one[0] - zero[0]

    assert close(best.value, gain(best.threshold))
    k = math.floor((best.threshold * n + n) / 2)  # the atom just below
    for other in [k + j for j in range(-8, 9)] + [
        k + j * math.isqrt(n) // 7 for j in (-3, -1, 1, 3)
    ]:
        assert float(gain(Fraction(2 * other - n, n))) <= best.value * (1 + 1e-9)


# --- bad input ----------------------------------------------------------------------------------


def law(data, kernel=None, width=1):
    return MaximalPreactivation(data, kernel or Polynomial(2), width)


A = SelfAttentionData(6, 2, a="0.3", b="0.6", c="0.4")


@pytest.mark.parametrize(
    ("laws", "error", "message"),
    [
        ((law(A), law(A, width=2)), ValueError, "must have one width, got 1 and 2"),
        ((law(A), law(VectorData(9))), ValueError, "one construction, got SelfAttentionData and"),
        (
            (law(A), law(SelfAttentionData(10, a=1, b=1, c=1))),
            ValueError,
            "of one size, got d = 6 and d = 10",
        ),
        (
            (law(A), law(SelfAttentionData(6, 3, a=1, b=1, c=1))),
            ValueError,
            "of one size, got copies = 2 and copies = 3",
        ),
        ((law(VectorData(9)), law(VectorData(8))), ValueError, "got n = 9 and n = 8"),
        ((law(A), A), TypeError, "law1 must be a MaximalPreactivation, got SelfAttentionData"),
    ],
)
def test_laws_that_cannot_be_compared_are_refused(laws, error, message):
    with pytest.raises(error, match=f"separability: .*{re.escape(message)}"):
        separability(*laws)
