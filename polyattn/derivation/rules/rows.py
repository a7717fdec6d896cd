r"""Rules for the keys of one row of scores, and for sums over them: chapter 16.

A row has n >= 1 keys. The score of key i, less the largest of the row, is :math:`x_i`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.heads import OF_A_KEY, TV, KeySum, Z_exp, Z_near, ell_i, f_i, k_i, w_i, x_i
from polyattn.symbolic.model import beta
from polyattn.symbolic.table import letters

_RUN = frozenset(OF_A_KEY)


def one_key() -> Fact:
    r"""Say what the letters of a key are: its score, its powers, its weights, and its share.

    Its score is below the top, :math:`x_i\le0`; its power :math:`k_i` is
    :math:`(1+x_i/\beta)^\beta`, and 0 where :math:`x_i\le-\beta`; its weights are
    :math:`f_i=e^{x_i}/\sum e^{x_j}` and :math:`w_i=k_i/\sum k_j`; and :math:`\ell_i` is
    :math:`\min(1,x_i^2/2(\beta+x_i))`, and 1 where :math:`x_i\le-\beta`.
    """
    near, far = x_i > -beta, x_i <= -beta
    power = sp.Eq(k_i, (1 + x_i / beta) ** beta)
    share = sp.Eq(ell_i, sp.Min(1, x_i**2 / (2 * (beta + x_i))))
    said = (
        x_i <= 0,
        sp.Implies(near, power),
        sp.Implies(far, sp.Eq(k_i, 0)),
        sp.Implies(near, share),
        sp.Implies(far, sp.Eq(ell_i, 1)),
        sp.Eq(f_i, sp.exp(x_i) / Z_exp),
        sp.Eq(w_i, k_i / Z_near),
    )
    return Fact(sp.And(*said), (beta > 0, Z_exp > 0, Z_near > 0), "what the letters of a key are")


def one_row() -> Fact:
    r"""Say what the sums are, and that both kinds of weights add up to 1.

    The top key has :math:`x_i=0`, so its exponential and its power are 1, and no key has less
    than 0: both sums are at least 1.
    """
    said = (
        sp.Eq(Z_exp, KeySum(sp.exp(x_i))),
        sp.Eq(Z_near, KeySum(k_i)),
        Z_exp >= 1,
        Z_near >= 1,
        sp.Eq(KeySum(f_i), 1),
        sp.Eq(KeySum(w_i), 1),
        sp.Eq(TV, KeySum(sp.Max(f_i - w_i, w_i - f_i)) / 2),
    )
    return Fact(sp.And(*said), (beta > 0,), "sums over a row")


def over_keys(proof: Derivation) -> Fact:
    r"""Add up what holds for every key: from :math:`A_i\le B_i` to :math:`\sum A_i\le\sum B_i`.

    A strict inequality stays strict, as a row has a key; an equation stays one.

    Parameters
    ----------
    proof : Derivation
        Its conclusion compares two terms; it assumes nothing of a single key: what holds for every
        one is in :func:`one_key`.

    Raises
    ------
    DerivationError
        If it assumes something of a key, or its conclusion is no comparison.
    """
    relation = proof.conclusion
    if not isinstance(relation, sp.Le | sp.Lt | sp.Ge | sp.Gt | sp.Eq):
        raise DerivationError(f"over_keys: {relation} compares no two terms")
    for known in proof.given:
        if letters(known, powers=True) & _RUN:
            raise DerivationError(
                f"over_keys: {known} is assumed, and may hold for some keys alone"
            )
    sums = relation.func(*map(KeySum, relation.args), evaluate=False)
    return Fact(sums, proof.given, "added up", proof.uses, (proof,))


def linear(term: Any) -> Fact:
    r"""Return :math:`\sum(aA_i+bB_i)=a\sum A_i+b\sum B_i`, with factors that are the same for all.

    Parameters
    ----------
    term : sympy.Expr
        A sum of such terms; what is not multiplied out stays whole.

    Raises
    ------
    DerivationError
        If a term does not name a key: how many there are is not known.
    """
    total = sp.S.Zero
    for part in sp.Add.make_args(sp.expand_mul(term)):
        factor, rest = part.as_independent(*_RUN, as_Add=False)
        if not letters(rest, powers=True) & _RUN or letters(factor, powers=True) & _RUN:
            raise DerivationError(f"linear: {part} is no multiple of what runs over the keys")
        total += factor * KeySum(rest)
    return Fact(sp.Eq(KeySum(term), total, evaluate=False), (), "sums are linear")
