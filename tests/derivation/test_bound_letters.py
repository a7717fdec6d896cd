"""A letter that runs within a chance is no letter of the line: it stays as it is there."""

import pytest
import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import K, N, b, s_1, theta
from polyattn.symbolic.chances import Count, Largest, Pr, k


@pytest.mark.parametrize(
    ("given", "start", "end"),
    [
        (sp.Eq(K, b), Pr(K > theta), Pr(b > theta)),
        (sp.Eq(s_1, 1), Pr(s_1 > theta), Pr(theta < 1)),
        (sp.Eq(K, b), Count(K > theta), Count(b > theta)),
        (sp.Eq(k, b), Largest(k - N), Largest(b - N)),
    ],
)
def test_what_is_given_of_a_sign_does_not_reach_into_a_chance(given, start, end):
    with pytest.raises(DerivationError):
        Derivation(start, given=(given,)).equal(end)


def test_what_is_given_of_the_threshold_does():
    assert Derivation(Pr(K > theta), given=(sp.Eq(theta, b),)).equal(Pr(K > b)).lines
