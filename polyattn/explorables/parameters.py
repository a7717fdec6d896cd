"""One parameter of an explorable: a trait that Python and the page share, with its slider."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import traitlets

from polyattn.exact import exact_number

__all__ = ["Choice", "Real", "Whole"]


class _Parameter(traitlets.TraitType):  # type: ignore[misc]
    """What `Real` and `Whole` share: the slider's range and the limits of what may be typed.

    Parameters
    ----------
    default : number
        The value at the start, inside the slider's range.
    low, high : number
        The ends of the slider.
    label : str
        What it is called on the page, symbol included.
    step : number, default 1
        The slider's resolution; a typed value or a link is taken as it stands.
    log : bool, default False
        Whether the slider is logarithmic.
    more : bool, default False
        Whether it stands behind "more".
    least, most : number, optional
        What may be typed, set in Python or linked to; the slider's ends where left out.
    """

    whole = False
    info_text = "a number in its range"

    def __init__(
        self,
        default: float,
        low: float,
        high: float,
        label: str,
        *,
        step: float = 1,
        log: bool = False,
        more: bool = False,
        least: float | None = None,
        most: float | None = None,
    ) -> None:
        super().__init__(default_value=default)
        self.least, self.most = low if least is None else least, high if most is None else most
        self.slider = {
            "label": label,
            **{k: _text(v) for k, v in (("low", low), ("high", high), ("step", step))},
            **{k: _text(v) for k, v in (("least", self.least), ("most", self.most))},
            "default": _text(default),
            "whole": self.whole,
            "log": log,
            "more": more,
        }
        self.tag(sync=True, to_json=lambda value, _: _text(value), from_json=self._read)

    def validate(self, obj: Any, value: Any) -> float:
        call, name = type(obj).__name__, str(self.name)
        exact = exact_number(value, name, call)
        if not exact_number(self.least, name, call) <= exact <= exact_number(self.most, name, call):
            raise ValueError(
                f"{call}: {name} must be between {_text(self.least)} and {_text(self.most)}, "
                f"got {value}"
            )
        if self.whole and exact.denominator != 1:
            raise ValueError(f"{call}: {name} must be a whole number, got {value}")
        return int(exact) if self.whole else float(exact)

    @staticmethod
    def _read(value: Any, _: Any) -> Any:
        return value


class Real(_Parameter):
    """A real parameter; Python holds a float, the page the decimals that were written."""


class Whole(_Parameter):
    """A whole parameter."""

    whole = True


class Choice(traitlets.Enum):  # type: ignore[misc]
    """One of a few named settings.

    Parameters
    ----------
    options : dict of str to str
        Each setting's name and its label on the page; the first is the default.
    label : str
        What the choice is called on the page.
    """

    def __init__(self, options: dict[str, str], label: str) -> None:
        super().__init__(list(options), default_value=next(iter(options)))
        self.slider = {"label": label, "options": options, "default": self.default_value}
        self.tag(sync=True)


def _text(value: float) -> str:
    """Return the shortest decimals that stand for `value`, without an exponent where short."""
    if value == math.floor(value) and abs(value) < 1e16:
        return str(int(value))
    return repr(float(value))


def decimals(value: float) -> Fraction:
    """Return the decimal number that the page shows for a float.

    Parameters
    ----------
    value : float
        A parameter's value.

    Returns
    -------
    Fraction
        The shortest decimal that reads back as `value`: 0.1 is one tenth.

    Examples
    --------
    >>> decimals(0.1)
    Fraction(1, 10)
    """
    return Fraction(Decimal(_text(value)))
