"""Two laws that can be compared: one construction, size and width."""

from __future__ import annotations

from typing import Any

from polyattn.law.maximal import MaximalPreactivation

__all__ = ["check_pair"]


def check_pair(call: str, law0: Any, law1: Any) -> None:
    """Raise unless two laws are of one construction, size and width."""
    for name, law in (("law0", law0), ("law1", law1)):
        if not isinstance(law, MaximalPreactivation):
            raise TypeError(
                f"{call}: {name} must be a MaximalPreactivation, got {type(law).__name__}"
            )
    if law0.width != law1.width:
        raise ValueError(f"{call}: the laws must have one width, got {law0.width} and {law1.width}")
    if type(law0.data) is not type(law1.data):
        raise ValueError(
            f"{call}: the laws must be of one construction, got "
            f"{type(law0.data).__name__} and {type(law1.data).__name__}"
        )
    for size in ("d", "copies", "n", "rows", "one_group"):
        sizes = [getattr(law.data, size, None) for law in (law0, law1)]
        if sizes[0] != sizes[1]:
            raise ValueError(
                f"{call}: the laws must be of one size, got {size} = {sizes[0]} and "
                f"{size} = {sizes[1]}"
            )
