"""What checks a claim: reduction to polynomials, certificates, z3, exact points."""

from polyattn.derivation.statement import Statement
from polyattn.ledger.engine.evidence import Algebra, Cited, Computed, Written, confirm, identity
from polyattn.ledger.engine.mutations import changed, standard

__all__ = [
    "Algebra",
    "Cited",
    "Computed",
    "Statement",
    "Written",
    "changed",
    "confirm",
    "identity",
    "standard",
]
