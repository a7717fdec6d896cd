"""What a degree buys: polynomial attention in closed form, its exact law and its thresholds.

Every public name is loaded on first use, so that ``import polyattn`` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyattn.attention import (
        PolynomialSketch,
        attention,
        attention_weights,
        sketched_attention,
        weights_of,
    )
    from polyattn.data import SelfAttentionData, VectorData
    from polyattn.kernels import Polynomial, Softmax
    from polyattn.law import MaximalPreactivation, power, roc, separability
    from polyattn.ledger import Derivation
    from polyattn.ledger.verify import verify
    from polyattn.network import network_output, pre_activations, random_signs
    from polyattn.rows import row_classes
    from polyattn.sweep import sweep

_HOME = {
    "Derivation": "ledger",
    "MaximalPreactivation": "law",
    "Polynomial": "kernels",
    "PolynomialSketch": "attention",
    "Softmax": "kernels",
    "SelfAttentionData": "data",
    "VectorData": "data",
    "attention": "attention",
    "attention_weights": "attention",
    "power": "law",
    "random_signs": "network",
    "pre_activations": "network",
    "network_output": "network",
    "roc": "law",
    "row_classes": "rows",
    "separability": "law",
    "sketched_attention": "attention",
    "sweep": "sweep",
    "verify": "ledger.verify",
    "weights_of": "attention",
}

__version__ = "0.1.0"
__all__ = [
    "Derivation",
    "MaximalPreactivation",
    "Polynomial",
    "PolynomialSketch",
    "SelfAttentionData",
    "Softmax",
    "VectorData",
    "attention",
    "attention_weights",
    "network_output",
    "power",
    "pre_activations",
    "random_signs",
    "roc",
    "row_classes",
    "separability",
    "sketched_attention",
    "sweep",
    "verify",
    "weights_of",
]


class _Package(ModuleType):
    """Keeps ``polyattn.attention`` the function, though a module bears the same name.

    Importing a submodule binds it as an attribute of its package, over whatever is there.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _HOME.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'polyattn' has no attribute {name!r}")
    value = getattr(import_module(f"polyattn.{_HOME[name]}"), name)
    globals()[name] = value  # the next look-up finds it at once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
