"""Chapter 16: what holds for every row of scores, those of a trained head too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.symbolic.heads import TV, D_f, KeySum, Z_exp, Z_near, ell_i, f_i, k_i, r_row, w_i, x_i
from polyattn.symbolic.model import beta
from polyattn.symbolic.softmax import s_j

_HALF = sp.Rational(1, 2)
_NEAR, _FAR = x_i > -beta, x_i <= -beta
_EXP, _POWER = sp.exp(x_i), (1 + x_i / beta) ** beta
_LOST = x_i**2 / (2 * (beta + x_i))
_KEY = rules.one_row(), rules.one_key()
_APART = sp.Max(f_i - w_i, w_i - f_i)


def _either(given: tuple[Any, ...], goal: Any, near: Derivation, far: Derivation) -> Derivation:
    """Show what holds for a key that the power sees, and for one that it does not."""
    return Derivation(given=given).cases(goal, (_NEAR, near), (_FAR, far))


def _powers(given: tuple[Any, ...]) -> tuple[Derivation, Derivation]:
    """Put a power between 0 and its exponential, and the sums in order."""
    near, far = (*given, _NEAR), (*given, _FAR)
    zero = Derivation(k_i, given=far).equal(0, "too far below the top", by=_KEY)
    as_exp = rules.power(_POWER.base, beta)
    seen = Derivation(k_i, given=near).equal(_POWER, by=_KEY)
    seen.equal(as_exp.conclusion.rhs, by=as_exp).at_least(0)
    below = Derivation(k_i, given=near).equal(_POWER, by=_KEY)
    below.at_most(_EXP, by=(*_KEY, _of_a_power("below")))
    not_negative = _either(given, k_i >= 0, seen, zero)
    smaller = _either(given, k_i <= _EXP, below, zero)
    sums = Derivation(Z_near, given=given).equal(KeySum(k_i), by=rules.one_row())
    sums.at_most(KeySum(_EXP), "key by key", by=rules.over_keys(smaller))
    return not_negative, sums.equal(Z_exp, by=rules.one_row())


def _of_a_power(part: str) -> Fact:
    return stated(f"thm:power-to-exp#{part}", {s_j: x_i})


def _weight(given: tuple[Any, ...], share: Any, lost: Derivation) -> Derivation:
    """Bound what a key loses, once the power of its score is known to lose no more than a share."""
    one, of_all = rules.one_row(), tuple(h for h in given if x_i not in h.free_symbols)
    weight = Derivation(f_i - w_i, given=given).equal(_EXP / Z_exp - k_i / Z_near, by=_KEY)
    weight.have(k_i / Z_near >= k_i / Z_exp, by=(one, *_powers(of_all)))
    weight.at_most(_EXP / Z_exp - k_i / Z_exp, "no power is above its exponential")
    weight.have((_EXP - k_i) / Z_exp <= share * _EXP / Z_exp, by=(one, lost))
    return weight.at_most(share * _EXP / Z_exp).equal(share * f_i, by=_KEY)


def _seen(part: Statement) -> Derivation:
    """Bound what the power of a key's score loses by the theorem on high powers."""
    less = rules.alike(lambda power: _EXP - power, k_i, _POWER)
    lost = Derivation(_EXP - k_i, given=part.hypotheses).equal(_EXP - _POWER, by=(*_KEY, less))
    lost.at_most(_LOST * _EXP, by=(*_KEY, _of_a_power("gap of a negative score")))
    return _weight(part.hypotheses, _LOST, lost)


def _any(part: Statement) -> Derivation:
    """Say that a key can lose no more than all."""
    not_negative, _ = _powers(part.hypotheses)
    lost = Derivation(_EXP - k_i, given=part.hypotheses).at_most(_EXP, by=not_negative)
    return _weight(part.hypotheses, 1, lost)


def _row(part: Statement) -> Derivation:
    """Add up over the keys what each can lose."""
    given, cap, key = part.hypotheses, sp.Min(1, _LOST), "cor:total-variation#"
    positive = Derivation(given=given).have(f_i > 0, by=_KEY)
    lost, any_key = (f_i - w_i) / f_i, f"{key}any key"
    near = Derivation(lost, given=(*given, _NEAR))
    near.at_most(cap, "the smaller of two bounds", by=(positive, f"{key}key", any_key))
    far = Derivation(lost, given=(*given, _FAR)).at_most(1, by=(positive, any_key))
    each = _either(given, lost <= ell_i, near.equal(ell_i, by=_KEY), far.equal(ell_i, by=_KEY))
    shares = (Derivation(ell_i, given=(*given, case)) for case in (_NEAR, _FAR))
    ends = (
        share.equal(value, by=_KEY).at_least(0)
        for share, value in zip(shares, (cap, 1), strict=True)
    )
    share = _either(given, ell_i >= 0, *ends)
    sides = 2 * ell_i * f_i - f_i + w_i
    apart = Derivation(_APART, given=given)
    apart.at_most(sides, "above 0 and below", by=(positive, each, share))
    row = Derivation(TV, given=given).equal(KeySum(_APART) / 2, by=rules.one_row())
    row.at_most(KeySum(sides) / 2, "key by key", by=rules.over_keys(apart))
    by = (rules.one_row(), rules.linear(sides))
    return row.equal(KeySum(ell_i * f_i), "both weights add up to 1", by=by)


_SCORES = (
    *((0, "-1/10"), (0, -1), (0, -3, -3), (0, "-1/2", -2, -5), (0, 0, 0, -9, -9, "-1/5")),
    *((0,) * 400 + ("-1/10",), (0,) * 9 + (-40,), (0, -2, "-7/2", -30)),
)


def _balls(names: set[Any]) -> Iterator[Values]:
    """Rows of scores whose sums are added up in intervals, and one of their keys."""
    from flint import arb

    for scores, degree in product(_SCORES, map(Fraction, ("1/2", "1", "3", "8", "50"))):
        x = [arb(y.numerator) / y.denominator for y in map(Fraction, scores)]
        b = arb(degree.numerator) / degree.denominator
        grown = [y.exp() for y in x]
        powers = [(1 + y / b) ** b if y > -b else arb(0) for y in x]
        shares = [y * y / (2 * (b + y)) if y > -b else arb(1) for y in x]
        shares = [y.min(arb(1)) for y in shares]
        f, w = ([y / sum(each) for y in each] for each in (grown, powers))
        squares = [y * y for y in x]
        mean = sum(y * z for y, z in zip(f, squares, strict=True))
        spread = sum(y * abs(z - mean) for y, z in zip(f, squares, strict=True))
        yield {
            beta: degree,
            x_i: Fraction(scores[-1]),
            f_i: f[-1],
            w_i: w[-1],
            TV: sum(abs(y - z) for y, z in zip(f, w, strict=True)) / 2,
            KeySum(ell_i * f_i): sum(y * z for y, z in zip(f, shares, strict=True)),
            D_f: spread,
            r_row: -Fraction(min(map(Fraction, scores))),
        }


def _decimals(names: set[Any]) -> Iterator[Values]:
    """Seeded rows to 50 digits; the distance as what the keys lose that do."""
    from flint import arb

    draw = random.Random(16)
    for size, degree in product((2, 3, 9), (1, 2, 6, 40)):
        below = [Fraction(draw.randint(-90, 0), 10) for _ in range(size)]
        with localcontext() as context:
            context.prec = 50
            grown, powers, lost = {}, {}, {}
            for key, x in enumerate([Fraction(0), *below]):
                base = max(Fraction(0), 1 + x / degree)
                grown[key] = _decimal(x).exp()
                powers[key] = _decimal(base) ** degree
                lost[key] = min(Fraction(1), x * x / (2 * degree * base)) if base else Fraction(1)
            f = {key: each / sum(grown.values()) for key, each in grown.items()}
            w = {key: each / sum(powers.values()) for key, each in powers.items()}
            numbers = {
                f_i: f[1],
                w_i: w[1],
                TV: sum(f[key] - w[key] for key in f if f[key] > w[key]),
                KeySum(ell_i * f_i): sum(f[key] * _decimal(lost[key]) for key in f),
            }
        balls = {letter: arb(str(number), 1e-40) for letter, number in numbers.items()}
        yield {beta: Fraction(degree), x_i: below[0], **balls}


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


_WHERE = (
    "x is a score less the largest of its row; f are softmax weights, w those of the power "
    "(1 + x/beta)^beta, 0 where x <= -beta; l is min(1, x^2 / (2 (beta + x))), 1 where "
    "x <= -beta; TV is half the sum of |f - w|"
)
_ROWS = Observed(_balls, "rows of scores, added up in intervals", "sampled")

total_variation = Claim(
    "cor:total-variation",
    "corollary",
    "How far a power is from a softmax, on any row",
    16,
    setting=(beta > 0,),
    statements={
        "key": Statement(f_i - w_i <= _LOST * f_i, (_NEAR,), _WHERE),
        "any key": Statement(f_i - w_i <= f_i, (), _WHERE),
        "row": Statement(TV <= KeySum(ell_i * f_i), (), _WHERE),
    },
    proofs={"key": _seen, "any key": _any, "row": _row},
    witnesses=(
        Step("rows", (_ROWS,)),
        Step("decimals", (Observed(_decimals, "rows of scores to 40 digits", "sampled"),)),
    ),
)

_FIRST = (r_row + r_row**2 / 2) * D_f / beta

first_order = Claim(
    "obs:total-variation-first-order",
    "observation",
    "The distance of a high power from a softmax, to first order",
    16,
    statements={
        "row": Statement(
            sp.And(4 * beta * TV - D_f <= _FIRST, D_f - 4 * beta * TV <= _FIRST),
            (r_row <= beta / 2,),
            _WHERE + "; D_f is the mean under f of |x^2 - E_f x^2|, r_row the range of the scores",
        )
    },
    witnesses=(Step("rows", (_ROWS,)),),
)


CLAIMS = (standard(total_variation), standard(first_order))
