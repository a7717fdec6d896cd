"""z3 over the reals: every query alone, with a fixed limit and a fixed seed.

Used where no certificate is found. A timeout or ``unknown`` proves nothing and refutes nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.derivation import query
from polyattn.derivation.obligation import Obligation

LIMIT_SECONDS = 10
SEED = 20231020


@dataclass(frozen=True)
class Answer:
    """``unsat`` (the obligation holds), ``sat`` with a point where it fails, or ``unknown``."""

    verdict: str
    point: dict[Any, Fraction]


def solve(obligation: Obligation, seconds: int = LIMIT_SECONDS) -> Answer:
    """Look for a point where the hypotheses hold and the conclusion does not.

    Parameters
    ----------
    obligation : Obligation
        Rational hypotheses and conclusion; denominators are multiplied out with their squares, and
        must not vanish.
    seconds : int, default 10
        The limit for z3; the process is ended shortly after.

    Returns
    -------
    Answer
        Algebraic coordinates of a point come rounded to rationals: check it before you use it.

    Raises
    ------
    ModuleNotFoundError
        If z3 is not installed (``pip install 'polyattn[proofs]'``).

    Examples
    --------
    >>> from polyattn.symbolic import P, Q, R
    >>> solve(Obligation((R > 0, Q > R, P >= Q), P * Q > R**2)).verdict
    'unsat'
    """
    relations = (*obligation.hypotheses, sp.Not(obligation.conclusion))
    symbols = sorted(set().union(*(x.free_symbols for x in relations)), key=str)
    names = {symbol: f"v{index}" for index, symbol in enumerate(symbols)}
    lines = [f"(declare-const {name} Real)" for name in names.values()]
    for relation in relations:
        lines += [f"(assert {text})" for text in _relation(relation, names)]
    job = {
        "script": "\n".join(lines),
        "names": list(names.values()),
        "milliseconds": seconds * 1000,
        "seed": SEED,
    }
    verdict, point = _asked(job, seconds)
    back = {name: symbol for symbol, name in names.items()}
    return Answer(verdict, {back[k]: Fraction(*v) for k, v in point.items()})


def _asked(job: dict[str, Any], seconds: int) -> list[Any]:
    """Ask in another process, which can be ended; a browser has none, and z3's own limit holds."""
    if sys.platform == "emscripten":
        return query.answer(job)
    try:
        done = subprocess.run(
            [sys.executable, "-P", query.__file__],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=seconds + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ["unknown", {}]
    if "ModuleNotFoundError" in done.stderr:
        raise ModuleNotFoundError(
            "smt.solve: z3 is not installed; use pip install 'polyattn[proofs]'", name="z3"
        )
    answer: list[Any] = json.loads(done.stdout) if done.returncode == 0 else ["unknown", {}]
    return answer


def _relation(relation: Any, names: dict[Any, str]) -> list[str]:
    """Write a relation between rational functions as SMT-LIB assertions without division."""
    if relation in (sp.true, sp.false):
        return [str(bool(relation)).lower()]
    top, bottom = sp.fraction(sp.together(relation.lhs - relation.rhs))
    sign = {sp.Ge: ">=", sp.Gt: ">", sp.Le: "<=", sp.Lt: "<", sp.Eq: "=", sp.Ne: "distinct"}
    text = f"({sign[relation.func]} {_term(top * bottom, names)} 0)"
    if bottom.is_Number:
        return [text]
    return [text, f"(distinct {_term(bottom, names)} 0)"]


def _term(expression: Any, names: dict[Any, str]) -> str:
    if expression.is_Symbol:
        return names[expression]
    if expression.is_Rational:
        value = f"(/ {abs(int(expression.p))}.0 {int(expression.q)}.0)"
        return f"(- {value})" if expression < 0 else value
    if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
        base = _term(expression.base, names)
        return f"(* {' '.join([base] * int(expression.exp))})" if expression.exp > 1 else base
    operator = {sp.Add: "+", sp.Mul: "*"}[expression.func]
    return f"({operator} {' '.join(_term(x, names) for x in expression.args)})"
