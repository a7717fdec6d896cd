"""A live figure or a panel on paper: its still picture, and a line that says what it is."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_LIVE = "On the book's page this figure is live: its settings can be moved."
_PANEL = "A panel at its default setting: run the notebook to move its controls."


class StillFigures(SphinxPostTransform):
    """Put a caption under what can be moved elsewhere."""

    default_priority = 3  # before one of the output's forms is chosen
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        """Look at each output's forms."""
        for node in list(self.document.findall(nodes.container)):
            if node.get("nb_element") == "mime_bundle":
                words = caption({form["mime_type"]: form.astext() for form in node.children})
                if words:
                    below = nodes.raw("", f"\\bookstill{{{words}}}\n", format="latex")
                    node.parent.insert(node.parent.index(node) + 1, below)


def caption(forms: dict[str, str]) -> str:
    """Return what stands under an output, given its forms; nothing for a figure that is still."""
    page = forms.get("text/html", "")
    if 'class="explorable"' in page:
        question = re.match(r"[^?]+\?", forms["text/plain"])
        return f"\\emph{{{question[0]}}} {_LIVE}" if question else _LIVE
    return _PANEL if 'class="panel"' in page else ""


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(StillFigures)
