"""Live figures: each answers one question at once, in JupyterLab and on the published page.

``from polyattn.explorables import PhaseMap; PhaseMap()`` in a notebook's cell is all it takes.
Every class is loaded on first use, so that ``import polyattn.explorables`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyattn.explorables.amplifier import Amplifier
    from polyattn.explorables.data_sets import DataSets
    from polyattn.explorables.detection import Detection
    from polyattn.explorables.dynamic_range import DynamicRange
    from polyattn.explorables.ladder import Ladder
    from polyattn.explorables.noise import Noise
    from polyattn.explorables.phase_map import PhaseMap
    from polyattn.explorables.planted_row import PlantedRow
    from polyattn.explorables.sign_lottery import SignLottery
    from polyattn.explorables.thresholds import Thresholds
    from polyattn.explorables.width_against_degree import WidthAgainstDegree
    from polyattn.explorables.your_head import YourHead

_HOME = {
    "Amplifier": "amplifier",
    "DataSets": "data_sets",
    "Detection": "detection",
    "DynamicRange": "dynamic_range",
    "Ladder": "ladder",
    "Noise": "noise",
    "PhaseMap": "phase_map",
    "PlantedRow": "planted_row",
    "SignLottery": "sign_lottery",
    "Thresholds": "thresholds",
    "WidthAgainstDegree": "width_against_degree",
    "YourHead": "your_head",
}

__all__ = [
    "Amplifier",
    "DataSets",
    "Detection",
    "DynamicRange",
    "Ladder",
    "Noise",
    "PhaseMap",
    "PlantedRow",
    "SignLottery",
    "Thresholds",
    "WidthAgainstDegree",
    "YourHead",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'polyattn.explorables' has no attribute {name!r}")
    value = getattr(import_module(f"polyattn.explorables.{_HOME[name]}"), name)
    globals()[name] = value  # the next look-up finds it at once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
