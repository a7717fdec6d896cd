"""The book's matplotlib figures, by chapter; each figure has its alternative text."""

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, DARK, LINES, new_axes, styled

__all__ = ["COLOURS", "DARK", "LINES", "Illustration", "new_axes", "styled"]
