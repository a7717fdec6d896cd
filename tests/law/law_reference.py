"""What the exact law is tested against; it shares no code with it.

Small sizes: every sign vector of the dense network, in Fractions. Large sizes: the rows of C in
Arb balls of as many bits as it takes, counts by bisection on the pre-activation itself, and
binomial tails as sums of terms, by continued fraction or by rigorous integration.
"""

from fractions import Fraction
from functools import cache, lru_cache
from itertools import product
from math import lcm

from flint import acb, arb, ctx, fmpq

BITS = 320


def ball(x):
    return arb(fmpq(Fraction(x).numerator, Fraction(x).denominator))


# --- every sign vector of the dense network ---------------------------------------------------


def dense_matrix(data):
    """The matrix A without the factor sqrt(log n), as a list of rows."""
    A = [[Fraction(0)] * data.d for _ in range(data.n)]
    for j, row in enumerate(A):
        row[1 + j % (data.d - 2)], row[-1] = data.b, data.c
    A[0][0] = data.a
    return A


def whole(*rows):
    """Rows of fractions as whole multiples of one unit, and how many units make 1."""
    unit = lcm(*(x.denominator for row in rows for x in row))
    return [[x.numerator * (unit // x.denominator) for x in row] for row in rows], unit


def network_values(data, weight):
    """max_j <C_j, y> for each of the 2^d sign vectors y, C = normalised weight(A A^T) times A."""
    A, unit = whole(*dense_matrix(data))
    C = set()
    for row in A:
        scores = [sum(x * y for x, y in zip(row, other, strict=True)) for other in A]
        (u,), _ = whole([weight(Fraction(score, unit**2)) for score in scores])
        numerators = (
            sum(w * x for w, x in zip(u, column, strict=True)) for column in zip(*A, strict=True)
        )
        C.add((sum(u), *numerators))
    common = lcm(*(total for total, *_ in C))
    rows = [[x * (common // total) for x in row] for total, *row in C]
    signs = product((-1, 1), repeat=data.d)
    best = (max(sum(s * x for s, x in zip(y, row, strict=True)) for row in rows) for y in signs)
    return [Fraction(x, common * unit) for x in best]


def vector_values(data, weight):
    """<f, y> for each of the 2^n sign vectors y."""
    v = [weight(x) for x in data.vector(exact=True)]
    f = [x / sum(v) for x in v]
    signs = product((-1, 1), repeat=data.n)
    return [sum(s * x for s, x in zip(y, f, strict=True)) for y in signs]


def activation(values, theta, width):
    """Pr[F > 0] for m neurons whose pre-activations are equally likely values."""
    silent = Fraction(sum(x <= theta for x in values), len(values))
    return 1 - silent**width


# --- binomial tails ---------------------------------------------------------------------------


@lru_cache(maxsize=2**14)
def tail(N, k):
    """(Pr[Bin(N, 1/2) >= k], Pr[Bin(N, 1/2) < k]) as balls, each to full relative precision."""
    with ctx.workprec(BITS):
        if k <= 0 or k > N:
            return (arb(1), arb(0)) if k <= 0 else (arb(0), arb(1))
        if 2 * k > N:
            small = _upper(N, k)
            return small, 1 - small
        small = _upper(N, N - k + 1)
        return 1 - small, small


def _upper(N, k):
    near = (2 * k - N) ** 2 < N  # within a standard deviation of the centre
    if N <= 200_000:
        return _term_sum(N, k)
    return _integral(N, k) if near else _continued_fraction(N, k)


def _point(N, k):
    logs = arb(N + 1).lgamma() - arb(k + 1).lgamma() - arb(N - k + 1).lgamma()
    return (logs - N * arb.const_log2()).exp()


def _term_sum(N, k):
    term, total, unit = 1 << BITS, 0, 1 << BITS
    for j in range(k, N + 1):
        total += term
        term = term * (N - j) // (j + 1)
        if not term:
            break
    return _point(N, k) * arb(total) / unit


def _continued_fraction(N, k):
    """I_{1/2}(a, b) by the classical continued fraction (DLMF 8.17.22)."""
    a, b, x = arb(k), arb(N - k + 1), arb(1) / 2
    c, d = arb(1), 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100_000):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + top * d)
            c = 1 + top / c
            value *= c * d
        if abs(float(c * d - 1)) < 1e-40:
            return _point(N, k) * k * value * (1 - x) / a
    raise AssertionError("the continued fraction has not converged")


def _integral(N, k):
    """The beta integral over the lower half, which holds I_{1/2}(a, b), by rigorous quadrature."""
    a, b = k, N - k + 1
    scale = 1 / arb(N).sqrt()
    front = _point(N, k) * k

    def integrand(z, analytic):
        t = z * scale
        return ((b - 1) * (1 - t * t).log(analytic) + (a - b) * (1 - t).log(analytic)).exp()

    # beyond 30 standard deviations lies less than exp(-450) of it
    return front * scale * acb.integral(integrand, 0, 30, rel_tol=arb(2) ** -150).real


def finish(p, q, width):
    """sf, cdf, logsf, logcdf of the maximum over the neurons, from p and q = 1 - p."""
    with ctx.workprec(BITS):
        if p == 0 or q == 0:
            return (p, q, arb(0) if q == 0 else arb("-inf"), arb(0) if p == 0 else arb("-inf"))
        logcdf = width * ((-p).log1p() if p < 0.5 else q.log())
        cdf, sf = logcdf.exp(), -logcdf.expm1()
        return sf, cdf, (-cdf).log1p() if cdf < 0.5 else sf.log(), logcdf


# --- the self-attention data at any size ------------------------------------------------------


class Rows:
    """The rows of C / sqrt(log n) as balls: (feature, own, other), each times its data entry."""

    def __init__(self, data, log_weight):
        self.N, self.c = data.d - 3, data.c
        scores = data.p, data.q, data.r
        rough = [float(log_weight(x)) for x in scores]
        self.bits = int(400 + 3 * (max(rough) - min(rough)))
        with ctx.workprec(self.bits):
            logs = [log_weight(x) for x in scores]
            P, Q, R = ((x - logs[2]).exp() for x in logs)
            t, a, b = data.copies, ball(data.a), ball(data.b)
            planted, other = P + (t - 1) * Q + t * self.N * R, t * Q + t * self.N * R
            self.planted = a * P / planted, b * (P + (t - 1) * Q) / planted, b * t * R / planted
            self.group = a * Q / other, b * t * Q / other, b * t * R / other
            self.other = a * R / other, b * t * Q / other, b * t * R / other
            self.has_group = t > 1

    def value(self, s1, sg, sd, K):
        """X for the three signs and K plus signs among the other groups."""
        S = 2 * K - self.N
        values = [f * s1 + own * sg + u * S for f, own, u in self._group_rows()]
        feature, own, u = self.other
        signs = [sign for sign, has in ((1, K > 0), (-1, K < self.N)) if has]
        values += [feature * s1 + own * y + u * (sg + S - y) for y in signs]
        best = values[0]
        for value in values[1:]:
            best = best.max(value)
        return best + ball(self.c) * sd

    def _group_rows(self):
        return (self.planted, self.group) if self.has_group else (self.planted,)

    def least(self, signs, theta):
        """The least K with X > theta, by bisection; what balls cannot tell apart is equal."""
        low, high = 0, self.N + 1
        while low < high:
            middle = (low + high) // 2
            with ctx.workprec(self.bits):
                above = self.value(*signs, middle) - ball(theta) > 0
            low, high = (low, middle) if above else (middle + 1, high)
        return low

    def law(self, theta, width):
        """sf, cdf, logsf, logcdf at an exact threshold."""
        tails = [tail(self.N, self.least(s, theta)) for s in product((-1, 1), repeat=3)]
        with ctx.workprec(BITS):
            return finish(*(sum(x, arb(0)) / 8 for x in zip(*tails, strict=True)), width)


# --- vectors at any size ----------------------------------------------------------------------


class Vector:
    """One score vector: the spike's sign, the counts of plus signs among high and low entries."""

    def __init__(self, data, degree):
        self.spike = data.ratio is not None
        self.high, self.low = data.high, data.n - data.high - self.spike
        self.top = data.spread if data.high else Fraction(1)
        scores = [(data.ratio or 1) * self.top, self.top, Fraction(1)]
        self.bits = int(400 + 3 * float(degree) * float(ball(max(scores)).log()))
        with ctx.workprec(self.bits):
            self.weights = [(ball(degree) * ball(x).log()).exp() for x in scores]

    def law(self, theta, width):
        w_spike, w_high, w_low = self.weights
        p, q = arb(0), arb(0)
        for s, plus in product((-1, 1) if self.spike else (0,), range(self.high + 1)):
            with ctx.workprec(self.bits):
                total = w_spike * self.spike + w_high * self.high + w_low * self.low
                rest = ball(theta) * total - w_spike * s - w_high * (2 * plus - self.high)
                least = _above((rest / w_low + self.low) / 2)
            with ctx.workprec(BITS):
                upper, lower = tail(self.low, min(max(least, 0), self.low + 1))
                chance = _chance(self.high, plus) / (2 if self.spike else 1)
                p, q = p + chance * upper, q + chance * lower
        return finish(p, q, width)


def _above(x):
    """The least whole number above a ball; a ball that holds a whole number is that number."""
    nearest = int(x.mid().floor().unique_fmpz())
    for whole in (nearest, nearest + 1):
        if x.contains(whole):
            return whole + 1
    return nearest + 1


@cache
def _chance(N, k):
    return arb.bin_uiui(N, k) / arb(2) ** N
