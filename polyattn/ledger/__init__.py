"""The ledger: every statement of the book as a claim, and what a machine finds about it."""

from polyattn.derivation.chain import Derivation
from polyattn.ledger.catalogue import claims, find, graph
from polyattn.ledger.claim import Claim, Mutation, Outcome, Refutation, Result, Step
from polyattn.ledger.reading import assumptions, derivation, derivations
from polyattn.ledger.verify import check, verify

__all__ = [
    "Claim",
    "Derivation",
    "Mutation",
    "Outcome",
    "Refutation",
    "Result",
    "Step",
    "assumptions",
    "check",
    "claims",
    "derivation",
    "derivations",
    "find",
    "graph",
    "verify",
]
