"""Chapter 14: the two routes on which k planted rows in k groups concentrate."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import DRAWN, GROUPS, powers
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.several import IN_GROUPS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, epsilon, n, p, q, r, t

_ODDS = (1 - epsilon) / epsilon
_MATES, _FAR = t - 1, n - t - k + 1
_CROWD = (t - 1) * Q + (t * N - k + 1) * R
_WHOLE = P + (k - 1) * s.P_two
_HALF = sp.Rational(1, 2)


def _later(score: Any, odds: Any) -> Any:
    """Return the later of two degrees: at these odds against mates, and against the others."""
    mates = sp.log(_MATES * odds) / sp.log(score / q)
    return sp.Max(mates, sp.log(_FAR * odds) / sp.log(score / r), evaluate=False)


def _lone(share: Any) -> Any:
    return _later(p, share * _ODDS)


def _club(share: Any) -> Any:
    return _later(s.p_two, share * _ODDS / (k - 1))


def _positive(given: Any) -> Derivation:
    """Begin with the sign of the letter of two planted rows."""
    return Derivation(given=given).have(s.P_two > 0, by=rules.ordered(s.P_two > 0))


def _share(part: Statement) -> Derivation:
    """Clear the sum of the row."""
    share = _positive(part.hypotheses)
    return share.have(part.conclusion, "multiply by the sum of the row")


def _locks(route: Any) -> Proof:
    """Show that each crowd has at most half of what this route allows."""

    def proof(part: Statement) -> Derivation:
        locks = _positive(part.hypotheses)
        locks.have(route >= 2 * _ODDS * (t - 1) * Q, "the mates").have(
            route >= 2 * _ODDS * (t * N - k + 1) * R, "the others"
        )
        locks.have(_WHOLE >= _ODDS * _CROWD, "add up")
        return locks.have(part.conclusion, "multiply by the sum of the row")

    return proof


def _neither(part: Statement) -> Derivation:
    """Show that each route has at most half of what locking takes."""
    few = _positive(part.hypotheses)
    few.have(P <= _ODDS * _CROWD / 2, "the row itself")
    few.have((k - 1) * s.P_two <= _ODDS * _CROWD / 2, "the other planted rows")
    few.have(_WHOLE <= _ODDS * _CROWD, "add up")
    return few.have(part.conclusion, "multiply by the sum of the row")


def _any(part: Statement) -> Derivation:
    """No planted row has more than the row itself."""
    few = powers(part.hypotheses)
    few.have(P <= _ODDS * _CROWD / k, "the crowd that needs the higher degree")
    few.have(_WHOLE <= k * P, "none has more than the row itself")
    few.have(_WHOLE <= _ODDS * _CROWD)
    return few.have(part.conclusion, "multiply by the sum of the row")


def _apart(score: Any, own: Any, shares: tuple[Any, Any]) -> Proof:
    """Show that each term grows by log 4 over its logarithm, and the first one's is the smaller."""

    def proof(part: Statement) -> Derivation:
        apart, gain = Derivation(given=part.hypotheses), sp.log(4) / sp.log(score / q)
        apart.have(own, "the score is above that of mates").have(q > r).have(r > 0)
        apart.have(sp.log(score / q) > 0, by=rules.grows(sp.log, sp.S.One, score / q, strict=True))
        more = rules.grows(sp.log, score / q, score / r)
        apart.have(sp.log(score / q) <= sp.log(score / r), by=more)
        for crowd, other in ((_MATES, q), (_FAR, r)):
            low, high = (crowd * x for x in shares)
            apart.have(low > 0, "the crowd is there")
            four = rules.log_of_product(sp.Integer(4), low)
            apart.have(sp.Eq(sp.log(high), sp.log(4) + sp.log(low)), by=four)
            ratio = sp.log(score / other)
            apart.have(sp.log(high) / ratio <= sp.log(low) / ratio + gain)
        return apart.have(part.conclusion, "term by term")

    return proof


_OF_WEIGHTS = ("odds", "lone", "club", "neither", "at any feature")

routes = Claim(
    "cor:k-rows-routes",
    "corollary",
    "Two routes to concentration",
    14,
    statements={
        "odds": Statement(sp.Equivalent(s.h_k >= 1 - epsilon, _WHOLE >= _ODDS * _CROWD)),
        "lone": Statement(s.h_k >= 1 - epsilon, (a > 0, beta >= _lone(2))),
        "club": Statement(s.h_k >= 1 - epsilon, (a > b, b >= 0, k > 1, beta >= _club(2))),
        "neither": Statement(
            s.h_k <= 1 - epsilon, (a > b, b >= 0, k > 1, beta <= _lone(_HALF), beta <= _club(_HALF))
        ),
        "lone, apart": Statement(
            _lone(2) <= _lone(_HALF) + sp.log(4) / sp.log(p / q), (a > 0, b > 0, t > 1, N >= 1)
        ),
        "club, apart": Statement(
            _club(2) <= _club(_HALF) + sp.log(4) / sp.log(s.p_two / q),
            (a > b, b > 0, k > 1, t > 1),
        ),
        "at any feature": Statement(
            s.h_k <= 1 - epsilon, (a > 0, beta > 0, beta <= _later(p, _ODDS / k))
        ),
    },
    setting=(*GROUPS, epsilon > 0, epsilon < 1),
    proofs={
        "odds": _share,
        "lone": _locks(P),
        "club": _locks((k - 1) * s.P_two),
        "neither": _neither,
        "lone, apart": _apart(p, p > q, (_HALF * _ODDS, 2 * _ODDS)),
        "club, apart": _apart(s.p_two, s.p_two > q, (_HALF * _ODDS / (k - 1), 2 * _ODDS / (k - 1))),
        "at any feature": _any,
    },
    # Where one crowd decides both, the two degrees are exactly that far apart: no interval tells.
    witnesses=(IN_GROUPS, *seen_by(DRAWN, of=_OF_WEIGHTS)),
)

CLAIMS = (standard(routes),)
