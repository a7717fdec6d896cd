r"""Neurons of one's choice in place of random ones: the best margin, and noise at the output.

A neuron is any :math:`y\in\mathbb R^d` of bounded size. Its level on :math:`\mathcal D_i` is
:math:`X_i(y)=\max_j\langle C_j,y\rangle`, and the margin is :math:`X_1(y)-X_0(y)`.
"""

from polyattn.learned.degrees import learned_degree
from polyattn.learned.margin import best_margin, best_neuron
from polyattn.learned.output_noise import BestGap, best_gap
from polyattn.learned.training import Training, train
from polyattn.learned.weight_degrees import necessary_degree, sufficient_degree

__all__ = [
    "BestGap",
    "Training",
    "best_gap",
    "best_margin",
    "best_neuron",
    "learned_degree",
    "necessary_degree",
    "sufficient_degree",
    "train",
]
