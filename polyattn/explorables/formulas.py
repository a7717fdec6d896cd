r"""The formulas of `polyattn.symbolic`, printed as JavaScript by SymPy.

``python -m polyattn.explorables.formulas`` writes ``formulas.js``; a test fails when that file is
not what this module prints. Only what is listed in :class:`_Printer` can be printed: an
expression that needs anything else is an error, not a script that fails in a reader's browser.

No power is formed in JavaScript: the weights enter as ratios ``QP`` :math:`=Q/P`, ``RP``
:math:`=R/P` and ``RQ`` :math:`=R/Q` of at most 1, which cannot overflow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.printing.jscode import JavascriptCodePrinter

from polyattn import symbolic as s
from polyattn.explorables.bundle import FOLDER
from polyattn.explorables.noise_formulas import noise_formulas
from polyattn.explorables.threshold_formulas import exact_forms, log_ratio, thresholds

__all__ = ["formulas"]

_HEAD = """\
// Printed by polyattn/explorables/formulas.py from polyattn/symbolic: do not edit.
"""

QP, RP, RQ, spread = (sp.Symbol(name, positive=True) for name in ("QP", "RP", "RQ", "rest"))


# What the three kinds of rows of C make of one neuron's signs, without the bias.
_PRE_ACTIVATIONS = {"planted": s.V_star, "sameGroup": s.V_s, "others": s.V_o}


class _Printer(JavascriptCodePrinter):  # type: ignore[misc]
    """Prints sums, products, powers with whole or half exponents, logarithms, exp and max."""

    _allowed: tuple[Any, ...] = (
        sp.Add,
        sp.Mul,
        sp.Pow,
        sp.Symbol,
        sp.Rational,
        sp.log,
        log1p,
        expm1,
        sp.exp,
        sp.Max,
    )

    def _print(self, expr: Any, **kwargs: Any) -> str:
        if isinstance(expr, sp.Basic) and not isinstance(expr, self._allowed):
            raise TypeError(f"formulas: cannot print {type(expr).__name__} as JavaScript: {expr}")
        return str(super()._print(expr, **kwargs))

    def _print_Symbol(self, expr: Any) -> str:
        return js_name(expr)

    def _print_log1p(self, expr: Any) -> str:
        return f"Math.log1p({self._print(expr.args[0])})"

    def _print_expm1(self, expr: Any) -> str:
        return f"Math.expm1({self._print(expr.args[0])})"


class _ExactPrinter(_Printer):
    """Prints polynomials with whole coefficients, for whole numbers of any length."""

    _allowed = (sp.Add, sp.Mul, sp.Symbol, sp.Integer)

    def _print_Integer(self, expr: Any) -> str:
        return f"{int(expr)}n"

    def _print_Mul(self, expr: Any) -> str:
        return str(super()._print_Mul(expr)).replace("-1n*", "-")


def js_name(symbol: Any) -> str:
    """Return the JavaScript name of a symbol: ``s_1`` is ``s1``.

    Examples
    --------
    >>> js_name(sp.Symbol("s_1"))
    's1'
    """
    return re.sub(r"\W|_", "", str(symbol.name))


def _parameters(symbols: Iterable[Any]) -> str:
    """Return the names that a function takes its letters by; no two letters may share one."""
    names = {symbol: js_name(symbol) for symbol in symbols}
    if len(set(names.values())) < len(names):
        raise ValueError(f"formulas: two letters have one name in JavaScript: {names}; rename one")
    return ", ".join(sorted(names.values()))


def _on_ratios(expression: Any) -> Any:
    """Put a weight of the planted row on ratios to P, one of the other rows on ratios to Q."""
    plain = s.unfold(expression)
    if plain.has(s.P):
        return plain.xreplace({s.P: sp.Integer(1), s.Q: QP, s.R: RP})
    return sp.cancel(plain.xreplace({s.Q: sp.Integer(1), s.R: RQ}))


def _functions() -> Iterator[tuple[str, str, Any]]:
    """Yield the name, a comment and the expression of each function."""
    for letter in (s.p, s.q, s.r):
        yield f"{letter}Score", f"the score {letter}", s.unfold(letter)
    yield "logQP", "log(Q / P)", -s.beta * log_ratio(s.p, s.q)
    yield "logRP", "log(R / P)", -s.beta * log_ratio(s.p, s.r)
    yield "logRQ", "log(R / Q)", -s.beta * log_ratio(s.q, s.r)

    crowd = s.unfold(1 / s.f_star - 1)  # what the other tokens weigh against the planted one
    yield "plantedWeight", "f*", _on_ratios(s.f_star)
    yield "plantedComplement", "1 - f*", _on_ratios(s.f_star * crowd)
    yield "plantedGroupWeight", "G*", _on_ratios(s.G_star)
    yield "plantedCrossWeight", "u*", _on_ratios(s.u_star)
    yield "ownGroupWeight", "w_o", _on_ratios(s.w_o)
    yield "ownGroupComplement", "1 - w_o", _on_ratios(s.N * s.u_o)
    yield "othersCrossWeight", "u_o", _on_ratios(s.u_o)

    planted_row = s.ROWS["planted"]
    level = planted_row.feature + planted_row.own + planted_row.bias
    yield "typicalLevel", "c + a f* + b G*: what X reaches, typically", level
    given = (s.f_star, s.u_star, s.G_star, s.w_o, s.u_o, s.S)
    yield "plantedValue", "V*, from the weights and S = 2 K - N", s.unfold(s.V_star, keep=given)
    others = s.DEFINITIONS[s.V_o].subs(s.R / s.Z_o, s.u_o / s.t)
    yield "othersValue", "V_o", s.unfold(others, keep=given)

    group, far = (s.t - 1) * QP, s.t * s.N * RP
    yield "plantedLower", "f* is at least this: part 1", 1 / (1 + 2 * sp.Max(group, far))
    yield "plantedUpper", "f* is at most this: part 2", 1 / (1 + sp.Max(group, far))

    yield "groupingDegree", "w_o is 1/2", sp.log(s.N) / log_ratio(s.q, s.r)
    yield "detectionDegree", "detection", sp.log(s.t * sp.sqrt(s.N + 3)) / log_ratio(s.p, s.r)
    wide = sp.log(s.t * sp.sqrt((s.N + 3) / sp.log(s.m))) / log_ratio(s.p, s.r)
    yield "widthDegree", "detection with m neurons", wide
    eta = s.theta - s.c
    broken = sp.log(s.N * eta / (s.b - eta)) / log_ratio(s.q, s.r)
    yield "breakDegree", "b w_o is theta - c", broken

    steps = (1 + s.a / (2 * s.b)) / (s.t * RP)
    yield "countingSteps", "J before it is rounded up, with a and R / P of D_1", steps
    margin, margin1 = sp.symbols("s s1", positive=True)
    lit = (1 - sp.exp(-(margin1**2) / 2)) / 8
    lower = 1 - (1 - lit) ** s.m - s.m * sp.exp(-(margin**2) / 2)
    yield "detectionLower", "the lower bound on S for margins s, s1", lower
    widest = (s.a1 - s.a0) * s.on(s.f_star, 1) / (s.b * sp.sqrt(s.N) * s.on(s.u_star, 0))
    yield "marginRoom", "the greatest s + s1", widest

    spike = s.rho**s.beta / (s.rho**s.beta + s.n - 1)
    away = sp.Symbol("inversePower", positive=True)
    spike = sp.cancel(spike.subs(s.rho**s.beta, 1 / away))
    comment = "the weight of one score among n - 1, each rho times lower; inversePower = rho^-beta"
    yield "spikeWeight", comment, spike
    yield "spikeComplement", "what it lacks to 1", sp.cancel(1 - spike)
    # Where a weight of (1 + tau) / 2 is reached: from there its sign alone decides.
    decided = sp.log((s.n - 1) * (1 + s.tau) / (1 - s.tau)) / sp.log(s.rho)
    yield "decidedDegree", "the degree from which one entry, rho times the others, decides", decided
    square = (_X + 2 + 1 / _X) / (4 * s.n)
    silent = s.m * sp.exp(-(s.tau**2) / (2 * square))
    yield "backgroundFires", "P_0 at most, for x = spread^beta", silent
    quiet = s.n * s.tau**2 / (2 * sp.log(s.m / s.epsilon))
    yield "quietUntil", "spread^beta up to which P_0 is at most epsilon", quiet


_X = sp.Symbol("x", positive=True)


def _forms() -> Iterator[tuple[str, str, list[Any]]]:
    r"""Yield for each row what decides whether its pre-activation exceeds the threshold.

    It does where :math:`Px_0+Qx_1+R(x_2+x_3K)>0`, with four numbers that know no degree.
    """
    for name, value in _PRE_ACTIVATIONS.items():
        above = sp.cancel(sp.together(s.unfold(value + s.c * s.s_d - s.theta)))
        numerator = sp.Poly(sp.numer(above), s.P, s.Q, s.R)
        at_p, at_q, at_r = (numerator.coeff_monomial(letter) for letter in (s.P, s.Q, s.R))
        start, step = at_r.subs(s.K, 0), sp.diff(at_r, s.K)
        comment = f"V > theta for the {name} row: the amounts of P, Q, R, and of R a plus sign"
        yield f"{name}Form", comment, [*map(sp.expand, (at_p, at_q, start, step))]


def formulas() -> str:
    """Return the text of ``formulas.js``.

    Examples
    --------
    >>> "export const spikeWeight = " in formulas()
    True
    """
    printer = _Printer()
    parts = [_HEAD]
    for name, comment, expression in (*_functions(), *thresholds(), *noise_formulas()):
        letters = _parameters(expression.free_symbols)
        parts.append(f"/** {comment} */")
        parts.append(f"export const {name} = ({{ {letters} }}) =>")
        parts.append(f"  {printer.doprint(expression)};\n")
    exact = _ExactPrinter()
    for name, comment, vector in (*_forms(), *exact_forms()):
        free = {symbol for entry in vector for symbol in entry.free_symbols}
        letters = _parameters(free)
        entries = ",\n  ".join(map(exact.doprint, vector))
        parts.append(f"/** {comment} */")
        parts.append(f"export const {name} = ({{ {letters} }}) => [\n  {entries}];\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (FOLDER / "formulas.js").write_text(formulas(), encoding="utf-8")
