"""The picture that a link to a page shows elsewhere: its title and its question, drawn here.

Under the words stand the attention that the planted row keeps in either data set, by degree.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from functools import cache
from pathlib import Path

from polyattn.ledger.imports import Imports

SIZE = (1200, 630)
FOLDER = "_static/cards"


def draw(site: Path, page: str, title: str, question: str, book: str) -> str:
    """Draw a page's picture unless it is there; return its place in the site."""
    said = "\0".join((_drawn_by(), title, question, book))
    mark = hashlib.sha256(said.encode()).hexdigest()[:10]
    stem = page.replace("/", "-")
    place = f"{FOLDER}/{stem}-{mark}.png"
    if not (site / place).exists():
        for old in (site / FOLDER).glob(f"{stem}-{'?' * 10}.png"):
            old.unlink()
        (site / FOLDER).mkdir(parents=True, exist_ok=True)
        _draw(site / place, title, question, book)
    return place


@cache
def _drawn_by() -> str:
    """Return what the picture depends on besides its words: this module, and all that it loads."""
    loaded = [f"polyattn.{name}" for name in ("data", "figures", "kernels", "rows")]
    own = Path(__file__).read_text(encoding="utf-8")
    return json.dumps([own, Imports().behind(loaded)])


@cache
def _curves() -> tuple[list[float], list[tuple[str, float, list[float]]]]:
    from polyattn.data import SelfAttentionData
    from polyattn.kernels import Polynomial
    from polyattn.rows import row_classes

    degrees = [i / 4 for i in range(8, 61)]
    curves = []
    for colour, a, width in (("d0", "0.1", 4.0), ("d1", "0.9", 7.0)):
        data = SelfAttentionData(d=10_002, copies=10, a=a, b="0.6", c="0.4")
        kept = [row_classes(data, Polynomial(x)).planted_weight for x in degrees]
        curves.append((colour, width, [float(weight) for weight in kept]))
    return degrees, curves


def _draw(target: Path, title: str, question: str, book: str) -> None:
    import numpy as np
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    from polyattn.figures import COLOURS

    # The face that matplotlib brings: the same picture on every machine.
    with rc_context({"font.family": "DejaVu Sans", "mathtext.default": "regular"}):
        figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 0.34))
        axes.set_axis_off()
        degrees, curves = _curves()
        for colour, width, kept in curves:
            axes.plot(degrees, kept, color=COLOURS[colour], linewidth=width)
        axes.set(xlim=(degrees[0], degrees[-1]), ylim=(-0.1, 1.1))
        heading, body = textwrap.wrap(title, 36)[:2], textwrap.wrap(question, 62)
        if len(body) > 4:
            body = [*body[:3], body[3] + " …"]
        words = {"ha": "left", "va": "top", "parse_math": False, "linespacing": 1.35}
        size = 46 if len(heading) == 1 else 40
        if book != title:
            figure.text(0.06, 0.93, book, color=COLOURS["bound"], size=17, **words)
        figure.text(
            0.06, 0.86, "\n".join(heading), color=COLOURS["ink"], size=size, weight="bold", **words
        )
        below = 0.86 - 0.013 * len(heading) - 0.0022 * size * 1.35 * len(heading)
        figure.text(0.06, below, "\n".join(body), color=COLOURS["ink"], size=20, **words)
        canvas.draw()
        # A few colours and the steps between them: half the bytes of all that there could be.
        Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(24).save(
            target, optimize=True
        )
