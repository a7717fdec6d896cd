"""Chapter 7: how far X is from its limit in each phase, at every size."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.symbolic.chances import eta, x
from polyattn.symbolic.model import G_star, N, a, b, c, f_star, t, u_o, u_star, w_o
from polyattn.symbolic.neuron import SIGNS, K, S, V_o, V_s, V_star, X, s_1, s_d, s_g


def _max(*values: Any) -> Any:
    return sp.Max(*values, evaluate=False)


def within(value: Any, limit: Any, error: Any) -> Any:
    """Say that a value is within an error of a limit."""
    return sp.And(value <= limit + error, value >= limit - error)


# The limits of X, by what other rows and the planted row concentrate on.
_SEES = a * s_1 + b * s_g
LIMITS = {
    "spread, spread": c * s_d,
    "spread, locked": c * s_d + _max(0, _SEES),
    "grouped, grouped": c * s_d + b,
    "grouped, locked": c * s_d + _max(b, _SEES),
}
_ALL = a * f_star + b * G_star + b * x
_FAINT = (a + b) * w_o + b * x
_LOCK = (a + 2 * b) * (1 - f_star)
_GROUP = (a + 2 * b) * (1 - w_o)
_ROWS = (V_star, V_s, V_o)
LETTERS = (X, *_ROWS, f_star, G_star, w_o, u_star, u_o, S)
_NOISE_O = (b * u_o * S, b * x)
# |S|/N is at most x; another group has a plus sign.
_BALANCED = (S <= x * N, S >= -x * N)
_SOME = (K <= N, *rules.SOME)


def _small(part: Statement, *room: Any) -> Derivation:
    """Bound the parts that a row is the sum of."""
    parts = Derivation(given=part.hypotheses)
    for bound in room:
        parts.have(bound, "by hypothesis")
    parts.have(sp.And(f_star >= 0, G_star >= 0, u_star >= 0, N * u_star <= 1), "shares")
    parts.have(sp.And(u_o >= 0, w_o >= u_o, N * u_o <= 1), "shares")
    parts.have(x >= 0, "between two bounds")
    for share in (u_star, u_o):
        parts.have(within(share * S, 0, x), "many signs nearly cancel", keep=(share,))
    return parts


def _only(parts: Derivation, goal: Any, *known: Any) -> None:
    """Derive a line from a few others alone, with all but the entries as letters."""
    few = Derivation(given=known).have(goal, "add up", keep=(*LETTERS, *SIGNS))
    parts.have(goal, by=few)


def _sum(parts: Derivation, row: Any, *terms: tuple[Any, Any]) -> None:
    """Add up bounds on the terms of a row."""
    bounds = [within(term, 0, size) for term, size in terms]
    for bound in bounds:
        parts.have(bound, "a sign is at most 1", keep=LETTERS)
    total = sp.Eq(row, sum(term for term, _ in terms))
    parts.have(total, "collect")
    _only(parts, within(row, 0, sum(size for _, size in terms)), *bounds, total)


def _largest(parts: Derivation, part: Statement, *bounds: Any) -> Derivation:
    """Take the largest row."""
    largest = sp.Eq(X, c * s_d + _max(*_ROWS))
    parts.have(largest, by=rules.stands_for(X))
    _only(parts, part.conclusion, *bounds, largest)
    return parts


def _others(parts: Derivation, feature: Any, group: Any) -> None:
    """Bound the rows that are not the planted one."""
    _sum(parts, V_s, (a * s_1 * w_o / t, a * feature), (b * s_g * w_o, b * group), _NOISE_O)
    own = b * (w_o + u_o * (s_g - 1))
    _sum(parts, V_o, (a * s_1 * u_o / t, a * feature), (own, b * group), _NOISE_O)


def _spread(part: Statement) -> Derivation:
    """Bound every row."""
    rows = _small(part)
    rows.have(sp.And(w_o / t <= f_star, u_o / t <= f_star, w_o <= G_star), "no row gives more")
    feature, noise = a * s_1 * f_star, b * u_star * S
    _sum(rows, V_star, (feature, a * f_star), (b * s_g * G_star, b * G_star), (noise, b * x))
    _others(rows, f_star, G_star)
    return _largest(rows, part, *(within(row, 0, _ALL) for row in _ROWS))


def _locks_first(part: Statement) -> Derivation:
    """Bound the planted row by what it sees, and the others by 0."""
    rows = _small(part, eta >= _LOCK, eta >= _FAINT)
    rows.have(sp.And(w_o / t <= w_o, u_o / t <= w_o), "one of its group")
    _others(rows, w_o, w_o)
    rows.have(within(V_star, _SEES, _LOCK), "the planted row has locked")
    _only(rows, within(V_star, _SEES, eta), within(V_star, _SEES, _LOCK), eta >= _LOCK)
    for row in (V_s, V_o):
        _only(rows, within(row, 0, eta), within(row, 0, _FAINT), eta >= _FAINT)
    return _largest(
        rows, part, within(V_star, _SEES, eta), *(within(x, 0, eta) for x in (V_s, V_o))
    )


def _groups(part: Statement) -> Derivation:
    """Show that no row sees more than its group, and that another row sees it."""
    rows = Derivation(given=part.hypotheses)
    rows.have(sp.And(*(row <= b + a * f_star for row in _ROWS)), "no row sees more")
    rows.have(V_o >= b - _GROUP, "another row sees its own sign")
    return _largest(rows, part, *(row <= b + a * f_star for row in _ROWS), V_o >= b - _GROUP)


def _both(part: Statement) -> Derivation:
    """Let the planted row see what it has locked on, another row its own sign."""
    rows = Derivation(given=part.hypotheses)
    rows.have(eta >= _LOCK, "by hypothesis").have(eta >= _GROUP, "by hypothesis")
    rows.have(within(V_star, _SEES, _LOCK), "the planted row has locked")
    rows.have(within(V_o, b, _GROUP), "another row sees its own sign")
    mates, cases = V_s <= _max(b, _SEES) + _GROUP, []
    for case, most in ((sp.Eq(s_1, 1), _SEES), (sp.Eq(s_1, -1), b)):
        sees = Derivation(given=(*part.hypotheses, case)).have(V_s <= most + _GROUP)
        cases.append((case, sees.have(mates, keep=LETTERS)))
    rows.cases(mates, *cases, reason="a mate sees no more than one of them")
    _only(rows, within(V_star, _SEES, eta), within(V_star, _SEES, _LOCK), eta >= _LOCK)
    _only(rows, within(V_o, b, eta), within(V_o, b, _GROUP), eta >= _GROUP)
    _only(rows, V_s <= _max(b, _SEES) + eta, mates, eta >= _GROUP)
    bounds = (within(V_star, _SEES, eta), within(V_o, b, eta), V_s <= _max(b, _SEES) + eta)
    return _largest(rows, part, *bounds)


BOUNDS = {
    "spread, spread": Statement(
        within(X, LIMITS["spread, spread"], _ALL), (rules.BEST, *_BALANCED)
    ),
    "spread, locked": Statement(
        within(X, LIMITS["spread, locked"], eta), (*_SOME, *_BALANCED, eta >= _LOCK, eta >= _FAINT)
    ),
    "grouped, grouped": Statement(
        sp.And(X <= c * s_d + b + a * f_star, X >= c * s_d + b - _GROUP), _SOME
    ),
    "grouped, locked": Statement(
        within(X, LIMITS["grouped, locked"], eta), (*_SOME, eta >= _LOCK, eta >= _GROUP)
    ),
}
BOUND_PROOFS = {
    "spread, spread": _spread,
    "spread, locked": _locks_first,
    "grouped, grouped": _groups,
    "grouped, locked": _both,
}
