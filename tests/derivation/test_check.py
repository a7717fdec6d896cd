"""Lines: what is given of a letter reaches the definitions that it stands in."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation.check import prove
from polyattn.symbolic import G_star, S, V_star, a, b, f_star, s_1, s_g, u_star


def test_a_sign_that_is_given_reaches_what_is_defined_by_it():
    three = a * f_star + b * G_star + b * u_star * S
    assert prove((sp.Eq(s_1, 1), sp.Eq(s_g, 1)), sp.Eq(V_star, three)).kind == "symbolic"
