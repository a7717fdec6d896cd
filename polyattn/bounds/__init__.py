"""The explicit inequalities of the theorems, as functions that return the bound.

Each checks what its theorem assumes and refuses where that fails. A bound is rounded to its own
side, so that it stays a bound: what is at most the bound is at most the float returned.
"""

from polyattn.bounds.activation import activation_at_least, activation_at_most, sandwich
from polyattn.bounds.background import quiet_until
from polyattn.bounds.blindness import blind_until
from polyattn.bounds.certificate import silence_certificate
from polyattn.bounds.concentration import (
    concentrated_from,
    grouped_from,
    not_concentrated_until,
    spread_until,
)
from polyattn.bounds.drowned import drowned_activation_at_least, drowned_gap_at_most
from polyattn.bounds.gaussian import (
    gaussian_activation_at_least,
    gaussian_noise_at_most,
    gaussian_silence,
)
from polyattn.bounds.gaussian_means import gaussian_silence_by_means
from polyattn.bounds.necessity import counting_steps, detection_at_most, tolerance
from polyattn.bounds.separation import separated_from, separation
from polyattn.bounds.several import several_activation_at_least, several_silence
from polyattn.bounds.several_concentration import (
    several_concentrated_from,
    several_not_concentrated_until,
)
from polyattn.bounds.several_detection import several_counting_steps, several_detection_at_most
from polyattn.bounds.silence import silence, silent_until
from polyattn.bounds.sufficiency import DetectionBound, detected_from, detection_at_least
from polyattn.bounds.width import sufficient_width, width_bound

__all__ = [
    "DetectionBound",
    "activation_at_least",
    "activation_at_most",
    "blind_until",
    "concentrated_from",
    "counting_steps",
    "detected_from",
    "detection_at_least",
    "detection_at_most",
    "drowned_activation_at_least",
    "drowned_gap_at_most",
    "gaussian_activation_at_least",
    "gaussian_noise_at_most",
    "gaussian_silence",
    "gaussian_silence_by_means",
    "grouped_from",
    "not_concentrated_until",
    "quiet_until",
    "sandwich",
    "separated_from",
    "separation",
    "several_activation_at_least",
    "several_concentrated_from",
    "several_counting_steps",
    "several_detection_at_most",
    "several_not_concentrated_until",
    "several_silence",
    "silence",
    "silence_certificate",
    "silent_until",
    "spread_until",
    "sufficient_width",
    "tolerance",
    "width_bound",
]
