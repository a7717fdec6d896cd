"""Every number that a live figure shows, against the package, at 200 random settings each."""

from fractions import Fraction
from math import inf, isnan

import mpmath
import numpy as np
import pytest

from polyattn.data import SelfAttentionData
from polyattn.kernels import Polynomial
from polyattn.law import MaximalPreactivation
from tests.site.explorable_references import CLOSE, OUTPUTS, SEPARABILITY, SETTINGS, Draw
from tests.site.test_explorables import numbers

pytestmark = [pytest.mark.site, pytest.mark.slow]

# Compared where the page says that it can be trusted, and in a test of their own.
OTHERWISE = {"separability", "tolerance", "threshold"}

READ_ALL = """async (root, settings) => {
  const out = [];
  for (const setting of settings) {
    const changed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = setting;
    await changed;
    const outputs = [...root.querySelectorAll("output")];
    out.push(Object.fromEntries(outputs.map((o) => [o.name, o.dataset.value])));
  }
  return out;
}"""


def agree(name, shown, expected):
    if isinstance(expected, str):  # why there is no number
        return shown == expected
    shown = float(shown)
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


@pytest.mark.parametrize("key", sorted(SETTINGS))
def test_every_number_is_the_package_s(play, key):
    draw = Draw(key)
    settings = [SETTINGS[key](draw) for _ in range(200)]
    _, root = play(key)
    links = [f"#{key}?" + "&".join(f"{k}={v}" for k, v in each.items()) for each in settings]
    assert len(set(links)) > 190
    wrong = []
    for setting, shown in zip(settings, root.evaluate(READ_ALL, links), strict=True):
        with mpmath.workdps(60):
            expected = OUTPUTS[key](setting)
            assert set(shown) - set(expected) <= OTHERWISE
            wrong += [
                (setting, name, shown[name], value)
                for name, value in expected.items()
                if not agree(name, shown[name], value)
            ]
    assert wrong == []


def test_the_length_of_good_thresholds(play):
    """The gap keeps half of S on the interval whose length is shown, and not beyond it."""
    for setting in ("d=12&t=2&degree=3&width=4", "d=30&t=1&degree=1&width=64", "d=9&t=50&degree=9"):
        _, root = play("detection", setting)
        x = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4", "width": "64"}
        x |= dict(pair.split("=") for pair in setting.split("&"))
        laws = [
            MaximalPreactivation(
                SelfAttentionData(int(x["d"]), int(x["t"]), a=x[a], b=x["b"], c=x["c"]),
                Polynomial(x["degree"]),
                int(x["width"]),
            )
            for a in ("a0", "a1")
        ]
        shown = {name: float(value) for name, value in numbers(root).items()}
        half, best = shown["separability"] / 2, shown["threshold"]

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
        assert abs(ends[1] - ends[0] - shown["tolerance"]) < 1e-8
