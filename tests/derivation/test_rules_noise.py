"""Rules for any noise: against all signs of small layers; neighbours refuted, misuse refused."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp

import polyattn.ledger  # noqa: F401 - it enters the statements of the book
from polyattn import SelfAttentionData
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.check import prove
from polyattn.derivation.fact import DerivationError, stated
from polyattn.symbolic import any_noise as z
from polyattn.symbolic.model import N, Q, a, b, beta, c, n, p, q, t, theta
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.noise import P_nu, Q_nu, nu

ENTRIES = (a >= 0, b >= 0, c >= 0, t >= 1, N >= 1)
LEAST = theta - b - c - a * z.f_row


class Layer:
    """A layer with Gaussian noise and attention drawn at random; the planted row is row 0."""

    def __init__(self, seed, lock=1.0):
        draw = np.random.default_rng(seed)
        self.data = SelfAttentionData(5, 2, a="0.9", b="0.6", c="0.4")
        clean = np.array(self.data.matrix(exact=True), dtype=float)
        f = draw.dirichlet(np.full(self.data.n, 0.4), self.data.n)
        f[0] = (1 - lock) * f[0] + lock * np.eye(self.data.n)[0]
        self.kept = f @ (draw.choice((0.05, 0.3, 1.0)) * draw.standard_normal(clean.shape))
        signs = np.array(list(itertools.product((-1, 1), repeat=self.data.d)))
        self.f, self.seen = f, signs @ (f @ clean + self.kept).T
        self.clean, self.signs = signs @ (f @ clean).T, signs

    def rows(self):
        squares = (self.kept**2).sum(axis=1)
        return zip(self.f[:, 0], squares, self.seen.T, strict=True)


def row_bound(more=()):
    noise = Derivation(z.z_row, given=(*ENTRIES, *rules.ROW, z.v_row + z.z_row > theta, *more))
    return rules.noisy_row(noise.more_than(theta - z.v_row).at_least(LEAST))


@pytest.mark.parametrize("seed", range(40))
def test_the_clean_part_is_what_is_said_of_it(seed):
    layer = Layer(seed, lock=0.3)
    assert (layer.clean <= 1.0 + 0.9 * layer.f[:, 0] + 1e-12).all()
    own = layer.f[0, 0] * (layer.signs[:, [0, 1, -1]] @ [0.9, 0.6, 0.4])
    rest = layer.clean[:, 0] - own
    assert (rest >= (1 - layer.f[0, 0]) * (0.4 * layer.signs[:, -1] - 0.6) - 1e-12).all()


@pytest.mark.parametrize("seed", range(40))
def test_a_row_exceeds_no_more_often_than_hoeffding_says(seed):
    bound = row_bound().conclusion
    assert bound.lhs == z.p_row
    for weight, square, seen in Layer(seed).rows():
        for room in (0.1, 0.5, 1.0):
            level = 1.0 + 0.9 * weight + room
            known = {z.f_row: weight, z.w_squares: square, theta: level, a: 0.9, b: 0.6, c: 0.4}
            assert np.mean(seen > level) <= float(bound.rhs.subs(known)) + 1e-12


def test_a_row_with_half_the_exponent_more_is_refuted():
    # one sign of weight 1: it exceeds 0.99 half of the time
    assert math.exp(-1.5 * 0.99**2 / 2) < 0.5 < math.exp(-(0.99**2) / 2)


@pytest.mark.parametrize("seed", range(40))
def test_some_row_exceeds_no_more_often_than_all_bounds_together(seed):
    layer = Layer(seed)
    level = 1.0 + 0.9 * layer.f[:, 0].max() + 0.4
    shares = (layer.seen > level).mean(axis=0)
    assert np.mean((layer.seen > level).any(axis=1)) <= layer.data.n * shares.max()


def test_n_rows_are_counted():
    most = sp.exp(-(theta - b - c - a * z.f_top))
    row = Derivation(z.p_row, given=(*rules.ROWS, z.p_row <= most)).at_most(most)
    with pytest.raises(DerivationError, match="every_row"):
        rules.every_row(row)  # that is assumed of one row
    row = Derivation(z.p_row, given=rules.ROWS).words(z.p_row <= most, "as one sees")
    row.at_most(most, by=row.fact())
    assert rules.every_row(row).conclusion == (z.p_noisy <= n * most)


def fires(*more):
    """A chain from what is lucky to a planted row that exceeds the threshold."""
    lucky = (*ENTRIES, *rules.PLUS, *rules.PLANTED, z.z_rest >= 0, b > 0, *more)
    low = a + b + c - (a + 2 * b) * (1 - z.f_own) + z.w_1 + z.w_g + z.w_d
    return Derivation(z.V_noisy, given=(*lucky, low > theta)).at_least(low).more_than(theta)


@pytest.mark.parametrize("seed", range(60))
def test_the_planted_row_fires_once_in_sixteen(seed):
    assert rules.noisy_triple(fires()).conclusion == (z.p_noisy >= sp.Rational(1, 16))
    layer = Layer(seed, lock=0.9)
    down = layer.kept[0, [0, 1, -1]].sum()
    level = 1.9 - 2.1 * (1 - layer.f[0, 0]) + down - 1e-9
    assert np.mean(layer.seen.max(axis=1) > level) >= 1 / 16


def test_once_in_fifteen_is_refuted():
    """A single sign besides the three, and noise at its place alone: one in sixteen exactly."""
    signs = np.array(list(itertools.product((-1, 1), repeat=4)))
    values = signs @ [0.9, 0.6, 0.1, 0.4]
    assert np.mean(values > 0.9 + 0.6 + 0.4) == 1 / 16


@pytest.mark.parametrize("more", [z.z_rest >= 1, s_1 * theta >= 0, z.v_rest >= 0])
def test_luck_that_is_not_granted(more):
    with pytest.raises(DerivationError, match="noisy_triple"):
        rules.noisy_triple(fires(more))


def test_a_row_of_which_more_is_assumed():
    with pytest.raises(DerivationError, match="noisy_row"):
        row_bound((z.z_row >= 0,))
    random = Derivation(z.z_row, given=(z.v_row + z.z_row > theta,)).more_than(theta - z.v_row)
    with pytest.raises(DerivationError, match="noisy_row"):
        rules.noisy_row(random)
    short = Derivation(z.V_noisy, given=(z.V_noisy > 0,)).more_than(0)
    with pytest.raises(DerivationError, match="noisy_triple"):
        rules.noisy_triple(short)


@pytest.mark.parametrize("letter", [z.f_top, z.omega_squared, a, theta])
def test_a_chance_keeps_what_it_depends_on(letter):
    with pytest.raises(DerivationError, match="network"):
        stated("thm:any-noise#silence", {letter: letter + 1})


def from_degree(score):
    """What says that the power of a score is at least twice that of q."""
    return (c > 0, a > 0, nu > 0, beta >= sp.log(2) / sp.log(score / q))


@pytest.mark.parametrize(("power", "score"), [(P_nu, p + nu), (Q_nu, q + nu)])
def test_a_degree_bounds_the_power_of_its_own_score(power, score):
    assert prove(from_degree(score), power >= 2 * Q).kind == "symbolic"
    with pytest.raises(DerivationError):
        prove(from_degree(score), power >= sp.Rational(21, 10) * Q)


def test_a_degree_bounds_no_power_of_a_smaller_score():
    with pytest.raises(DerivationError):
        prove(from_degree(p + nu), Q_nu >= 2 * Q)
