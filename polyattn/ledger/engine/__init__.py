"""What checks a claim: reduction to polynomials, certificates, z3, exact points, witnesses."""

from polyattn.derivation.statement import Statement
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.closed_law import LawPoints
from polyattn.ledger.engine.enumeration import Enumerated, Observed
from polyattn.ledger.engine.evidence import Algebra, Cited, Computed, Written, confirm, identity
from polyattn.ledger.engine.mutations import changed, standard
from polyattn.ledger.engine.sampling import Sampled

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
    "confirm",
    "identity",
    "standard",
]
