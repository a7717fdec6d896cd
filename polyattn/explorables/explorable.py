"""The one class behind every explorable: an ipywidgets widget whose front end computes by itself.

In JupyterLab it is an anywidget. On the published page no kernel runs: there the widget's HTML
holds the figure at its present setting, and the page's script puts the live one in its place.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets

from polyattn.explorables.bundle import style, widget_module
from polyattn.explorables.parameters import decimals

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["Explorable"]


class Explorable(anywidget.AnyWidget):  # type: ignore[misc]
    """A live figure. Its parameters are traits: read them, set them, observe them.

    A subclass names itself, its question, its alternative text and its presets, lists its
    parameters, and draws its figure for print in `still`.

    Attributes
    ----------
    key : str
        The name of its JavaScript module and its place in a link, such as ``phase-map``.
    question : str
        What it answers.
    alt : str
        What the figure shows, for a reader who cannot see it.
    outputs : dict
        The numbers that it shows, by name, each with its label.
    presets : dict
        Named settings: a label, and the parameters that it sets (others take their defaults).
    extras : dict
        What else its script must know, such as the ``sections`` of its table of results.
    """

    key: ClassVar[str]
    question: ClassVar[str]
    alt: ClassVar[str]
    outputs: ClassVar[dict[str, str]]
    presets: ClassVar[dict[str, dict[str, Any]]] = {}
    extras: ClassVar[dict[str, Any]] = {}

    table = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, **parameters: Any) -> None:
        unknown = sorted(set(parameters) - set(self.sliders()))
        if unknown:
            raise TypeError(
                f"{type(self).__name__}: no parameter named {', '.join(unknown)}; "
                f"it has {', '.join(self.sliders())}"
            )
        super().__init__(**parameters)

    @classmethod
    def parameters(cls) -> dict[str, Any]:
        """Return the traits that are parameters, by name, in the order of their sliders."""
        # An instance has a class of its own, made by anywidget: look where `key` stands.
        home = next(base for base in cls.__mro__ if "key" in vars(base))
        return {name: trait for name, trait in vars(home).items() if hasattr(trait, "slider")}

    def sliders(self) -> dict[str, Any]:
        """Return those of its parameters that it shows; all, unless a subclass has a choice."""
        return self.parameters()

    @property
    def link(self) -> str:
        """Its name in a link; two on one page need two."""
        return self.key

    @property
    def _esm(self) -> str:
        return widget_module(self.key)

    @property
    def _css(self) -> str:
        return style()

    @traitlets.default("table")  # type: ignore[untyped-decorator]
    def _describe(self) -> dict[str, Any]:
        """Return what the page must know, the same in a notebook and on a published page."""
        return {
            "key": self.key,
            "link": self.link,
            "question": self.question,
            "alt": self.alt,
            "outputs": self.outputs,
            "parameters": {name: trait.slider for name, trait in self.sliders().items()},
            "presets": {
                label: {name: str(value) for name, value in setting.items()}
                for label, setting in self.presets.items()
            },
            **self.extras,
        }

    def state(self) -> dict[str, str]:
        """Return the present value of every parameter, as written on the page."""
        return {name: self.trait_text(name) for name in self.sliders()}

    def trait_text(self, name: str) -> str:
        """Return one parameter as text."""
        value = getattr(self, name)
        if isinstance(value, str):
            return value
        return str(self.traits()[name].metadata["to_json"](value, self))

    def setting(self) -> dict[str, Any]:
        """Return what the script of a published page needs: the table and the state."""
        return {"table": self.table, "state": self.state()}

    def exact(self) -> dict[str, Any]:
        """Return the parameters as exact numbers, ready for the calls of the package.

        Returns
        -------
        dict
            An int for a whole parameter, otherwise the Fraction that its decimals write.

        Examples
        --------
        >>> from polyattn.explorables import Amplifier
        >>> Amplifier(degree=2.5).exact()["degree"]
        Fraction(5, 2)
        """
        out: dict[str, Any] = {}
        for name in self.sliders():
            value = getattr(self, name)
            out[name] = decimals(value) if isinstance(value, float) else value
        return out

    def still(self) -> Illustration:
        """Draw the figure at the present setting, for print and for pages without scripts."""
        raise NotImplementedError

    def room(self) -> str:
        """Return custom properties by which the style sheet keeps room for it, if any."""
        return ""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_()
        bundle |= {"text/plain": f"{self.question} {self.alt}"}
        figure = f"<p>{html.escape(self.alt)}</p>"
        try:
            shown = self.still()._repr_mimebundle_()
        except ImportError:  # without matplotlib the words stand for the figure
            pass
        else:
            figure = shown["text/html"]
            bundle["application/pdf"] = shown["application/pdf"]
        data = json.dumps(self.setting())
        room = f' style="{self.room()}"' if self.room() else ""
        bundle["text/html"] = (
            f'<div class="explorable" data-explorable="{self.key}" '
            f'data-setting="{html.escape(data)}"{room}><div class="still">{figure}</div></div>'
        )
        return bundle, metadata
