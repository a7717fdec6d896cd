"""What checks a claim: reduction to polynomials, certificates, z3, exact points, witnesses."""

from polyattn.proofs.engine.evidence import Algebra, Cited, Computed, Written, identity
from polyattn.proofs.engine.mutations import changed, standard
from polyattn.proofs.engine.statement import Statement
from polyattn.proofs.engine.witnesses import Enumerated, Sampled

__all__ = [
    "Algebra",
    "Cited",
    "Computed",
    "Enumerated",
    "Sampled",
    "Statement",
    "Written",
    "changed",
    "identity",
    "standard",
]
