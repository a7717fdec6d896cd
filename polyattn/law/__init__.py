r"""The exact law of the maximal pre-activation: with what probability the network activates.

Nothing is simulated and nothing is asymptotic: the random signs are counted, at any n.
:class:`MaximalPreactivation` is the law of one layer, :func:`separability` the best that a
threshold can do between two, :func:`roc` and :func:`power` what each threshold does.
"""

from polyattn.law.best import Separability, separability
from polyattn.law.curve import Curve, power, roc
from polyattn.law.maximal import MaximalPreactivation

__all__ = ["Curve", "MaximalPreactivation", "Separability", "power", "roc", "separability"]
