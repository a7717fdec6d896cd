r"""The claims of the book, a module a chapter, and the engine that checks them.

How to add a claim. A chapter's module has a tuple ``CLAIMS``; every module in this folder that has
one is loaded, so there is no list to keep. All of a module but its docstring::

    from polyattn.ledger.claim import Claim, Step
    from polyattn.ledger.engine import Algebra, Statement, standard
    from polyattn.ledger.witnesses import Dense, Sampled, Walk
    from polyattn.symbolic import Z_o, Z_star, beta, c, d, t, u_o, u_star

    order = Claim(
        label="lem:order",
        kind="lemma",
        title="The planted row gives less away",
        chapter=3,
        setting=(c > 0, beta > 0, t >= 1, d >= 4),
        statements={"sum": Statement(Z_star >= Z_o), "weight": Statement(u_star <= u_o)},
        steps=(Step("clear denominators", (Algebra(),)),),
        witnesses=(Step("dense network", (Walk(Dense),)), Step("intervals", (Sampled(),))),
    )

    CLAIMS = (standard(order),)

``python -m polyattn verify lem:order`` then says that it is proved, and that all 10 mutations are
refuted. A page of the book states it under the same label and title, or the build says that none
does.

* A **statement** is a SymPy relation (also ``And``, ``Equivalent``) in the letters of
  ``polyattn.symbolic``, with its hypotheses: what is on the page, logarithms and all. Everything
  that is checked is derived from it. The **setting** is what all parts share; an assumption that
  no part needs makes the claim vacuous, so list only those that are needed.
* A **step** proves some parts (``of=("sum",)``; none: all). Its evidence: ``Algebra()`` (a
  certificate, else z3; ``conclude=`` for an intermediate result under the same hypotheses,
  ``under=`` for a case, ``given=("lem:order#sum",)`` to use another claim), ``Written("proof")``,
  ``Cited(text, reference, spot_check)``, ``Computed(kind, function)`` for anything else, such as a
  limit or Arb over a box.
* A **witness** is numeric evidence besides: ``Walk(Dense)`` (the dense network, exact) and
  ``Sampled`` (interval arithmetic at seeded points of the real parameters) share no code;
  ``Walk(Counted)`` and ``Walk(Law)`` go where nobody can list the sign vectors. Letters
  that the network can observe, such as ``f_star``, ``X``, ``p_theta``, ``P_active``, are read off
  it; two data sets appear where a statement is put ``on(..., 0)`` and ``on(..., 1)``.
* **Mutations**: ``standard(claim)`` makes one for each hypothesis (dropped), inequality (reversed,
  made strict) and constant (moved by 10 %). Evidence must refute each at a concrete point. One that
  survives makes the claim ``vacuous``, and ``verify`` names it: then either the statement can be
  sharpened, or the hypothesis is not needed, or the bound is not tight; in the last case name it in
  ``standard(claim, loose=(...))``. ``changed(name, part, function)`` makes one by hand.
* Give probabilities a letter (``p_theta``), prove the deterministic part with
  ``Algebra(conclude=)`` and the passage to the probability with ``Written``.
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
