"""Mend what sphinx-proof leaves: every statement's box gets ids of its own."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_SHARED = {"proof-content", "proof"}


class UniqueIds(SphinxPostTransform):
    """Drop the ids that sphinx-proof gives to each statement alike."""

    default_priority = 900

    def run(self, **kwargs: object) -> None:
        """Keep the labels, drop the rest."""
        for node in self.document.findall(nodes.Element):
            if _SHARED & set(node.get("ids", ())):
                node["ids"] = [name for name in node["ids"] if name not in _SHARED]


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(UniqueIds)
