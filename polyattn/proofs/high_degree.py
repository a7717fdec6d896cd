"""Chapter 4: high degree, the planted row locks."""

from __future__ import annotations

import sympy as sp

from polyattn.ledger import Claim, Step
from polyattn.proofs.engine import Algebra, Enumerated, Sampled, Statement, standard
from polyattn.symbolic import (
    DEGREE_GROUPED,
    DEGREE_LOCKED,
    DEGREE_NOT_LOCKED,
    DEGREE_SPREAD,
    a,
    b,
    beta,
    c,
    d,
    epsilon,
    f_star,
    t,
    w_o,
)

_WITNESSES = (Step("dense network", (Enumerated(),)), Step("intervals", (Sampled(),)))

concentration = Claim(
    "thm:concentration",
    "theorem",
    "When attention concentrates",
    4,
    statements={
        "locked": Statement(f_star >= 1 - epsilon, (a > 0, beta >= DEGREE_LOCKED)),
        "not locked": Statement(f_star <= 1 - epsilon, (a > 0, beta <= DEGREE_NOT_LOCKED)),
        "spread": Statement(f_star <= epsilon, (a > 0, beta <= DEGREE_SPREAD)),
        "grouped": Statement(sp.Equivalent(w_o >= 1 - epsilon, beta >= DEGREE_GROUPED), (b > 0,)),
    },
    setting=(c > 0, t >= 1, d >= 4, epsilon > 0, epsilon < 1),
    steps=tuple(
        Step(name, (Algebra(),), (name,)) for name in ("locked", "not locked", "spread", "grouped")
    ),
    witnesses=_WITNESSES,
    also_in=(5,),
)

CLAIMS = (standard(concentration),)
