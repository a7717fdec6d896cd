"""What checks a claim: reduction to polynomials, certificates, z3, exact points, witnesses."""

from polyattn.proofs.engine.applies import Applies
from polyattn.proofs.engine.closed_law import LawPoints
from polyattn.proofs.engine.enumeration import Enumerated, Observed
from polyattn.proofs.engine.evidence import Algebra, Cited, Computed, Written, identity
from polyattn.proofs.engine.mutations import changed, standard
from polyattn.proofs.engine.sampling import Sampled
from polyattn.proofs.engine.statement import Statement

__all__ = [
    "Algebra",
    "Applies",
    "Cited",
    "Computed",
    "Enumerated",
    "LawPoints",
    "Observed",
    "Sampled",
    "Statement",
    "Written",
    "changed",
    "identity",
    "standard",
]
