"""What the numbers of an explorable are compared with: the package, at random settings."""

import random
from fractions import Fraction

import mpmath

from polyattn.bounds import detection_at_least, detection_at_most
from polyattn.data import SelfAttentionData
from polyattn.degrees import (
    break_degree,
    detection_degree,
    grouping_degree,
    lock_degree,
    planted_degree,
    self_lock_degree,
    table,
)
from polyattn.degrees.named_degrees import DEGREES
from polyattn.degrees.named_scales import SCALES
from polyattn.explorables import YourHead
from polyattn.heads import profile_of
from polyattn.kernels import Polynomial
from polyattn.law import MaximalPreactivation, separability
from polyattn.noise import noisy_row_classes
from polyattn.rows import row_classes
from tests.law import law_reference

CLOSE = 1e-9  # relative, for everything but the separability
SEPARABILITY = 1e-6


def decimal(value, places=3):
    return f"{value:.{places}f}".rstrip("0").rstrip(".") or "0"


class Draw:
    """Random settings, edges among them; a setting is a dict of texts, as in a link."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.choice, self.uniform = self.random.choice, self.random.uniform

    def log(self, low, high):
        return str(round(10 ** self.uniform(*(mpmath.log10(x) for x in (low, high)))))

    def real(self, low, high, *edges):
        return self.choice(
            [*edges, decimal(self.uniform(low, high)), decimal(self.uniform(low, high))]
        )

    def degree(self, high=30):
        return self.real(0.5, high, "1", "2", "7.3", "10000")

    def parts(self):
        b, c = self.choice([("0.6", "0.4"), ("0.9", "0.1"), (self.real(0.1, 1), self.real(0.1, 1))])
        return {"b": b, "c": c}

    def features(self):
        a0 = self.real(0, 0.8, "0", "0.1")
        return {"a0": a0, "a1": decimal(float(a0) + self.uniform(0.05, 1))}

    def copies(self):
        return self.choice(["1", "2", "10", self.log(1, 10**9), str(10**9)])


def amplifier(draw):
    return {
        "degree": draw.degree(),
        "ratio": draw.real(1.05, 9, "2", "1.01"),
        "n": draw.choice(["2", "3", draw.log(2, 10**12), str(10**12)]),
        "scale": draw.real(0.1, 10, "1"),
    }


def data_sets(draw):
    sizes = {"d": str(draw.choice(range(4, 13))), "t": str(draw.choice(range(1, 5)))}
    return sizes | {"degree": draw.degree()} | draw.features() | draw.parts()


def planted_row(draw):
    sizes = {"d": draw.choice(["4", "1002", draw.log(4, 10**6)]), "t": draw.copies()}
    return sizes | {"degree": draw.degree(150), "a": draw.real(0, 2, "0", "0.01")} | draw.parts()


def ladder(draw):
    return planted_row(draw) | {"epsilon": draw.real(0.001, 0.999, "0.5", "0.001")}


def _with_threshold(draw, setting):
    a0, a1, b, c = (Fraction(setting[k]) for k in ("a0", "a1", "b", "c"))
    levels = [c, b, b + c, b - c, a0 + b + c, a1 + b + c, Fraction(0)]
    theta = float(draw.choice(levels))
    near = draw.uniform(-0.05, float(a1 + b + c))
    return setting | {
        "theta": draw.choice([decimal(theta, 6), decimal(near), decimal(near, 6)]),
        "width": draw.choice(["1", "30", draw.log(1, 10**6)]),
    }


def phase_map(draw):
    d = draw.choice(["4", "5", "1002", draw.log(4, 10**5), "100000"])
    setting = {"d": d, "t": draw.copies(), "degree": draw.degree()}
    return _with_threshold(draw, setting | draw.features() | draw.parts())


def sign_lottery(draw):
    d = draw.choice(["4", "5", "34", draw.log(4, 10**4)])
    setting = {"d": d, "t": draw.copies(), "degree": draw.degree()}
    return _with_threshold(draw, setting | draw.features() | draw.parts())


def detection(draw):
    sizes = {"d": draw.choice(["4", "6", "1002", draw.log(4, 1002)]), "t": draw.copies()}
    width = draw.choice(["1", "64", draw.log(1, 10**6)])
    return sizes | {"degree": draw.degree(), "width": width} | draw.features() | draw.parts()


def dynamic_range(draw):
    return {
        "degree": draw.degree(),
        "ratio": draw.real(1.05, 9, "2"),
        "spread": draw.real(1.01, 4, "1", "1.5"),
        "n": draw.choice(["2", draw.log(2, 10**12), str(10**12)]),
        "theta": draw.real(0.05, 0.95, "0.5"),
        "width": draw.choice(["1", "10", draw.log(1, 10**6)]),
    }


def thresholds(draw):
    d = draw.choice(["4", "5", "1002", draw.log(4, 10**6), "1000000"])
    setting = {"d": d, "t": draw.choice(["1", "1000000000000", draw.copies()])}
    setting |= draw.features() | {"a1": draw.choice(["0.95", "1.3", "2"])} | draw.parts()
    return _with_threshold(draw, setting)


def your_head(draw):
    return {
        "head": draw.choice(["6.8", "2.9", "5.9", "4.2", "1.1"]),
        "row": draw.choice(["1", "16", "17", str(draw.choice(range(1, 17)))]),
        "degree": draw.choice([draw.real(0.5, 40, "2", "1000"), draw.log(1, 10**5)]),
        "offset": draw.real(0, 64, "0", "1", "16"),
        "form": draw.choice(["offset", "shifted"]),
    }


def noise(draw):
    sizes = {"d": draw.choice(["4", "5", "102", draw.log(4, 10**5)]), "t": draw.copies()}
    setting = sizes | {"degree": draw.degree()} | draw.features() | draw.parts()
    return _with_threshold(draw, setting) | {
        "sigma": draw.choice(["0", "0.02", decimal(draw.uniform(0, 0.2), 4)]),
        "cure": draw.choice(["none", "unit-norm", "no-diagonal", "subtract"]),
    }


def width_against_degree(draw):
    sizes = {"d": draw.choice(["4", "6", "1002", draw.log(4, 1002)]), "t": draw.copies()}
    width = draw.choice(["1", "2", "3", "10", draw.log(1, 10**9), draw.log(1, 10**9)])
    return sizes | {"width": width} | draw.features() | draw.parts()


SETTINGS = {
    "amplifier": amplifier,
    "data-sets": data_sets,
    "planted-row": planted_row,
    "phase-map": phase_map,
    "sign-lottery": sign_lottery,
    "detection": detection,
    "dynamic-range": dynamic_range,
    "ladder": ladder,
    "noise": noise,
    "thresholds": thresholds,
    "width-against-degree": width_against_degree,
    "your-head": your_head,
}


def _data(x, a):
    return SelfAttentionData(int(x["d"]), int(x["t"]), a=x[a], b=x["b"], c=x["c"])


def _or_none(function, *arguments):
    """What the package refuses to name is no number on the page either."""
    try:
        return function(*arguments)
    except ValueError:
        return None


def _spike(n, ratio, degree):
    """The weight of the largest of n scores, the others equal."""
    return 1 / (1 + (int(n) - 1) * mpmath.mpf(ratio) ** -mpmath.mpf(degree))


def amplifier_outputs(x):
    gain = mpmath.exp(mpmath.mpf(x["scale"]) * (mpmath.mpf(x["ratio"]) - 1))
    return {
        "planted-weight": _spike(x["n"], x["ratio"], x["degree"]),
        "softmax-weight": _spike(x["n"], gain, 1),
        "half-degree": mpmath.log(int(x["n"]) - 1) / mpmath.log(x["ratio"]),
    }


def data_sets_outputs(x):
    data = [_data(x, a) for a in ("a0", "a1")]
    rows = [row_classes(one, Polynomial(x["degree"])) for one in data]
    return {
        "planted-weight": rows[1].planted_weight,
        "planted-weight-0": rows[0].planted_weight,
        "own-group-weight": rows[1].own_group_weight,
        "p0": data[0].p,
        "p1": data[1].p,
        "q": data[1].q,
        "r": data[1].r,
        "n": data[1].n,
    }


def _degrees(data):
    return {
        "planted-degree": _or_none(planted_degree, data),
        # with one other group w_o is never below 1/2: at degree 0 it is 1/2
        "grouping-degree": 0 if data.d == 4 else grouping_degree(data),
        "detection-degree": _or_none(detection_degree, data),
        "n": data.n,
    }


def planted_row_outputs(x):
    data = _data(x, "a")
    rows = row_classes(data, Polynomial(x["degree"]))
    p, q, r = (mpmath.mpf(s.numerator) / s.denominator for s in (data.p, data.q, data.r))
    degree = mpmath.mpf(x["degree"])
    crowd = max((data.copies - 1) * (q / p) ** degree, (data.n - data.copies) * (r / p) ** degree)
    return _degrees(data) | {
        "planted-weight": rows.planted_weight,
        "own-group-weight": rows.own_group_weight,
        "lower-bound": 1 / (1 + 2 * crowd),
        "upper-bound": 1 / (1 + crowd),
    }


def _activation(x):
    data = [_data(x, a) for a in ("a0", "a1")]
    kernel, width, theta = Polynomial(x["degree"]), int(x["width"]), x["theta"]
    laws = [MaximalPreactivation(one, kernel, width) for one in data]
    # the gap in balls: the floats of two probabilities near each other would cancel
    rows = [law_reference.Rows(one, lambda s: _log_weight(x["degree"], s)) for one in data]
    chances = [row.law(Fraction(theta), width)[0] for row in rows]
    return data, {
        "P0": laws[0].sf(theta),
        "P1": laws[1].sf(theta),
        "gap": float((chances[1] - chances[0]).mid()),
    }


def _log_weight(degree, score):
    return law_reference.ball(degree) * law_reference.ball(score).log()


def phase_map_outputs(x):
    data, out = _activation(x)
    rows = row_classes(data[1], Polynomial(x["degree"]))
    broken = _or_none(break_degree, data[1], x["theta"])
    return out | _degrees(data[1]) | {"planted-weight": rows.planted_weight, "break-degree": broken}


def sign_lottery_outputs(x):
    data, out = _activation(x)
    kernel = Polynomial(x["degree"])
    rows = row_classes(data[1], kernel)
    one = [MaximalPreactivation(each, kernel).sf(x["theta"]) for each in data]
    return out | {
        "neuron-0": one[0],
        "neuron-1": one[1],
        "planted-weight": rows.planted_weight,
        "own-group-weight": rows.own_group_weight,
    }


def detection_outputs(x):
    data = [_data(x, a) for a in ("a0", "a1")]
    kernel, width = Polynomial(x["degree"]), int(x["width"])
    planted = row_classes(data[1], kernel).planted_weight
    lower = _or_none(lambda: max(0, detection_at_least(*data, kernel, width).value))
    out = {
        "planted-weight": planted,
        "upper-bound": detection_at_most(*data, kernel, width),
        "lower-bound": 0 if lower is None else lower,
    }
    del (degrees := _degrees(data[1]))["grouping-degree"]
    if planted > 1e-9:  # beyond, the page says that it was not checked
        laws = (MaximalPreactivation(one, kernel, width) for one in data)
        out["separability"] = separability(*laws).value
    return out | degrees


def width_against_degree_outputs(x):
    """What knows no law; the degrees of the law have a test of their own."""
    data = _data(x, "a1")
    del (degrees := _degrees(data))["grouping-degree"]
    return degrees | {"width-degree": detection_degree(data, int(x["width"]))}


def dynamic_range_outputs(x):
    n, width, tau = int(x["n"]), int(x["width"]), mpmath.mpf(x["theta"])
    ratio, spread = mpmath.mpf(x["ratio"]), mpmath.mpf(x["spread"])
    spike, top = _spike(n, ratio, x["degree"]), _spike(n, spread, x["degree"])
    level = spread ** mpmath.mpf(x["degree"])
    P0 = min(1, width * mpmath.exp(-2 * n * level * tau**2 / (1 + level) ** 2))
    P1 = 1 - mpmath.mpf(2) ** -width if 2 * spike - 1 > tau else 0
    odds = mpmath.log((n - 1) * (1 + tau) / (1 - tau))
    most = n * tau**2 / (2 * mpmath.log(100 * width))
    quiet = mpmath.log(most) / mpmath.log(spread) if spread > 1 else None
    return {
        "planted-weight": spike,
        "background-weight": top,
        "lower-bound": P1,
        "upper-bound": P0,
        "gap": max(0, P1 - P0),
        "lower-degree": odds / mpmath.log(ratio),
        "upper-degree": (mpmath.inf if most >= 1 else None) if quiet is None else quiet,
        "break-degree": odds / mpmath.log(spread) if spread > 1 else mpmath.inf,
    }


def ladder_outputs(x):
    """The lines of part locked of `thm:concentration`."""
    data = _data(x, "a")
    p, q, r = (mpmath.mpf(s.numerator) / s.denominator for s in (data.p, data.q, data.r))
    degree, epsilon = mpmath.mpf(x["degree"]), mpmath.mpf(x["epsilon"])
    crowds = (data.copies - 1) * (q / p) ** degree, (data.n - data.copies) * (r / p) ** degree
    inverse, bound = 1 + sum(crowds), 1 / (1 - epsilon)
    return {"line-0": inverse, "line-1": inverse, "line-2": bound, "line-3": bound}


def noise_outputs(x):
    """What is proved under orthogonal noise, from the closed form of the rows."""
    power, kernel = int(x["d"]) * Fraction(x["sigma"]) ** 2, Polynomial(x["degree"])
    data = [_data(x, a) for a in ("a0", "a1")]
    cure, width = x["cure"].replace("-", " "), int(x["width"])
    low, high = (noisy_row_classes(one, kernel, power, cure=cure) for one in data)
    rows = [row for row in (low.planted, low.group, low.others) if row is not None]
    theta, kept = Fraction(x["theta"]), mpmath.mpf(max(row.noise for row in rows))
    excess = theta - data[0].b - data[0].c
    margin = mpmath.mpf(excess.numerator) / excess.denominator - max(row.feature for row in rows)
    P0 = 1 if margin <= 0 else 0
    if margin > 0 and kept > 0:
        P0 = min(1, width * data[0].n * mpmath.exp(-(margin**2) / (2 * kept)))
    room = (data[1].a + data[1].b + data[1].c - theta) / (data[1].a + 2 * data[1].b)
    # A float next to 1 does not say what the weight lacks: only a room of 0 or less is as small.
    active = room > 0 and 1 - high.planted.self_weight < room
    P1 = 1 - mpmath.mpf("0.9375") ** width if active else 0
    return {
        "planted-weight": high.planted.self_weight,
        "others-weight": high.others.self_weight,
        "kept": mpmath.sqrt(kept),
        "nu": power,
        "P0": P0,
        "P1": P1,
        "gap": max(0, P1 - P0),
        "lock-degree": _noisy_lock(cure, data[1], power),
        "self-lock-degree": _noisy_self_lock(cure, data[1], power),
        "n": data[1].n,
    }


def _noisy_lock(cure, data, power):
    if cure == "no diagonal":
        return None
    if cure != "unit norm":
        return _or_none(lock_degree, data, 0 if cure == "subtract" else power)
    # The geometric mean of two self-scores takes the place of the score.
    return _half([(data.copies - 1, data.q), (data.n - data.copies, data.r)], data, power, data.p)


def _noisy_self_lock(cure, data, power):
    if cure == "no diagonal":
        return None
    if cure != "unit norm":
        return _or_none(self_lock_degree, data, 0 if cure == "subtract" else power)
    t, own, planted = data.copies, data.q + power, data.p + power
    terms = [(t - 1, data.q / own), (data.n - t - 1, data.r / own)]
    ratios = [(count, mpmath.mpf(x.numerator) / x.denominator) for count, x in terms]
    ratios.append((1, _root(data.r**2 / (own * planted))))
    return _falls_to_one(ratios)


def _half(scores, data, power, score):
    """Where tokens of these scores weigh as much as one of a geometric mean of self-scores."""
    mean = (score + power) * (data.q + power)
    return _falls_to_one([(count, _root(x**2 / mean)) for count, x in scores])


def _root(square):
    return mpmath.sqrt(mpmath.mpf(square.numerator) / square.denominator)


def _falls_to_one(ratios):
    """Where a sum of counts times falling powers is 1, by bisection."""
    ratios = [(count, ratio) for count, ratio in ratios if count > 0]
    if sum(count for count, _ in ratios) <= 1 or any(ratio >= 1 for _, ratio in ratios):
        return None
    low, high = mpmath.mpf(0), mpmath.mpf(1)
    while mpmath.fsum(count * ratio**high for count, ratio in ratios) > 1:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        above = mpmath.fsum(count * ratio**middle for count, ratio in ratios) > 1
        low, high = (middle, high) if above else (low, middle)
    return high


def thresholds_outputs(x):
    found = table(_data(x, "a0"), _data(x, "a1"), x["theta"], int(x["width"]))
    out = {}
    for entry, row in zip((*DEGREES, *SCALES), found, strict=True):
        out[entry.key] = row.value
        out[f"{entry.key}-limit"] = row.limit
        out[f"{entry.key}-chance"] = row.chance
        out[f"{entry.key}-why"] = row.reason or ""
    return out


def _normed(powers):
    return [power / mpmath.fsum(powers) for power in powers]


def _apart(one, other):
    return mpmath.fsum(abs(p - q) for p, q in zip(one, other, strict=True)) / 2


def _read(weights):
    """What one reads off a row of weights, from the definitions."""
    first, *rest = sorted(weights, reverse=True)
    norm = mpmath.sqrt(mpmath.fsum(weight**2 for weight in rest))
    snr = first / norm if norm > mpmath.mpf("1e-300") else mpmath.inf  # no float goes further
    verdict = "locked" if first > 0.5 else "detectable" if snr > 1 else "neither"
    keys = 1 / mpmath.fsum(weight**2 for weight in weights)
    return {"weight": first, "snr": snr, "keys": keys, "verdict": verdict}


def your_head_outputs(x):
    """The weights of a row in mpmath; the degree and the scale that it needs from the package."""
    stored = YourHead().table["stored"]
    row = stored["heads"][x["head"]][min(int(x["row"]), len(stored["rows"])) - 1]
    whole = profile_of([[score / 100 for score in row]])
    scores = [mpmath.mpf(score) / 100 for score in row]
    degree, top = mpmath.mpf(x["degree"]), max(scores)
    soft = _normed([mpmath.exp(score - top) for score in scores])
    out = {f"softmax-{name}": value for name, value in _read(soft).items()}
    out |= {"near-degree": whole.degree[0], "half-scale": whole.half_degree[0]}
    added = degree - top if x["form"] == "shifted" else mpmath.mpf(x["offset"])
    level = added + top
    if level <= 0:
        names = ("weight", "snr", "keys", "variation", "bound", "scale")
        return out | dict.fromkeys(names) | {"verdict": "none"}
    power = _normed([(max(added + score, 0) / level) ** degree for score in scores])
    scaled = _normed([mpmath.exp(degree / level * (score - top)) for score in scores])
    lost = 0
    for weight, score in zip(scaled, scores, strict=True):
        y = degree / level * (score - top)
        lost += weight * (min(1, y**2 / (2 * (degree + y))) if degree + y > 0 else 1)
    most = min(1, lost + _apart(scaled, soft))
    apart = _apart(power, soft)
    assert apart <= most + mpmath.mpf(10) ** -40
    return out | _read(power) | {"variation": apart, "bound": most, "scale": degree / level}


OUTPUTS = {
    "amplifier": amplifier_outputs,
    "data-sets": data_sets_outputs,
    "planted-row": planted_row_outputs,
    "phase-map": phase_map_outputs,
    "sign-lottery": sign_lottery_outputs,
    "detection": detection_outputs,
    "dynamic-range": dynamic_range_outputs,
    "ladder": ladder_outputs,
    "noise": noise_outputs,
    "thresholds": thresholds_outputs,
    "width-against-degree": width_against_degree_outputs,
    "your-head": your_head_outputs,
}
