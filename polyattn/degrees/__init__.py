r"""The degrees that have a name: where a weight or a level is reached.

The finite ones take the construction. The limits take :math:`d=n^\delta` and are in units of
:math:`\log n`, called :math:`\kappa=\beta/\log n`. A softmax has no degree.
"""

from polyattn.degrees.finite import detection_degree, grouping_degree, planted_degree
from polyattn.degrees.levels import break_degree, level_degree
from polyattn.degrees.limits import PhaseDegrees, phase_degrees, phase_window
from polyattn.degrees.noise import lock_degree, noise_window, self_lock_degree
from polyattn.degrees.noise_limits import NoisePhases, noise_phases
from polyattn.degrees.several import several_planted_degree
from polyattn.degrees.several_gap import half_gap_degree
from polyattn.degrees.several_routes import club_degree, lone_degree
from polyattn.degrees.table import Threshold, ThresholdTable, table
from polyattn.degrees.vectors import spike_degree, spike_detection_degree
from polyattn.degrees.windows import window

__all__ = [
    "NoisePhases",
    "PhaseDegrees",
    "Threshold",
    "ThresholdTable",
    "break_degree",
    "club_degree",
    "detection_degree",
    "grouping_degree",
    "half_gap_degree",
    "level_degree",
    "lock_degree",
    "lone_degree",
    "noise_phases",
    "noise_window",
    "phase_degrees",
    "phase_window",
    "planted_degree",
    "self_lock_degree",
    "several_planted_degree",
    "spike_degree",
    "spike_detection_degree",
    "table",
    "window",
]
