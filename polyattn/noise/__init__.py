r"""Rows of attention under orthogonal noise, in closed form, and the crowd that they stand against.

Orthogonal noise of power :math:`\nu` adds rows :math:`E_j` to the data with
:math:`\langle E_j,E_k\rangle=\nu[j=k]`, orthogonal to all clean rows. The attention sees it in the
self-scores alone: it is a planted feature of size :math:`\sqrt\nu` in every row. Gaussian noise is
nearly orthogonal, and `gaussian_event` says how nearly.
"""

from polyattn.noise.crowd import crowd_score, in_noise_window
from polyattn.noise.gaussian import GaussianEvent, gaussian_event
from polyattn.noise.rows import NoisyRow, NoisyRows, noisy_row_classes

__all__ = [
    "GaussianEvent",
    "NoisyRow",
    "NoisyRows",
    "crowd_score",
    "gaussian_event",
    "in_noise_window",
    "noisy_row_classes",
]
