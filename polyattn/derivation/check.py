"""Does a line follow? Certificates first, then a real instance against it, then z3.

What is found for a line is kept: another chain that needs the same line does not ask again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation import atoms, instances, points, smt
from polyattn.derivation.certificates import certify
from polyattn.derivation.fact import DerivationError, conjuncts, speaks_of
from polyattn.derivation.facts import FACTS
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.reduction import NotReducibleError, obligations, without_max
from polyattn.derivation.statement import Statement
from polyattn.symbolic.chances import Count, Largest, Pr, k
from polyattn.symbolic.model import N, P, Q, R, beta
from polyattn.symbolic.neuron import SIGNS, K
from polyattn.symbolic.pair import LOGARITHMS
from polyattn.symbolic.sketches import Mean, Moment, T_g, T_h
from polyattn.symbolic.table import DEFINITIONS, POWERS, letters, unfold
from polyattn.symbolic.vectors import Y, Y_top

POWER_RULE = "lem:power-rule"
_DEFINED = DEFINITIONS | POWERS
_ENGINE_FACTS = frozenset(fact for _, fact in FACTS)
_TRANSCENDENT = {
    x for x, y in DEFINITIONS.items() if not y.has(sp.Max) and not y.is_rational_function()
}
# The letters that run where a chance, a mean or a largest value is taken.
_RUNNING = {*SIGNS, K, k, Y, Y_top, T_g, T_h}
_OVER_ALL = (Pr, Count, Largest, Mean, Moment)
# Seconds for z3; a changed statement, which is likely false, gets less.
_PATIENCE: ContextVar[int] = ContextVar("patience", default=smt.LIMIT_SECONDS)


@dataclass(frozen=True)
class Evidence:
    """How a line is known (``given``, ``symbolic``, ``smt``), why, and what that rests on."""

    kind: str
    text: str
    uses: frozenset[str] = frozenset()


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Limit what z3 may take for a line."""
    token = _PATIENCE.set(seconds)
    try:
        yield
    finally:
        _PATIENCE.reset(token)


def prove(
    hypotheses: Iterable[Any], goal: Any, lemmas: Iterable[Any] = (), keep: tuple[Any, ...] = ()
) -> Evidence:
    """Show that a relation follows.

    Parameters
    ----------
    hypotheses : iterable of sympy.Boolean
        What is assumed.
    goal : sympy.Boolean
        A relation, an ``And`` of several, or an ``Equivalent``.
    lemmas : iterable of sympy.Boolean
        What this line rests on in particular: tried first, and with letters left as they are.
    keep : tuple of sympy.Symbol, optional
        Letters to leave as unknowns; all that is known of them is in hypotheses and lemmas.

    Returns
    -------
    Evidence
        How it is known.

    Raises
    ------
    DerivationError
        If it is refuted at a point, or neither shown nor refuted; the message says which.
    """
    known = tuple(dict.fromkeys(x for h in hypotheses for x in conjuncts(h)))
    special = _detached(known, tuple(dict.fromkeys(x for h in lemmas for x in conjuncts(h))))
    if isinstance(goal, sp.And):
        return _joined([prove(known, part, special, keep) for part in goal.args])
    if goal == sp.true or _stated(goal, (*known, *special)):
        return Evidence("given", "as it stands")
    special = tuple(x for x in special if not isinstance(x, _CONDITIONAL))
    single = _single(known, goal, special, keep)
    if single is not None:
        return single
    found = _settled(known, goal, special, tuple(keep), _PATIENCE.get())
    if isinstance(found, str):
        raise DerivationError(found)
    return found


_CONDITIONAL = (sp.Implies, sp.Equivalent)


def _detached(known: tuple[Any, ...], lemmas: tuple[Any, ...]) -> tuple[Any, ...]:
    """Add what a lemma says under a premise that stands among what is known."""
    found = dict.fromkeys(lemmas)
    for lemma in lemmas:
        if not isinstance(lemma, _CONDITIONAL):
            continue
        ways = [lemma.args, lemma.args[::-1]] if isinstance(lemma, sp.Equivalent) else [lemma.args]
        for premise, consequence in ways:
            if all(_stated(x, (*known, *found)) for x in conjuncts(premise)):
                found |= dict.fromkeys(conjuncts(consequence))
    return tuple(found)


def _single(
    known: tuple[Any, ...], goal: Any, special: tuple[Any, ...], keep: tuple[Any, ...]
) -> Evidence | None:
    """Take a maximum apart: below a bound each member is, above one of them is enough."""
    blank = {x: sp.Symbol(x.name) for x in keep}  # a maximum that is kept stays whole
    inner, terms = atoms.opaque(goal.xreplace(blank))
    try:
        spread = without_max(inner).xreplace(terms | {y: x for x, y in blank.items()})
    except NotReducibleError:
        return None
    if isinstance(spread, sp.And):
        return _joined([prove(known, part, special, keep) for part in spread.args])
    if isinstance(spread, sp.Or):
        if any(_stated(part, (*known, *special)) for part in spread.args):
            return Evidence("given", "as it stands")
        for part in sorted(spread.args, key=sp.count_ops):
            for statement in _attempts(known, part, special, keep):
                found = _certified(statement)
                if isinstance(found, Evidence):
                    return found
    return None


def _joined(found: list[Evidence]) -> Evidence:
    kinds = {one.kind for one in found}
    kind = next(k for k in ("smt", "symbolic", "given") if k in kinds)
    texts = dict.fromkeys(one.text for one in found)
    return Evidence(kind, "; ".join(texts), frozenset().union(*(one.uses for one in found)))


_WEAKER = {sp.Ge: (sp.Ge, sp.Gt, sp.Eq), sp.Le: (sp.Le, sp.Lt, sp.Eq)}


def _stated(goal: Any, known: tuple[Any, ...]) -> bool:
    """Whether the goal is among what is known, turned round or weakened at most."""
    if not goal.is_Relational:
        return goal in known
    for form in (goal, goal.reversed):
        for kind in _WEAKER.get(form.func, (form.func,)):
            if any(x.func is kind and x.args == form.args for x in known):
                return True
    return False


@cache
def _settled(
    known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...], keep: tuple[Any, ...], limit: int
) -> Evidence | str:
    """Return how the goal is known, or why it is not."""
    tries = list(_attempts(known, goal, lemmas, keep))
    line = (goal, lemmas, keep)
    if limit < smt.LIMIT_SECONDS:
        return _in_short(line, tries, known, limit)
    reasons: list[str] = []
    for place, statement in enumerate(tries):
        found = _certified(statement)
        if isinstance(found, Evidence):
            _WORKED[line] = place, False
            return found
        if found:
            reasons.append(found)
    refuted = instances.against((*known, *lemmas), goal)
    if refuted:
        return f"{goal} fails at {refuted}"
    for place, statement in enumerate(tries):
        solved = _by_solver(statement, limit)
        if solved is not None:
            _WORKED[line] = place, True
            return solved
    why = f" ({reasons[-1]})" if reasons else ""
    return f"{goal}: neither a proof nor a point against it was found{why}"


# For each line that was proved, which attempt did it, and whether it took z3.
_WORKED: dict[tuple[Any, ...], tuple[int, bool]] = {}


def _in_short(
    line: tuple[Any, ...], tries: list[Statement], known: tuple[Any, ...], limit: int
) -> Evidence | str:
    """Do the same for a line of a changed statement: what worked before, or a point against it."""
    goal, lemmas, _ = line
    place, by_solver = _WORKED.get(line, (len(tries) - 1, False))
    if line not in _WORKED and (refuted := instances.against((*known, *lemmas), goal)):
        return f"{goal} fails at {refuted}"
    for statement in [tries[place]] if line in _WORKED else tries:
        found = _certified(statement)
        if isinstance(found, Evidence):
            return found
        solved = _by_solver(statement, limit) if by_solver else None
        if solved is not None:
            return solved
    return f"{goal}: no proof was found"


def _attempts(
    known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...], keep: tuple[Any, ...]
) -> Iterator[Statement]:
    """Yield the goal under few hypotheses, then under more; in few letters, then in all."""
    for hypotheses, left in _choices(known, goal, lemmas, keep):
        yield _blank(Statement(goal, hypotheses), left)


def _choices(
    known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...], keep: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    everything = (*lemmas, *known)
    spoken = set().union(*(x.free_symbols for x in (goal, *everything)))
    kept = tuple(sorted({*filter(composite, spoken), *keep}, key=str))
    if lemmas or isinstance(goal, sp.Eq):
        yield lemmas, kept
    # With the weights as letters there is little to write out; then what is about the goal's own.
    yield (*lemmas, *_about(known, goal, lemmas)), kept
    own = _plain(goal)
    maxima = {x for x in spoken if _has_maximum(x)}
    usable = tuple(h for h in everything if not (h.free_symbols & maxima) - letters(goal))
    yield tuple(h for h in usable if _plain(h) <= own), keep
    yield everything, kept
    yield usable, keep


def _plain(relation: Any) -> frozenset[Any]:
    """Return the letters without a definition that a relation comes down to."""
    return frozenset(letters(relation, powers=True) - _DEFINED.keys())


def _about(known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what is known of the letters that the goal and the lemmas name."""
    spoken = goal.free_symbols.union(*(x.free_symbols for x in lemmas))
    return tuple(h for h in known if h.free_symbols <= spoken)


@cache
def _has_maximum(symbol: Any) -> bool:
    return symbol in DEFINITIONS and unfold(symbol).has(sp.Max)


@cache
def composite(symbol: Any) -> bool:
    """Whether a letter stands for more than a polynomial in plain letters."""
    if symbol not in DEFINITIONS:
        return False
    meaning = DEFINITIONS[symbol]
    return not meaning.is_polynomial() or bool(letters(meaning) & {P, Q, R}) or meaning.has(sp.Max)


def _blank(statement: Statement, keep: tuple[Any, ...]) -> Statement:
    """Give the kept letters no definition: a letter of the same name, another symbol."""
    blank = {x: sp.Symbol(x.name) for x in keep}
    relations = [x.xreplace(blank) for x in (*statement.hypotheses, statement.conclusion)]
    return Statement(relations[-1], tuple(relations[:-1]))


@cache
def _reduced(statement: Statement) -> list[Obligation] | str:
    """Return the obligations; a hypothesis for which there is no rule is left out."""
    relations = _with_equals([*statement.hypotheses, statement.conclusion])
    for logarithms in (False, True):
        pairs = [atoms.opaque(x, logarithms=logarithms) for x in relations]
        terms = {letter: term for _, found in pairs for letter, term in found.items()}
        *assumed, goal = (x for x, _ in pairs)
        usable = tuple(x for x in assumed if _reducible(x))
        known = tuple(x for x in atoms.known(terms) if _reducible(x))
        extra = (*known, *_squares(terms, usable))
        try:
            return obligations(Statement(goal, (*usable, *extra)))
        except NotReducibleError as error:
            why = str(error)
    return why


def _written_out(relation: Any) -> Any:
    """Replace letters that stand for more than a fraction; name the logarithms of scores."""
    table = {x: DEFINITIONS[x] for x in relation.free_symbols & _TRANSCENDENT}
    if beta not in relation.free_symbols:  # else the power rule wants them
        table |= LOGARITHMS
    return relation.xreplace(table)


def _with_equals(relations: list[Any]) -> list[Any]:
    """Put equals for equals, in exponents and probabilities too, where a plain letter is given."""
    written = [_written_out(x) for x in relations]
    for place, equation in enumerate(relations[:-1]):
        if isinstance(equation, sp.Eq) and _names(*equation.args):
            # It stays itself: the letter may be in what another letter stands for.
            written = [x if y == place else _put(equation, x) for y, x in enumerate(written)]
    # The root of a square is what is squared, where that is known not to be negative.
    known = {x.lhs for x in written[:-1] if isinstance(x, sp.Gt | sp.Ge) and x.rhs == 0}
    return [x.xreplace({sp.Abs(y): y for y in known if y.is_Symbol}) for x in written]


def _put(equation: Any, relation: Any) -> Any:
    """Put the right side for the left; not where the letters run through all of their values."""
    value = {equation.lhs: equation.rhs}
    if not speaks_of(equation) & _RUNNING:
        return relation.xreplace(value)
    whole = {x: sp.Dummy(real=True) for x in relation.atoms(*_OVER_ALL)}
    return relation.xreplace(whole).xreplace(value).xreplace({y: x for x, y in whole.items()})


def _names(left: Any, right: Any) -> bool:
    """Whether an equation says what a letter without a definition is."""
    return left.is_Symbol and left not in _DEFINED and left not in right.free_symbols


def _squares(terms: dict[Any, Any], hypotheses: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return that a root's square is what stands below it, where that is not negative."""
    found = []
    for x, term in terms.items():
        if term.is_Pow and term.exp == sp.Rational(1, 2):
            base, named = atoms.opaque(term.base)
            inside = Statement(base >= 0, (*hypotheses, *atoms.known(named)))
            if isinstance(_certified(inside), Evidence):
                found += [sp.Eq(x**2, base), *atoms.known(named)]
    return tuple(found)


@cache
def _reducible(relation: Any) -> bool:
    try:
        obligations(Statement(N >= 0, (relation,)))
    except NotReducibleError:
        return False
    return True


@cache
def _certified(statement: Statement) -> Evidence | str:
    """Return the certificates of all obligations of a statement, or why there are none."""
    todo = _reduced(statement)
    if isinstance(todo, str):
        return todo
    texts = []
    for obligation in sorted(todo, key=lambda one: not one.defines):
        found = _certify(obligation)
        if found is None:
            return f"no certificate for {obligation}" if obligation.defines else ""
        texts.append(found.text)
    return Evidence("symbolic", _summary(texts), _rests_on(todo))


_certify = cache(certify)


def _by_solver(statement: Statement, limit: int) -> Evidence | None:
    todo = _reduced(statement)
    if isinstance(todo, str):
        return None
    for obligation in todo:
        if _certify(obligation) is None and _solved(obligation, limit) != "unsat":
            return None
    return Evidence("smt", "z3 finds no counterexample", _rests_on(todo))


def _solved(obligation: Obligation, limit: int) -> str:
    """Ask z3 once; what it showed stays shown, whatever the limit."""
    known, asked = _VERDICTS.get(obligation, ("unknown", 0))
    if known == "unknown" and asked < limit:
        verdict = "sat" if points.sampled_counterexample(obligation) else ""
        _VERDICTS[obligation] = verdict or smt.solve(obligation, limit).verdict, limit
    return _VERDICTS[obligation][0]


_VERDICTS: dict[Obligation, tuple[str, int]] = {}


def _summary(texts: list[str]) -> str:
    if not texts:
        return "the same on both sides"
    return texts[0] if len(texts) == 1 else f"{len(texts)} obligations; {texts[-1]}"


def _rests_on(todo: list[Obligation]) -> frozenset[str]:
    """Return the power rule where its facts, or a bound on the degree, came in."""
    used = any(o.defines or _ENGINE_FACTS & set(o.hypotheses) for o in todo)
    return frozenset({POWER_RULE}) if used else frozenset()
