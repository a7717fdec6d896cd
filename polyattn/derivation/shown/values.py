r"""Numbers beside symbols: each line of a derivation at data that one has in hand.

The first line is computed twice: from its formula, in intervals, and by the package's own numeric
functions, which share no code with the formulas; the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation.evaluate import TABLE, Point, evaluate, holds, interval, working_precision
from polyattn.derivation.fact import DerivationError
from polyattn.exact import ExactNumber, exact_number
from polyattn.symbolic import model
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, b, beta, c, m, t, theta
from polyattn.symbolic.neuron import P_active, X, p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.printing import SIGNS

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData
    from polyattn.derivation.chain import Derivation

# The floats of the numeric functions are right to some 1e-13; the formulas to 35 digits.
_AGREE = 1e-9
_MOST_SIGNS = 3000


class Numbers:
    """A derivation with the value of each line beside it; shows itself.

    Attributes
    ----------
    values : list of float or bool
        One a line, its first line first: a number, or whether a relation holds.
    """

    def __init__(self, derivation: Derivation, point: Point, measured: float | None) -> None:
        self._derivation, self._measured = derivation, measured
        terms = [] if derivation.start is None else [derivation.start]
        self._terms = [*terms, *(line.term for line in derivation.lines)]
        with working_precision():
            self._texts = [_told(term, point) for term in self._terms]
            self.values = [_value(term, point) for term in self._terms]

    def __repr__(self) -> str:
        return f"Numbers({', '.join(map(str, self.values))})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from polyattn.derivation.shown.page import as_html, as_latex

        note = ""
        if self._measured is not None:
            note = "The first number is also what the package computes without these formulas."
        return {
            "text/plain": repr(self),
            "text/html": as_html(self._derivation, self._texts, note),
            "text/latex": as_latex(self._derivation, self._texts),
        }


def at(
    derivation: Derivation, data: tuple[SelfAttentionData, ...], degree: ExactNumber, letters: Any
) -> Numbers:
    """Return a derivation with its numbers; see ``Derivation.at``."""
    values = _values(data, degree, letters)
    known = {x: exact_number(value, str(x), "at") for x, value in values.items()}
    point = Point(known, exact=False, chances=True, most_signs=_MOST_SIGNS)
    if known.get(m, 1) % 1:
        raise ValueError(f"at: m counts neurons, got {known[m]}; take a whole number")
    try:
        return _numbers(derivation, data, known, point)
    except KeyError as missing:
        raise ValueError(
            f"at: the letter {missing.args[0]} has no value; give it one by its name"
        ) from None


def _numbers(
    derivation: Derivation,
    data: tuple[SelfAttentionData, ...],
    known: dict[Any, Fraction],
    point: Point,
) -> Numbers:
    """Compute the lines where the hypotheses hold, and the first one a second time."""
    with working_precision():
        for hypothesis in derivation.given:
            if holds(hypothesis, point) is False:
                seen = _in_plain_text(_told(hypothesis, point))
                raise ValueError(
                    f"at: {hypothesis} does not hold here ({seen}); choose numbers at which it does"
                )
        measured = _measured(derivation, data, known, point)
    return Numbers(derivation, point, measured)


def _in_plain_text(told: str) -> str:
    """Return a value as an error message writes it."""
    signs = {tex: sign for sign, tex in SIGNS.items() if tex != sign} | {r"\cdot": "*", "$": ""}
    for tex, sign in signs.items():
        told = told.replace(tex, sign)
    return told


def _values(
    data: tuple[SelfAttentionData, ...], degree: ExactNumber, named: Any
) -> dict[Any, ExactNumber]:
    """Return the values of the plain letters: of the data, the degree, and those that are named."""
    from polyattn.data import SelfAttentionData

    fits = len(data) in (1, 2) and all(isinstance(x, SelfAttentionData) for x in data)
    if not fits or any(_size(x) != _size(data[0]) for x in data):
        raise ValueError(
            f"at: takes one data set, or two that differ in a alone, got {len(data)}: {data}"
        )
    first = data[0]
    values: dict[Any, ExactNumber] = {t: first.copies, N: first.d - 3, b: first.b, c: first.c}
    values[beta] = degree
    if len(data) == 1:
        values[model.a] = first.a
    else:
        values |= {on(model.a, i): one.a for i, one in enumerate(data)}
    plain = {str(x): x for x in (*_plain_letters(), *TABLE) if x not in values}
    own = {*map(str, values)}
    for name, value in named.items():
        if name in own:
            raise ValueError(f"at: {name} comes from the data or the degree; leave it out")
        if name not in plain:
            raise ValueError(
                f"at: no letter is named {name!r}; known are {', '.join(sorted(plain))}"
            )
        values[plain[name]] = value
    return values


def _size(data: SelfAttentionData) -> tuple[Any, ...]:
    return data.b, data.c, data.copies, data.d


def _plain_letters() -> set[Any]:
    from polyattn import symbolic

    return {x for x in vars(symbolic).values() if isinstance(x, sp.Symbol)}


def _measured(
    derivation: Derivation,
    data: tuple[SelfAttentionData, ...],
    known: dict[Any, Fraction],
    point: Point,
) -> float | None:
    """Compute the first line by the numeric functions too, where it names what they compute."""
    start = derivation.start
    if not _is_number(start):  # a letter is a Boolean too, in SymPy
        return None
    found = dict(_numeric(start, data, known))
    if not found:
        return None
    letters = {x: sp.Symbol(f"measured_{k}", real=True) for k, x in enumerate(found)}
    own = Point({**point, **{letters[x]: interval(y) for x, y in found.items()}}, exact=False)
    seen = float(interval(evaluate(start.xreplace(letters), own)))
    told = float(interval(evaluate(start, point)))
    if isnan(told):  # too many signs to sum over: there is nothing to compare
        return None
    if abs(seen - told) > _AGREE * max(abs(told), abs(seen)):
        raise DerivationError(f"at: the formulas give {told} for {start}, the package {seen}")
    return seen


def _numeric(
    start: Any, data: tuple[SelfAttentionData, ...], known: dict[Any, Fraction]
) -> Iterator[tuple[Any, Any]]:
    """Yield the letters and chances of an expression that the package computes, with values."""
    for i, one in enumerate(data):
        for letter, value in (
            *_chances(start, i, data, known),
            *_weights(one, known[beta]).items(),
        ):
            named = letter if len(data) == 1 else on(letter, i)
            if start.has(named):
                yield named, value


def _chances(
    start: Any, i: int, data: tuple[SelfAttentionData, ...], known: dict[Any, Fraction]
) -> Iterator[tuple[Any, Any]]:
    """Yield the chances that a network, and that one neuron, fires: by the exact law."""
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    for letter, width in ((P_active, known.get(m)), (p_theta, 1), (Pr(X > theta), 1)):
        named = letter if len(data) == 1 else on(letter, i)
        if start.has(named) and width is not None and theta in known:
            law = MaximalPreactivation(data[i], Polynomial(known[beta]), width=int(width))
            yield letter, law.sf(known[theta])


def _weights(data: SelfAttentionData, degree: Fraction) -> dict[Any, Any]:
    """Return the attention weights, from the closed form in floats."""
    from polyattn.kernels import Polynomial
    from polyattn.rows import row_classes

    rows = row_classes(data, Polynomial(degree))
    return {
        model.f_star: rows.planted_weight,
        model.G_star: rows.planted.own / float(data.b),
        model.u_star: rows.planted.other / float(data.b),
        model.w_o: rows.own_group_weight,
        model.u_o: rows.others.other / float(data.b),
    }


def _value(term: Any, point: Point) -> float | bool | None:
    if _is_number(term):
        return float(interval(evaluate(term, point)))
    return holds(term, point)


def _is_number(term: Any) -> bool:
    return isinstance(term, sp.Expr)


def _told(term: Any, point: Point) -> str:
    """Return a value as it is shown; of a relation, both sides."""
    if _is_number(term):
        return _short(float(interval(evaluate(term, point))))
    if not term.is_Relational:
        return {True: "true", False: "false", None: ""}[holds(term, point)]
    left, right = (_short(float(interval(evaluate(side, point)))) for side in term.args)
    return f"{left} ${SIGNS[term.rel_op]}$ {right}"


def _short(value: float) -> str:
    text = f"{value:.4g}"
    if "e" not in text:
        return text
    digits, exponent = text.split("e")
    return rf"${digits}\cdot10^{{{int(exponent)}}}$"
