r"""Numbers beside symbols: each line of a derivation at data that one has in hand.

The first line is computed twice: from its formula, in intervals, and by the package's own numeric
functions, which share no code with the formulas; the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn._arb import at_precision
from polyattn.derivation.evaluate import TABLE, Point, evaluate, holds, interval
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.shown.measured import computed, observed
from polyattn.exact import ExactNumber, exact_number
from polyattn.symbolic import chances, model, vectors
from polyattn.symbolic.chances import M
from polyattn.symbolic.model import N, b, beta, c, m, t
from polyattn.symbolic.pair import on
from polyattn.symbolic.printing import SIGNS, tex
from polyattn.symbolic.sketches import half
from polyattn.symbolic.table import letters

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData, VectorData
    from polyattn.derivation.chain import Derivation

# The floats of the numeric functions are right to some 1e-13; the formulas to 35 digits.
_AGREE = 1e-9
_MOST_SIGNS = 3000
# A chance of 1e-50 is lost in 1 - (1 - p)^m at 128 bits: then each line is computed at more.
_BITS = (128, 512, 2048, 8192)
_ENOUGH_BITS = 40
_TWICE = "The first number is also what the package computes without these formulas."
# The chances of a vector's neuron, as the letters that stand for them.
_AS_LETTERS = {chance: letter for letter, chance in vectors.VECTOR_CHANCES.items()}


class Numbers:
    """A derivation with the value of each line beside it; shows itself.

    Attributes
    ----------
    values : list of float or bool
        One a line, its first line first: a number, or whether a relation holds.
    """

    def __init__(self, derivation: Derivation, terms: list[Any], point: Point, note: str) -> None:
        self._derivation, self._note = derivation, note
        self._texts = [_told(term, point) for term in terms]
        self.values = [_value(term, point) for term in terms]

    def __repr__(self) -> str:
        return f"Numbers({', '.join(map(str, self.values))})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from polyattn.derivation.shown.page import as_html, as_latex

        return {
            "text/plain": repr(self),
            "text/html": as_html(self._derivation, self._texts, self._note),
            "text/latex": as_latex(self._derivation, self._texts),
        }


def at(
    derivation: Derivation,
    data: tuple[SelfAttentionData | VectorData, ...],
    degree: ExactNumber,
    named: Any,
) -> Numbers:
    """Return a derivation with its numbers; see ``Derivation.at``."""
    values = _values(_own_letters(derivation), data, degree, named)
    known = {x: exact_number(value, str(x), "at") for x, value in values.items()}
    if known.get(m, 1) % 1:
        raise ValueError(f"at: m counts neurons, got {known[m]}; take a whole number")
    if half in _own_letters(derivation):
        if known[beta] % 2:
            raise ValueError(f"at: the degree is even here, got {known[beta]}")
        known[half] = known[beta] / 2
    try:
        return _numbers(derivation, data, known)
    except KeyError as missing:
        raise ValueError(
            f"at: the letter {missing.args[0]} has no value; give it one by its name"
        ) from None


def _numbers(derivation: Derivation, data: tuple[Any, ...], known: dict[Any, Fraction]) -> Numbers:
    """Compute the lines where the hypotheses hold, and the first one a second time."""
    start = [] if derivation.start is None else [derivation.start]
    terms = [x.xreplace(_AS_LETTERS) for x in (*start, *(line.term for line in derivation.lines))]
    named = _own_letters(derivation).union(*(letters(x, powers=True) for x in terms))
    alone = {x: value for x, value in observed(data, known).items() if x in named}
    for bits in _BITS:
        with at_precision(bits):
            seen = {letter: value() for letter, value in alone.items()}
            root = {M: interval(known[N]).sqrt()} if N in known else {}
            values = {**root, **known, **seen}
            point = Point(values, exact=False, chances=True, most_signs=_MOST_SIGNS)
            _require(derivation.given, point)
            sharp = all(_is_sharp(value) for term in terms for value in _balls(term, point))
            if sharp or bits == _BITS[-1]:
                note = _note(derivation.start, data, known, point, alone)
                return Numbers(derivation, terms, point, note)
    raise AssertionError("the last precision returns")


def _own_letters(derivation: Derivation) -> set[Any]:
    """Return the letters of its lines and hypotheses, and those that they stand for."""
    lines = (line.term for line in derivation.lines)
    start = [] if derivation.start is None else [derivation.start]
    found = (letters(x, powers=True) for x in (*start, *lines, *derivation.given))
    return set().union(*found)


def _require(hypotheses: tuple[Any, ...], point: Point) -> None:
    for hypothesis in hypotheses:
        if holds(hypothesis, point) is False:
            seen = _in_plain_text(_told(hypothesis, point))
            raise ValueError(
                f"at: {hypothesis} does not hold here ({seen}); choose numbers at which it does"
            )


def _is_sharp(value: Any) -> bool:
    """Whether a ball is known well enough to be shown; what is no number never will be."""
    return value.is_exact() or not value.is_finite() or value.rel_accuracy_bits() >= _ENOUGH_BITS


def _in_plain_text(told: str) -> str:
    """Return a value as an error message writes it."""
    signs = {x: sign for sign, x in SIGNS.items() if x != sign} | {r"\cdot": "*", "$": ""}
    for formula, sign in signs.items():
        told = told.replace(formula, sign)
    return told


def _values(
    own_letters: set[Any], data: tuple[Any, ...], degree: ExactNumber, named: Any
) -> dict[Any, ExactNumber]:
    """Return the values of the plain letters: of the data, the degree, and those that are named."""
    values = _of_the_data(data) | {beta: degree}
    every = (*own_letters, *_plain_letters(), *TABLE)
    plain = {str(x): x for x in every if x not in values}
    own = {*map(str, values)}
    for name, value in named.items():
        if name in own:
            raise ValueError(f"at: {name} comes from the data or the degree; leave it out")
        if name not in plain:
            near = get_close_matches(name, plain, 3, 0.4) or sorted(map(str, own_letters))
            raise ValueError(f"at: no letter is named {name!r}; the nearest are {', '.join(near)}")
        values[plain[name]] = value
    return values


def _of_the_data(data: tuple[Any, ...]) -> dict[Any, ExactNumber]:
    from polyattn.data import SelfAttentionData, VectorData

    if not data:
        return {}
    if len(data) == 1 and isinstance(data[0], VectorData):
        one = data[0]
        spike = {} if one.ratio is None else {vectors.rho: one.ratio}
        return {vectors.entries: one.n, N: one.n - 1, vectors.Lambda: one.spread, **spike}
    fits = len(data) in (1, 2) and all(isinstance(x, SelfAttentionData) for x in data)
    if not fits or any(_size(x) != _size(data[0]) for x in data):
        raise ValueError(
            "at: takes no data, one data set, one vector, or two that differ in a alone, "
            f"got {len(data)}: {data}"
        )
    first = data[0]
    values: dict[Any, ExactNumber] = {t: first.copies, N: first.d - 3, b: first.b, c: first.c}
    if len(data) == 1:
        return values | {model.a: first.a}
    return values | {on(model.a, i): one.a for i, one in enumerate(data)}


def _size(data: SelfAttentionData) -> tuple[Any, ...]:
    return data.b, data.c, data.copies, data.d


def _plain_letters() -> set[Any]:
    from polyattn import symbolic

    every = (*vars(symbolic).values(), *vars(chances).values())
    return {x for x in every if isinstance(x, sp.Symbol)}


def _note(
    start: Any, data: tuple[Any, ...], known: dict[Any, Fraction], point: Point, alone: Any
) -> str:
    """Compute the first line by the numeric functions too, where it names what they compute."""
    if not _is_number(start):  # a letter is a Boolean too, in SymPy
        return ""
    found = computed(start, data, known)
    if not found:
        once = [x for x in alone if start.has(x)]
        return f"The package computes ${tex(once[0])}$, which has no formula." if once else ""
    other = {x: sp.Symbol(f"measured_{k}", real=True) for k, x in enumerate(found)}
    own = Point({**point, **{other[x]: interval(y) for x, y in found.items()}}, exact=False)
    seen = float(interval(evaluate(start.xreplace(other), own)))
    told = float(interval(evaluate(start, point)))
    if isnan(told):  # too many signs to sum over: there is nothing to compare
        return ""
    if abs(seen - told) > _AGREE * max(abs(told), abs(seen)):
        raise DerivationError(f"at: the formulas give {told} for {start}, the package {seen}")
    return _TWICE


def _value(term: Any, point: Point) -> float | bool | None:
    if _is_number(term):
        return float(interval(evaluate(term, point)))
    return holds(term, point)


def _is_number(term: Any) -> bool:
    return isinstance(term, sp.Expr)


def _balls(term: Any, point: Point) -> Iterator[Any]:
    """Yield the numbers that are shown beside a line; of a relation, its two sides."""
    if _is_number(term):
        yield interval(evaluate(term, point))
    elif term.is_Relational:
        yield from (interval(evaluate(side, point)) for side in term.args)


def _told(term: Any, point: Point) -> str:
    """Return a value as it is shown; of a relation, both sides."""
    if not _is_number(term) and not term.is_Relational:
        return {True: "true", False: "false", None: ""}[holds(term, point)]
    shown = [_short(float(value)) for value in _balls(term, point)]
    return shown[0] if len(shown) == 1 else f" ${SIGNS[term.rel_op]}$ ".join(shown)


def _short(value: float) -> str:
    text = f"{value:.4g}"
    if "e" not in text:
        return f"${text}$" if value < 0 else text  # with the minus sign of formulas
    digits, exponent = text.split("e")
    return rf"${digits}\cdot10^{{{int(exponent)}}}$"
