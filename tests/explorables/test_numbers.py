"""Every number of the live figures against the package: the page's scripts, without a page."""

from fractions import Fraction
from itertools import product
from math import comb, inf, isnan

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn.data import SelfAttentionData
from polyattn.kernels import Polynomial
from polyattn.law import MaximalPreactivation
from polyattn.rows import row_classes
from tests.explorables.engine import CLASSES, call, outputs
from tests.explorables.references import CLOSE, OUTPUTS, SEPARABILITY, SETTINGS, Draw
from tests.law.law_reference import tail

# Compared where the page says that it can be trusted, and in a test of their own.
OTHERWISE = {"tolerance", "threshold", "separability"}
OTHERWISE |= {"gap-degree", "apart", "saved", "growth"}  # test_width_against_degree.py
# The exact references take a tenth of a second each there.
COUNT = dict.fromkeys(SETTINGS, 200) | {"phase-map": 60, "sign-lottery": 60, "detection": 40}
COUNT |= {"your-head": 60, "width-against-degree": 60}


def agree(name, shown, expected):
    if isinstance(expected, str):  # why there is no number
        return shown == expected
    shown = float(shown)  # an infinity comes as text
    if expected is None:
        return isnan(shown) or abs(shown) == inf
    if abs(expected) == inf or abs(shown) == inf:
        return shown == expected
    if isinstance(expected, Fraction):
        expected = mpmath.mpf(expected.numerator) / expected.denominator
    expected = mpmath.mpf(expected)
    if name == "separability":
        return abs(shown - expected) <= SEPARABILITY
    return abs(shown - expected) <= (CLOSE * abs(expected) if abs(expected) > 1e-12 else 1e-12)


def differences(key, chosen):
    """What a live figure shows and the package does not say, setting by setting."""
    wrong = []
    for setting, shown in zip(chosen, outputs(key, chosen), strict=True):
        whole = CLASSES[key]().state() | setting
        with mpmath.workdps(60):
            expected = OUTPUTS[key](whole)
            assert set(shown) - set(expected) <= OTHERWISE
            for name, value in expected.items():
                if not agree(name, shown[name]["value"], value):
                    wrong.append((setting, name, shown[name], value))
    return wrong


@pytest.mark.parametrize("key", sorted(SETTINGS))
def test_every_number_is_the_package_s(key):
    draw = Draw(key)
    chosen = [SETTINGS[key](draw) for _ in range(COUNT[key])]
    assert len({str(setting) for setting in chosen}) > 0.95 * COUNT[key]
    assert differences(key, chosen) == []


# What changes the picture alone, and no number.
LOOKS = {"data-sets": {"stage"}, "phase-map": {"zoom"}}


@pytest.mark.parametrize("key", sorted(SETTINGS))
def test_every_parameter_is_drawn(key):
    draw = Draw(key)
    drawn = {name for _ in range(20) for name in SETTINGS[key](draw)}
    assert set(CLASSES[key]().state()) - drawn == LOOKS.get(key, set())


EDGES = {
    "amplifier": {"n": ("2", "1000000000000"), "degree": ("0.001", "100000"), "ratio": ("1.01",)},
    "data-sets": {"t": ("1", "3"), "d": ("4", "12"), "a0": ("0",), "degree": ("0.5", "10000")},
    "planted-row": {"t": ("1", "1000000000"), "d": ("4", "1000000"), "a": ("0", "0.001"),
                    "degree": ("0.001", "100000")},
    "phase-map": {"t": ("1", "1000000000"), "d": ("4", "5"), "a0": ("0",),
                  "degree": ("0.001", "10000"), "theta": ("0", "0.4", "1")},
    "sign-lottery": {"t": ("1", "1000000000"), "d": ("4", "5"), "a0": ("0",), "width": ("1",),
                     "degree": ("0.001", "10000"), "theta": ("-0.2", "0.4", "1")},
    "detection": {"t": ("1", "1000000000"), "d": ("4", "5"), "a0": ("0",),
                  "width": ("1", "1000000"), "degree": ("0.1", "10000")},
    "dynamic-range": {"n": ("2", "1000000000000"), "spread": ("1", "4"), "width": ("1", "1000000"),
                      "degree": ("0.1", "1000")},
    "ladder": {"t": ("1", "1000000000"), "d": ("4", "1000000"), "a": ("0", "0.001"),
               "degree": ("0.001", "100000"), "epsilon": ("0.000000001", "0.999")},
    "noise": {"d": ("4", "5"), "t": ("1", "2", "1000000000"), "sigma": ("0", "0.05"), "a0": ("0",),
              "degree": ("0.001", "100000"), "theta": ("1", "1.9"),
              "cure": ("none", "unit-norm", "no-diagonal", "subtract")},
    "thresholds": {"d": ("4", "1000000"), "t": ("1", "1000000000000"), "a0": ("0",),
                   "a1": ("0.01", "2"), "theta": ("0.4", "1"), "width": ("1", "1000000000")},
    "width-against-degree": {"t": ("1", "1000000000"), "d": ("4", "1002"), "a0": ("0",),
                             "width": ("1", "2", "3", "1000000000"), "a1": ("0.01", "2")},
    "your-head": {"head": ("2.9", "1.1"), "row": ("1", "65536"), "offset": ("0", "1000000"),
                  "degree": ("0.01", "100000"), "form": ("offset", "shifted")},
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(EDGES))
def test_every_number_at_the_edges(key):
    names, ends = zip(*EDGES[key].items(), strict=True)
    chosen = [dict(zip(names, values, strict=True)) for values in product(*ends)]
    assert differences(key, chosen) == []


def test_the_length_of_good_thresholds():
    """The gap keeps half of S on the interval whose length is shown, and not beyond it."""
    sizes = [
        {"d": "12", "t": "2", "degree": "3", "width": "4"},
        {"d": "30", "t": "1", "degree": "1", "width": "64"},
        {"d": "9", "t": "50", "degree": "9"},
    ]
    for setting, shown in zip(sizes, outputs("detection", sizes), strict=True):
        x = CLASSES["detection"]().state() | setting
        laws = [
            MaximalPreactivation(
                SelfAttentionData(int(x["d"]), int(x["t"]), a=x[a], b=x["b"], c=x["c"]),
                Polynomial(x["degree"]),
                int(x["width"]),
            )
            for a in ("a0", "a1")
        ]
        half, best = shown["separability"]["value"] / 2, shown["threshold"]["value"]

        def gap(theta, laws=laws):
            return laws[1].sf(theta) - laws[0].sf(theta)

        assert abs(gap(best + 1e-9) - 2 * half) < 1e-9
        # how far the gap keeps half on both sides: on a grid first, then between two of its points
        ends = []
        for sign in (-1, 1):
            steps = np.linspace(0, 2, 8_001)
            lost = steps[np.argmax(gap(best + 1e-9 + sign * steps) < half)]
            low, high = lost - steps[1], lost
            while high - low > 1e-12:
                middle = (low + high) / 2
                inside = gap(best + 1e-9 + sign * middle) >= half
                low, high = (middle, high) if inside else (low, middle)
            ends.append(sign * low)
        assert abs(ends[1] - ends[0] - shown["tolerance"]["value"]) < 1e-8


@pytest.mark.parametrize("cure", ["none", "unit-norm", "subtract"])
def test_the_area_of_noise_ends_where_the_bounds_do(cure):
    """On the side of the area what is proved holds, and on the other it does not."""
    setting = CLASSES["noise"]().state() | {"cure": cure, "theta": "1.3"}
    x = {name: float(text) for name, text in setting.items() if name != "cure"} | {"cure": cure}
    degrees, where = [3.5, 4, 6.5, 8], {"excess": 0.3, "room": 0.6 / 2.1}
    half, near = (1 - (15 / 16) ** 30) / 2, 0.08 / 2**11  # twelve halvings of 0.08
    ends = call("$noisy.limits", x, where, degrees, 0.08)
    inside = 0
    for degree, found in zip(degrees, ends, strict=True):
        for name, holds, side in (
            ("silent", lambda shown: shown["P0"] <= half, -near),
            ("active", lambda shown: shown["P1"] > 0, near),
        ):
            end = float(found[name])
            if not near < end < 0.08 - near:
                continue
            inside += 1
            for sigma, expected in ((end + side, True), (end - side, False)):
                shown = OUTPUTS["noise"](setting | {"degree": str(degree), "sigma": str(sigma)})
                assert bool(holds(shown)) == expected
    assert inside >= 4


# --- the parts by themselves --------------------------------------------------------------------


@pytest.mark.parametrize("N", [1, 2, 3, 7, 40, 999, 1000, 99_997])
def test_binomial_tails(N):
    """Both tails keep full relative precision, down to the smallest floats."""
    spread = round(15 * N**0.5) + 2
    counts = {-1, 0, 1, N, N + 1, *(N // 2 + round(spread * i / 30) for i in range(-30, 31))}
    for k in sorted(counts & set(range(-1, N + 2))):
        above, below = (float(part) for part in tail(N, k))
        found = [float(call(f"$binomial.binomial({N}).{side}", k)) for side in ("atLeast", "below")]
        # a sum of up to 38.6 sqrt(N) / 2 rounded products: 2e-12 at N = 10^5
        for shown, exact in zip(found, (above, below), strict=True):
            assert shown == pytest.approx(exact, rel=1e-11, abs=1e-300), (N, k)


@given(st.integers(1, 60), st.integers(-2, 62), st.integers(-2, 62))
@settings(max_examples=60)
def test_binomial_slices(N, low, high):
    inside = sum(comb(N, k) for k in range(max(low, 0), min(high, N + 1)))
    shown = call(f"$binomial.binomial({N}).between", low, high)
    assert shown == pytest.approx(inside / 2**N, rel=1e-12, abs=0)


MODELS = [
    ({"d": d, "t": t, "b": b, "c": c}, a, degree)
    for d, t in [(4, 1), (5, 3), (1002, 10**9)]
    for a, b, c in [("0", "0.6", "0.4"), ("0.9", "0.6", "0.4"), ("0.01", "0.9", "0.1")]
    for degree in ("0.25", "3", "40", "400")
]


@pytest.mark.parametrize(("x", "a", "degree"), MODELS)
def test_weights_and_what_they_lack_to_one(x, a, degree):
    data = SelfAttentionData(x["d"], x["t"], a=a, b=x["b"], c=x["c"])
    rows = row_classes(data, Polynomial(degree))
    numbers = x | {"b": float(x["b"]), "c": float(x["c"])}
    shown = call("$model.weights", numbers, float(a), float(degree))
    expected = {
        "planted": rows.planted_weight,
        "plantedComplement": rows.planted_weight_complement,
        "own": rows.own_group_weight,
        "ownComplement": rows.own_group_weight_complement,
    }
    for name, value in expected.items():
        # a power of a rounded ratio: its error grows with the degree
        assert shown[name] == pytest.approx(value, rel=1e-12 * float(degree) + 1e-13), name


LAYER = """((x, texts, numbers, degree, width) => {
  const ks = $law.counts($law.forms(x, texts), $law.ratios(numbers, degree));
  return $law.layer($law.neuron(x.d - 3, ks), width);
})"""


@pytest.mark.parametrize(("x", "a", "degree"), MODELS)
@pytest.mark.parametrize("theta", ["-0.3", "0.4", "0.55", "1"])
def test_a_layer_and_its_silence(x, a, degree, theta):
    data = SelfAttentionData(x["d"], x["t"], a=a, b=x["b"], c=x["c"])
    texts = {"a": a, "b": x["b"], "c": x["c"], "theta": theta}
    numbers = {name: float(text) for name, text in texts.items()}
    for width in (1, 30, 10**6):
        law = MaximalPreactivation(data, Polynomial(degree), width)
        shown = call(LAYER, x, texts, numbers, float(degree), width)
        assert shown["value"] == pytest.approx(law.sf(theta), rel=1e-9, abs=1e-300)
        assert shown["complement"] == pytest.approx(law.cdf(theta), rel=1e-9, abs=1e-300)


# --- numbers as they are written ----------------------------------------------------------------

DECIMALS = st.decimals(-(10**6), 10**6, allow_nan=False, places=9).map(str)


@given(DECIMALS, DECIMALS)
def test_decimals_are_compared_and_added_exactly(left, right):
    exact = [Fraction(text) for text in (left, right)]
    assert call("$numbers.compare", left, right) == (exact[0] > exact[1]) - (exact[0] < exact[1])
    assert Fraction(call("$numbers.sum", left, right)) == sum(exact)


@pytest.mark.parametrize(
    ("value", "digits", "side", "expected"),
    [
        (3.8254, 3, "down", 3.82),
        (3.8254, 3, "up", 3.83),
        (3.8254, 3, "nearest", 3.83),
        (9.996, 3, "up", 10),
        (9.996, 3, "down", 9.99),
        (10.001, 4, "up", 10.01),
        (10.0, 4, "up", 10),
        (4.01e-18, 2, "up", 4.1e-18),
        (0, 3, "up", 0),
    ],
)
def test_a_bound_is_rounded_to_its_own_side(value, digits, side, expected):
    assert call("$numbers.rounded", value, digits, side) == expected
