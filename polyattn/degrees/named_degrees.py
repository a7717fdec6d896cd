"""The rows of the table for a polynomial: each degree that has a name, and why it may have none."""

from __future__ import annotations

from fractions import Fraction
from math import isinf

from polyattn.degrees.entries import Chance, Entry, Setting
from polyattn.degrees.finite import detection_degree, grouping_degree, planted_degree
from polyattn.degrees.levels import break_degree, level_degree, lowest_level
from polyattn.degrees.limits import phase_window
from polyattn.degrees.windows import window

__all__ = ["DEGREES", "MARGIN"]

MARGIN = Fraction(1, 10)
"""The length of the interval of thresholds in the row *margin*."""

_LOSS = "0.1"  # of the rows *spread* and *locked*
_DEVIATIONS = 4  # on either side, in the row *detected*


def _silent(x: Setting) -> float | str:
    from polyattn.bounds import silent_until

    a, b = x.data1.a, x.data1.b
    if x.height <= 0:
        return "low"
    if x.height >= a + b:
        return "mute"
    if x.height <= 2 * lowest_level(x.data1):
        return "half"
    return "void" if _silence(x)[0] >= 1 else silent_until(x.data1, x.theta)


def _silence(x: Setting) -> Chance:
    """Return the bound of the theorem on silence, which knows neither degree nor data set."""
    from polyattn._arb import ball, round_once

    exponent = (x.data1.d - 3) * (x.height / x.data1.b) ** 2 / 8
    (bound,) = round_once(lambda: [x.width * (-ball(exponent)).exp()], "up")
    return bound, 1 - bound


def _blind(x: Setting) -> float | str:
    from polyattn.bounds import blind_until

    return blind_until(x.data0, x.data1, x.width) or "blunt"


def _detected(x: Setting) -> float | str:
    from polyattn.bounds import detected_from

    try:
        degree = detected_from(x.data0, x.data1, _DEVIATIONS, _DEVIATIONS)
    except ValueError:
        return "room"
    return "gapless" if _gap(x)[0] <= 0 else degree or "start"


def _gap(x: Setting) -> Chance:
    """Return the gap that so many deviations on either side promise."""
    from polyattn._arb import ball, round_once

    def lacking() -> list[object]:
        rare = ball(Fraction(-(_DEVIATIONS**2), 2)).exp()
        return [(1 - (1 - rare) / 8) ** x.width + x.width * rare]

    (complement,) = round_once(lacking, "up")
    return 1 - complement, complement


def _lower_end(x: Setting) -> float | str:
    return _end(x, 0)


def _upper_end(x: Setting) -> float | str:
    return _end(x, 1)


def _end(x: Setting, place: int) -> float | str:
    if x.height <= lowest_level(x.data0):
        return "reached"
    if x.height >= x.data1.a + x.data1.b:
        return "high"
    found = window(x.data0, x.data1, x.theta)
    if found is None:
        return "grouped"
    return "endless" if isinf(found[place]) else found[place] or "start"


def _end_limit(place: int, x: Setting) -> float | None:
    parts = {"a0": x.data0.a, "a1": x.data1.a, "b": x.data1.b, "c": x.data1.c}
    found = phase_window(**parts, delta=x.delta, theta=x.theta)
    return None if found is None else found[place] * x.log_n


def _spread(x: Setting) -> float | str:
    from polyattn.bounds import spread_until

    return spread_until(x.data1, _LOSS) or "few"


def _margin(x: Setting) -> float | str:
    groups = x.data1.d - 2
    weight = MARGIN / 2 / (x.data1.a + 2 * x.data1.b * Fraction(groups - 1, groups))
    if weight >= 1:
        return "narrow"
    return "few" if weight * x.data1.n <= 1 else planted_degree(x.data1, weight)


def _planted(x: Setting) -> float | str:
    return "start" if x.data1.n == 2 else planted_degree(x.data1)


def _planted_0(x: Setting) -> float | str:
    if x.data0.a == 0 and x.data0.copies > 1:
        return "mates"
    return "start" if x.data0.n == 2 else planted_degree(x.data0)


def _level(x: Setting, dataset: int, height: Fraction) -> float | str:
    data = (x.data0, x.data1)[dataset]
    return "start" if height <= lowest_level(data) else level_degree(data, data.c + height)


def _at_b_plus_c_0(x: Setting) -> float | str:
    return _level(x, 0, x.data0.b) if x.data0.a else "tied"


def _active(x: Setting) -> float | str:
    from polyattn.bounds import separated_from

    if x.height <= 0:
        return "low"
    if x.height >= x.data1.a + x.data1.b:
        return "high"
    return separated_from(x.data1, x.theta) or "start"


def _activation(x: Setting) -> Chance:
    """Return the bound of the theorem on separation, and what it lacks to 1."""
    complement = 0.875 ** min(x.width, 10**5)  # which is 0 as a float
    return 1 - complement, complement


def _locked(x: Setting) -> float | str:
    from polyattn.bounds import concentrated_from

    return concentrated_from(x.data1, _LOSS)


def _break(x: Setting) -> float | str:
    if x.height >= x.data1.b:
        return "beyond"
    grouped = x.height * (x.data1.d - 2) > x.data1.b
    return break_degree(x.data1, x.theta) if grouped else "start"


def _grouping(x: Setting) -> float | str:
    return "start" if x.data1.d == 4 else grouping_degree(x.data1)


# fmt: off
DEGREES = (
    Entry("silent", "silent", "thm:silence", "up to here neither network activates at θ", False,
          _silent, promise="but for a probability of at most", chance=_silence),
    Entry("blind", "blind", "thm:profile-inequality",
          "up to here no threshold has a gap above one half", False, _blind),
    Entry("detection", "detection", "cor:detection-threshold",
          "from about here on some threshold separates", True,
          lambda x: detection_degree(x.data1), lambda x: x.kappas[1].detection * x.log_n),
    Entry("detected", "detected", "lem:detection-condition",
          "from here on some threshold has a gap", False,
          _detected, promise="of at least", chance=_gap),
    Entry("window-lower", "window, lower end", "thm:window", "the level of D₁ reaches θ", True,
          _lower_end, lambda x: _end_limit(0, x)),
    Entry("spread", "spread", "thm:concentration", "up to here f₁* is 0.1 at most", False,
          _spread),
    Entry("margin", "margin", "thm:tolerance",
          "below it no interval of thresholds of length 0.1 keeps a gap of one half", False,
          _margin, lambda x: x.kappas[1].planted * x.log_n),
    Entry("planted", "planted", "thm:phases",
          "the planted row of D₁ keeps half of its attention", True,
          _planted, lambda x: x.kappas[1].planted * x.log_n),
    Entry("level-lower", "threshold b + c, lower end", "lem:at-the-group-level",
          "the level of D₁ reaches b + c", True,
          lambda x: _level(x, 1, x.data1.b), lambda x: x.kappas[1].pr * x.log_n),
    Entry("reach", "reach", "cor:between-levels",
          "the level of D₁ exceeds all that D₀ can reach: for θ = a₀ + b + c no degree is too high",
          True, lambda x: _level(x, 1, x.data0.a + x.data0.b),
          lambda x: x.kappas[1].planted * x.log_n),
    Entry("active", "active", "cor:separation", "from here on D₁ activates at θ", False,
          _active, promise="with a probability of at least", chance=_activation),
    Entry("locked", "locked", "thm:concentration", "from here on f₁* is 0.9 at least", False,
          _locked),
    Entry("window-upper", "window, upper end", "thm:window", "the level of D₀ reaches θ", True,
          _upper_end, lambda x: _end_limit(1, x)),
    Entry("break", "break", "lem:break-degree", "grouped rows reach θ by themselves", True,
          _break, lambda x: x.kappas[1].group * x.log_n),
    Entry("grouping", "grouping", "thm:concentration",
          "every other row gives half to its group", True,
          _grouping, lambda x: x.kappas[1].group * x.log_n),
    Entry("level-upper", "threshold b + c, upper end", "lem:at-the-group-level",
          "the level of D₀ reaches b + c", True,
          _at_b_plus_c_0, lambda x: x.kappas[0].pr * x.log_n),
    Entry("planted-0", "planted, D₀", "thm:phases", "the small feature locks too", True,
          _planted_0, lambda x: x.kappas[0].planted * x.log_n),
)
# fmt: on
"""Every degree that has a name, roughly in the order in which a growing degree meets them."""
