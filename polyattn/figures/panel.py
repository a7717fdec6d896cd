"""Controls beside a figure, for a running kernel; a still page shows the default result."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable
from typing import Any

__all__ = ["Panel"]

_NOTE = (
    "This is the panel's default result. Its controls compute in Python: "
    "run the notebook to move them."
)


class Panel:
    """Sliders that call a function, with the result beneath.

    In JupyterLab the controls are live. Where no kernel runs (the published page, print) the
    result at the default setting stands there with a line that says so: never a dead slider.

    Parameters
    ----------
    function : callable
        Takes the controls' values by name and returns something that displays itself as HTML,
        such as an `Illustration`, or a Matplotlib figure.
    **controls : ipywidgets widget
        One control a parameter of `function`, with its default value set.

    Raises
    ------
    ValueError
        If there is no control.

    Examples
    --------
    >>> import ipywidgets
    >>> panel = Panel(lambda degree: degree, degree=ipywidgets.IntSlider(2, 1, 9))
    >>> panel.result()
    2
    """

    def __init__(self, function: Callable[..., Any], **controls: Any) -> None:
        if not controls:
            raise ValueError(
                "Panel: no control was given; name one a parameter, "
                "e.g. degree=ipywidgets.IntSlider(2, 1, 20)"
            )
        self.function = function
        self.controls = controls

    def result(self) -> Any:
        """Return the function's value at the controls' present setting."""
        return self.function(**{name: box.value for name, box in self.controls.items()})

    def widget(self) -> Any:
        """Return the live widget: the controls above, the result beneath."""
        import ipywidgets as widgets

        for name, box in self.controls.items():
            box.description = box.description or name
        output = widgets.interactive_output(self.function_displayed, self.controls)
        return widgets.VBox([*self.controls.values(), output])

    def function_displayed(self, **values: Any) -> None:
        """Display the function's value; bad settings show the error's words, not a traceback."""
        from IPython.display import display

        try:
            display(_bundle(self.function(**values)), raw=True)
        except ValueError as error:
            print(error)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        result = self.result()
        bundle = _bundle(result)
        shown = bundle.get("text/html", f"<pre>{html.escape(bundle['text/plain'])}</pre>")
        live = self.widget()._repr_mimebundle_()
        return {
            **{k: v for k, v in live.items() if k != "text/plain"},
            "text/plain": bundle["text/plain"],
            "text/html": f'<div class="panel">{shown}<p class="needs-kernel">{_NOTE}</p></div>',
            **(
                {"application/pdf": bundle["application/pdf"]}
                if "application/pdf" in bundle
                else {}
            ),
        }


def _bundle(value: Any) -> dict[str, str]:
    """Return what a front end or a page can show of a value."""
    bundle: Any = None
    if hasattr(value, "_repr_mimebundle_"):
        bundle = value._repr_mimebundle_()
        bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    elif hasattr(value, "savefig"):
        bundle = {"text/html": _picture(value)}
    elif hasattr(value, "_repr_html_"):
        bundle = {"text/html": value._repr_html_()}
    shown = {kind: data for kind, data in (bundle or {}).items() if data is not None}
    return {"text/plain": repr(value), **shown}


def _picture(figure: Any) -> str:
    """Return a Matplotlib figure as an image with the words of its titles."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=150)
    words = " ".join(filter(None, (axes.get_title(loc=where) for axes in figure.axes
                                   for where in ("left", "center", "right"))))  # fmt: skip
    data = base64.b64encode(buffer.getvalue()).decode()
    alt = html.escape(words or "A figure without a title")
    return f'<img alt="{alt}" src="data:image/png;base64,{data}" style="max-width: 100%">'
