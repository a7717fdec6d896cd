"""What the tests of the ledger share."""

from pathlib import Path

import pytest

import polyattn
from polyattn.ledger import verify

# Where the build of the book keeps what it finds; whatever has changed since is run again.
KEPT = Path(polyattn.__file__).parent.parent / "_build" / "ledger"


@pytest.fixture(scope="session")
def found():
    """Return what the ledger finds of a claim."""
    return lambda label: verify(label, cache=KEPT)[0]
