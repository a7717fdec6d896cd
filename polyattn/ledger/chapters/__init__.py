r"""The claims of the book, a module a chapter, and the engine that checks them.

How to add a claim. A chapter's module has a tuple ``CLAIMS``; every module in this folder that has
one is loaded, so there is no list to keep. All of a module but its docstring::

    from polyattn.derivation.chain import Derivation
    from polyattn.ledger.claim import Claim
    from polyattn.ledger.engine import Statement, standard
    from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
    from polyattn.symbolic import P, Q, Z_o, Z_star, beta, c, d, t, u_o, u_star


    def _sum(part: Statement) -> Derivation:
        more = Derivation(Z_star - Z_o, given=part.hypotheses)
        more.equal(P - Q, "all other terms are the same")
        return more.at_least(0, "the larger score has the larger power")


    def _weight(part: Statement) -> Derivation:
        return Derivation(u_star, given=part.hypotheses).at_most(u_o, "its sum is the larger one")


    order = Claim(
        label="lem:order",
        kind="lemma",
        title="The planted row gives less away",
        chapter=3,
        setting=(c > 0, beta > 0, t >= 1, d >= 4),
        statements={"sum": Statement(Z_star >= Z_o), "weight": Statement(u_star <= u_o)},
        proofs={"sum": _sum, "weight": _weight},
        witnesses=seen_by(Walk(Dense), Sampled()),
    )

    CLAIMS = (standard(order),)

``python -m polyattn verify lem:order`` then says that it is proved, and that all 10 mutations are
refuted. A page of the book states it under the same label and title, or the build says that none
does.

* A **statement** is a SymPy relation (also ``And``, ``Equivalent``) in the letters of
  ``polyattn.symbolic``, with its hypotheses: what is on the page, logarithms and all. Everything
  that is checked is derived from it. The **setting** is what all parts share; an assumption that
  no part needs makes the claim vacuous, so list only those that are needed.
* A **proof** is a function of the part that returns its :class:`~polyattn.derivation.chain.Derivation`
  (or several): a chain of lines, each checked as it is written, whose last line is the part. Lines
  rest on the hypotheses, on ``by="lem:power-rule#order"`` (another statement, whose hypotheses are
  shown first), on rules for chances and limits (``polyattn.derivation.rules``), and on other
  derivations. ``words="..."`` takes a line on its words; the page counts such lines. What the proof
  rests on is read off it.
* A **witness** is numeric evidence besides: ``Walk(Dense)`` (the dense network, exact) and
  ``Sampled`` (interval arithmetic at seeded points of the real parameters) share no code;
  ``Walk(Counted)`` and ``Walk(Law)`` go where nobody can list the sign vectors. Letters
  that the network can observe, such as ``f_star``, ``X``, ``p_theta``, ``P_active``, are read off
  it; two data sets appear where a statement is put ``on(..., 0)`` and ``on(..., 1)``.
* **Mutations**: ``standard(claim)`` makes one for each hypothesis (dropped), inequality (reversed,
  made strict) and constant (moved by 10 %). The proof must break, and where the conclusion claims
  more, a witness must find a point where it is false. What is beyond the proof and refuted at no
  point, or proved as well, is counted on the page: there the statement may be sharpened. Constants
  of hypotheses are moved with ``--thorough`` only, as it takes long.
* Reduction failed? The message names the relation for which there is no rule
  (``polyattn/derivation/reduction.py`` lists the rules).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from polyattn.ledger.claim import Claim


@cache
def _modules() -> dict[str, tuple[Claim, ...]]:
    names = sorted(info.name for info in iter_modules(__path__) if not info.ispkg)
    found = ((name, import_module(f"{__name__}.{name}")) for name in names)
    return {name: module.CLAIMS for name, module in found if hasattr(module, "CLAIMS")}


def load() -> list[Claim]:
    """Return the claims of every module, in no particular order."""
    return [claim for group in _modules().values() for claim in group]


def homes() -> dict[str, str]:
    """Return, for each label, the module that holds it."""
    return {claim.label: name for name, group in _modules().items() for claim in group}


def chapter_of(label: str) -> str:
    """Return the chapter that states a claim, such as ``09a``: its module's name begins with it."""
    return homes()[label].removeprefix("ch").partition("_")[0]
