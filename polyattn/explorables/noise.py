"""Noise: which degrees and how much noise are known to keep the two data sets apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Choice, Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["Noise"]


class Noise(Explorable):
    r"""The plane of degree and noise :math:`\sigma`, with what is proved for orthogonal noise.

    The power is :math:`\nu=d\sigma^2`. Two curves are the locks of ``cor:noise-window``. The area
    is where ``thm:any-noise`` proves that :math:`\mathcal D_1` activates, and that
    :math:`\mathcal D_0` does at most half as often as it promises of :math:`\mathcal D_1`.

    Examples
    --------
    >>> Noise(cure="subtract").state()["cure"]
    'subtract'
    """

    key = "noise"
    question = "How much noise does a degree bear, and what does a cure change?"
    alt = (
        "The plane of the degree and the deviation of the noise. A falling curve marks where the "
        "planted row gives itself half, a second one farther right where every other row does: "
        "it comes closer the more noise there is. A third curve, lower down, is the noise up to "
        "which the first data set is proved to stay silent. Coloured is the area under it and "
        "right of the degree from which the second data set is proved to activate: there a gap "
        "is proved."
    )
    outputs: ClassVar = {
        "planted-weight": "planted row of D₁, on itself",
        "others-weight": "rows of other groups, on themselves",
        "kept": "noise ω that a row of D₀ keeps",
        "nu": "power of the noise ν = dσ²",
        "P0": "D₀ activates, at most",
        "P1": "D₁ activates, at least",
        "gap": "gap P₁ − P₀, at least",
        "lock-degree": "planted row locks at degree",
        "self-lock-degree": "other groups lock at degree",
        "n": "tokens n = (d − 2) t",
    }
    presets: ClassVar = {
        "A window": {},
        "Little noise": {"sigma": 0.01, "degree": 8},
        "Unit norms": {"cure": "unit-norm", "degree": 8, "sigma": 0.02},
        "ν subtracted, larger groups": {
            "cure": "subtract", "t": 100, "degree": 8, "sigma": 0.05, "theta": 1.5,
        },
    }  # fmt: skip

    cure = Choice(
        {
            "none": "none",
            "unit-norm": "queries and keys of unit norm",
            "no-diagonal": "no token attends to itself",
            "subtract": "ν subtracted from self-scores",
        },
        "cure",
    )
    degree = Real(5, 0.1, 12, "degree β", step=0.05, least=0.001, most=1e5)
    sigma = Real(0.02, 0, 0.1, "noise σ", step=0.0005, most=10)
    theta = Real(1.3, 0, 2.5, "threshold θ", step=0.01, least=-100, most=100)
    d = Whole(102, 4, 10**4, "features d", log=True, most=10**6)
    t = Whole(10, 1, 10**6, "copies t", log=True, most=10**12)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, more=True, least=0, most=100)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, more=True, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)
    width = Whole(30, 1, 10**6, "neurons m", log=True, more=True, most=10**9)

    def still(self) -> Illustration:
        """Draw the area where a gap is proved, with the two locks."""
        import numpy as np

        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled

        end, top = max(10.0, 1.2 * self.degree), max(0.08, 1.25 * self.sigma)
        degrees, sigmas = np.linspace(0.3, end, 121)[None, :], np.linspace(0, top, 97)[:, None]
        x = {name: float(value) for name, value in self.exact().items() if name != "cure"}
        power = x["d"] * sigmas**2
        low, high = (_rows(x | {"a": x[a]}, self.cure, degrees, power) for a in ("a0", "a1"))
        excess = x["theta"] - x["b"] - x["c"]
        margin = excess - x["a0"] * np.max([row.planted for row in low], axis=0)
        kept = power * np.max([row.squares for row in low], axis=0)
        planted, others = high[0].itself, high[-1].itself
        half = (1 - (15 / 16) ** x["width"]) / 2
        room = max(0.0, (x["a1"] - excess) / (x["a1"] + 2 * x["b"]))
        with np.errstate(all="ignore"):
            bound = x["width"] * (x["d"] - 2) * x["t"] * np.exp(-(margin**2) / (2 * kept))
            silent = np.where(margin > 0, np.log(half / bound), -1.0)
            active = np.log(room / (1 - planted)) if room > 0 else np.full_like(planted, -1.0)
            told = np.clip(np.minimum(silent, active), -1, 1)

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            place = degrees[0], sigmas[:, 0]
            axis.contourf(*place, told, [0, 1.5], colors=[COLOURS["d1"]], alpha=0.25)
            for values, kind, words in (
                (planted, "concentration", "planted row locks"),
                (others, "d0", "all others lock"),
            ):
                if not values.min() < 0.5 < values.max():
                    continue
                line = [LINES[kind].get("linestyle", "-")]
                axis.contour(*place, values, [0.5], colors=[COLOURS[kind]], linestyles=line)
                crossed = np.flatnonzero(values[-1] > 0.5)
                if len(crossed):
                    left = kind == "concentration"
                    axis.annotate(
                        words, (degrees[0, crossed[0]], top), (-6 if left else 8, -14),
                        textcoords="offset points", ha="right" if left else "left",
                        color=COLOURS[kind],
                    )  # fmt: skip
            axis.plot(self.degree, self.sigma, "o", color=COLOURS["ink"])
            axis.set(xlim=(0, end), ylim=(0, top), xlabel="degree β", ylabel="noise σ")
            axis.set_title("Coloured: a gap is proved under orthogonal noise")
            return Illustration(figure, self.alt)

        return draw()


class _Row(NamedTuple):
    """What a row gives to itself and to the planted token, and its sum of squared weights."""

    itself: Any
    planted: Any
    squares: Any


def _rows(x: dict[str, float], cure: str, degree: Any, power: Any) -> list[_Row]:
    """Return the planted row, its mates if any and the others, over a plane of degree and power."""
    import numpy as np

    q, r, t = x["b"] ** 2 + x["c"] ** 2, x["c"] ** 2, x["t"]
    p, away = q + x["a"] ** 2, t * (x["d"] - 3)
    seen = 0 * power if cure == "subtract" else power
    unit = cure == "unit-norm"
    key = -degree * np.log((p + power) / (q + power)) / 2 if unit else 0 * power * degree
    alone = -np.inf if cure == "no-diagonal" else 0.0
    star, own = (degree * np.log((s + seen) / q) for s in (p, q))
    mate, far = 0 * key, degree * np.log(r / q) + 0 * key
    rows = [_row([(star + key + alone, 1), (mate, t - 1), (far, away)], 0)]
    if t > 1:
        tokens = [(own + alone + mate, 1), (key, 1), (mate, t - 2), (far, away)]
        rows.append(_row(tokens, 1))
    tokens = [(own + alone + mate, 1), (mate, t - 1), (key + far, 1), (far, away - 1)]
    return [*rows, _row(tokens, 2)]


def _row(tokens: list[tuple[Any, float]], at: int) -> _Row:
    """Return a row of tokens, each a logarithm of a weight and a count, the row itself first."""
    import numpy as np

    counts = np.array([count for _, count in tokens])[:, None, None]
    logs = np.array([log for log, _ in tokens])
    weights = np.exp(np.where(counts > 0, logs - logs[counts[:, 0, 0] > 0].max(axis=0), -np.inf))
    total = (counts * weights).sum(axis=0)
    squares = (counts * weights**2).sum(axis=0) / total**2
    return _Row(weights[0] / total, weights[at] / total, squares)
