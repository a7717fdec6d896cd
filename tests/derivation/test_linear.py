"""Certificates that combine hypotheses."""

import subprocess
import sys

import pytest
import sympy as sp

from polyattn.derivation import linear
from polyattn.derivation.certificates import certify
from polyattn.derivation.obligation import Obligation
from polyattn.symbolic import G_star, N, a, b, m, t, u_star, unfold


def test_an_equation_among_the_hypotheses_is_used():
    equation = sp.Eq(a * N, b * t)  # no letter is linear in it with a number as its slope
    assert certify(Obligation((equation, b * t >= 2), a * N >= 2))
    assert not certify(Obligation((equation, b * t >= 2), a * N >= 3))


@pytest.mark.parametrize("kind", [sp.Eq, sp.Ge, sp.Le])
def test_a_hypothesis_that_says_nothing_proves_nothing(kind):
    trivial = kind(unfold(G_star), 1 - N * unfold(u_star), evaluate=False)
    assert not certify(Obligation((trivial, m >= sp.Rational(9, 10)), m >= 1))


def test_a_negative_multiple_of_a_hypothesis_shows_nothing(monkeypatch):
    equation = sp.Eq(a * N, b * t)
    monkeypatch.setattr(linear, "minimise", lambda *rows, **more: [1, 0, -1, 0])  # adds up
    assert not certify(Obligation((equation, b * t <= 2, b * t >= 1), a * N >= 2))


def test_multiples_of_hypotheses_are_found_without_numpy_or_scipy():
    code = """
import sys
sys.modules["numpy"] = sys.modules["scipy"] = None
import sympy as sp
from polyattn.derivation.certificates import certify
from polyattn.derivation.obligation import Obligation
from polyattn.symbolic import N, a, b, t
given = sp.Eq(a * N, b * t), b * t >= 2
print(certify(Obligation(given, a * N >= 2)), certify(Obligation(given, a * N >= 3)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "multiples of" in done.stdout
    assert done.stdout.strip().endswith("None")
