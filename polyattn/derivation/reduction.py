r"""From a statement to polynomial obligations, each of which a prover can take.

A statement speaks of :math:`\beta`, logarithms, signs and maxima. This module rewrites it, by
fixed rules, into implications between rational functions of :math:`P, Q, R, t, N, a, b, c`:

* ``Equivalent`` becomes two implications, ``And`` one for each member, ``x <= Max(y, z)`` as a
  hypothesis one for each case;
* the power rule: :math:`\beta\ge\log L/\log(p/q)` is :math:`P\ge LQ`, where :math:`L\ge0` and
  :math:`p>q>0` (three obligations more; :math:`\log0=-\infty`, a bound that is not there);
* the facts of ``facts.py``: what :math:`b>0`, :math:`\beta>0` and so on say about P, Q, R;
* logarithms of ratios of p, q, r, where no degree enters, become sums of two letters;
* letters are unfolded, signs enumerated, equations among the hypotheses substituted.

What comes out assumes less than the statement does (P, Q, R are free where the facts allow it), so
its proof proves the statement; a counterexample to it need not come from any one (a, b, c, beta).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.facts import FACTS, facts
from polyattn.derivation.maxima import NotReducibleError, without_max
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.power_rule import named_logs, named_powers, power_rule
from polyattn.derivation.statement import Statement
from polyattn.symbolic.model import P, Q, R
from polyattn.symbolic.neuron import SIGNS
from polyattn.symbolic.pair import P0, P1
from polyattn.symbolic.table import unfold

__all__ = ["NotReducibleError", "obligations", "without_max"]


def obligations(statement: Statement) -> list[Obligation]:
    r"""Return implications between rational relations that together give the statement.

    Parameters
    ----------
    statement : Statement
        Its setting included in the hypotheses.

    Returns
    -------
    list of Obligation
        All of them are needed; their notes say which is which.

    Raises
    ------
    NotReducibleError
        If a logarithm, a power or a maximum remains for which there is no rule.

    Examples
    --------
    >>> from polyattn.symbolic import N, d, epsilon, t
    >>> from polyattn.symbolic import DEGREE_GROUPED, beta, w_o
    >>> grouped = Statement(w_o >= 1 - epsilon, (beta >= DEGREE_GROUPED,))
    >>> for obligation in obligations(grouped):
    ...     print(obligation)
    logarithm defined: N*(1 - epsilon)/epsilon >= 0
    score positive: c**2 > 0
    log of the ratio positive: b**2 + c**2 > c**2
    Q*t/(N*R*t + Q*t) >= 1 - epsilon
    """
    found: dict[tuple[Any, ...], Obligation] = {}
    for hypotheses, conclusion in _implications(statement):
        for obligation in _without_logs(hypotheses, conclusion):
            for case in _finished(obligation):
                found[case.hypotheses, case.conclusion] = case
    return list(found.values())


def _implications(statement: Statement) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Split until hypotheses and conclusion are relations without a maximum."""
    conclusion = statement.conclusion
    if isinstance(conclusion, sp.Equivalent):
        left, right = conclusion.args
        yield from _implications(statement.concluding(right).given([left]))
        yield from _implications(statement.concluding(left).given([right]))
        return
    if isinstance(conclusion, sp.And):
        for part in conclusion.args:
            yield from _implications(statement.concluding(part))
        return
    if isinstance(conclusion, sp.Or):  # one of them holds where the others do not
        first, *others = sorted(conclusion.args, key=sp.count_ops)
        negated = [sp.Not(other) for other in others]
        yield from _implications(statement.concluding(first).given(negated))
        return
    spread = without_max(conclusion)
    if spread != conclusion:
        yield from _implications(statement.concluding(spread))
        return
    for index, hypothesis in enumerate(statement.hypotheses):
        simple = without_max(hypothesis)
        rest = statement.hypotheses[:index] + statement.hypotheses[index + 1 :]
        if isinstance(simple, sp.And | sp.Or):
            each = [simple.args] if isinstance(simple, sp.And) else [(x,) for x in simple.args]
            for members in each:
                yield from _implications(replace(statement, hypotheses=rest + tuple(members)))
            return
    yield tuple(statement.hypotheses), conclusion


def _without_logs(hypotheses: tuple[Any, ...], conclusion: Any) -> Iterator[Obligation]:
    """Apply the power rule to every bound on beta."""
    written = [_rewritten(relation) for relation in (*hypotheses, conclusion)]
    *known, goal = (relation for relation, _ in written)
    sides = [side for _, needed in written for side in needed]
    known_facts = facts(hypotheses)
    # A side condition must not rest on a bound that only makes sense under that condition.
    unbounded = [h for h in hypotheses if h in known]
    for note, side in sides:
        yield _about(Obligation((*unbounded, *known_facts), side, note, defines=True))
    yield _about(Obligation((*known, *known_facts), goal))


@cache
def _rewritten(relation: Any) -> tuple[Any, tuple[tuple[str, Any], ...]]:
    """Write a relation without logarithms and powers; also what that takes for granted."""
    named, positive = named_powers(named_logs(relation))
    rewritten, needed = power_rule(named)
    return rewritten, (*positive, *needed)


_NAMED = frozenset(fact for _, fact in FACTS)
_unfolded = cache(unfold)


@cache
def _letters(relation: Any) -> frozenset[Any]:
    return frozenset(_unfolded(relation).free_symbols)


def _about(obligation: Obligation) -> Obligation:
    """Drop the facts about letters that the rest does not mention."""
    wanted = _letters(obligation.conclusion).union(
        *(_letters(h) for h in obligation.hypotheses if h not in _NAMED)
    )
    if wanted & {P, P0, P1, Q, R}:  # an order between two may run through the third
        wanted |= {Q, R}
    kept = (h for h in obligation.hypotheses if h not in _NAMED or h.free_symbols <= wanted)
    return replace(obligation, hypotheses=tuple(dict.fromkeys(kept)))


def _finished(obligation: Obligation) -> Iterator[Obligation]:
    """Unfold the letters, enumerate the signs, substitute the equations."""
    relations = [_unfolded(x) for x in (*obligation.hypotheses, obligation.conclusion)]
    spoken = frozenset().union(*(_letters(x) for x in relations))
    signs = sorted(spoken & set(SIGNS), key=str)
    for values in product((1, -1), repeat=len(signs)):
        chosen = tuple((s, sp.Integer(v)) for s, v in zip(signs, values, strict=True))
        *hypotheses, goal = (_at(x, chosen) for x in relations)
        case = ", ".join(f"{s} = {v:+d}" for s, v in zip(signs, values, strict=True))
        note = "; ".join(filter(None, (obligation.note, case)))
        hypotheses, goal = _substitute_equations(hypotheses, goal)
        if sp.false in hypotheses or goal == sp.true:
            continue
        kept = tuple(dict.fromkeys(h for x in hypotheses if x != sp.true for h in _two_sided(x)))
        for relation in (*kept, goal):
            _refuse_transcendental(relation)
        yield Obligation(kept, goal, note, obligation.defines)


@cache
def _at(relation: Any, chosen: tuple[tuple[Any, Any], ...]) -> Any:
    """Return a relation for these signs."""
    return relation.xreplace(dict(chosen)).doit()


def _two_sided(relation: Any) -> tuple[Any, ...]:
    """Write an equation in which no letter could be replaced as two inequalities."""
    if not isinstance(relation, sp.Eq):
        return (relation,)
    return (sp.Ge(*relation.args, evaluate=False), sp.Le(*relation.args, evaluate=False))


def _substitute_equations(hypotheses: list[Any], goal: Any) -> tuple[list[Any], Any]:
    for equation in hypotheses:
        if not isinstance(equation, sp.Eq):
            continue
        for symbol in sorted(equation.free_symbols, key=str):
            gap = sp.expand(equation.lhs - equation.rhs)
            slope = gap.diff(symbol)
            if slope.is_Number and slope != 0:
                value = {symbol: sp.expand(symbol - gap / slope)}
                rest = [h.subs(value) for h in hypotheses if h is not equation]
                return _substitute_equations(rest, goal.subs(value))
    return hypotheses, goal


@cache
def _refuse_transcendental(relation: Any) -> None:
    bad = relation.atoms(sp.log, sp.exp, sp.Max, sp.Min)
    bad |= {x for x in relation.atoms(sp.Pow) if not x.exp.is_Integer}
    if bad:
        raise NotReducibleError(
            f"not a polynomial relation: {relation} has {sorted(map(str, bad))}"
        )
