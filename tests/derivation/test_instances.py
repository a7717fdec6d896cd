"""Points against a statement: a letter that is a whole number is drawn as one."""

from __future__ import annotations

import re

import pytest
import sympy as sp

from polyattn.derivation.instances import against
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N

HALF = sp.Rational(1, 2)


@pytest.mark.parametrize("more", [(), (k >= j,), (k > j,), (k <= sp.ceiling(N / 3),), (k < N,)])
def test_what_holds_for_whole_numbers_alone_has_no_point_against_it(more):
    assert against((N >= 1, *more), sp.Eq(Tail(N, k), Tail(N, k - HALF))) is None


@pytest.mark.parametrize("more", [(), (k >= j + HALF,), (k <= N - HALF,)])
def test_a_point_names_whole_numbers(more):
    found = against((N >= 1, *more), Tail(N, k + 1) >= Tail(N, k))
    assert re.search(r"\bk = \d+[,:]", found)
