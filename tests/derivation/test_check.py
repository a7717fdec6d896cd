"""Lines: what is given of a letter reaches the definitions that it stands in."""

from __future__ import annotations

import pytest
import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.check import prove
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.points import counterexample
from polyattn.symbolic import G_star, N, S, V_star, a, b, f_star, s_1, s_g, u_star
from polyattn.symbolic.chances import M, S_m
from polyattn.symbolic.learned import Vy_s, X_y, y_d
from polyattn.symbolic.model import c


def test_a_sign_that_is_given_reaches_what_is_defined_by_it():
    three = a * f_star + b * G_star + b * u_star * S
    assert prove((sp.Eq(s_1, 1), sp.Eq(s_g, 1)), sp.Eq(V_star, three)).kind == "symbolic"


def test_a_root_of_pi_is_no_polynomial_to_a_solver():
    with pytest.raises(DerivationError, match="neither a proof nor"):
        prove((S_m < sp.sqrt(2 / (sp.pi * N)), N >= 1), S_m < sp.sqrt(2 / (sp.pi * N)) / 6)


def test_the_root_of_a_square_is_what_is_squared_where_that_is_not_negative():
    square = (sp.Eq(N, M**2), b > 0)
    assert Derivation(b / sp.sqrt(N), given=(*square, M > 0)).equal(b / M).lines
    with pytest.raises(DerivationError):
        Derivation(b / sp.sqrt(N), given=square).equal(b / M)


def test_a_maximum_is_at_least_each_of_its_members():
    assert prove((), X_y >= Vy_s + c * y_d, keep=(Vy_s,)).kind == "given"
    for more in (Vy_s + c * y_d + 1, Vy_s):
        with pytest.raises(DerivationError):
            prove((), X_y >= more, keep=(Vy_s,))


def test_a_rounded_number_has_a_value_at_a_point():
    for rounded, sign in ((sp.floor(N / 2), 1), (sp.ceiling(N / 2), -1)):
        false = sign * rounded >= sign * N / 2
        (value,) = counterexample(Obligation((N >= 1,), false)).values()
        assert value % 2, "an odd number or a fraction"
