"""What checks a claim: its derivations, its witnesses, and the nearest false statements."""

from polyattn.derivation.statement import Statement
from polyattn.ledger.engine.evidence import Computed, confirm
from polyattn.ledger.engine.mutations import changed, standard

__all__ = ["Computed", "Statement", "changed", "confirm", "standard"]
