"""The ledger: every statement of the book as a claim, and what a machine finds about it."""

from polyattn.ledger.catalogue import claims, find, graph
from polyattn.ledger.claim import Claim, Mutation, Outcome, Refutation, Result, Step
from polyattn.ledger.verify import verify

__all__ = [
    "Claim",
    "Mutation",
    "Outcome",
    "Refutation",
    "Result",
    "Step",
    "claims",
    "find",
    "graph",
    "verify",
]
