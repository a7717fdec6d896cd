"""Mend what sphinx-proof leaves: every box gets ids of its own, and long proofs fold."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

FOLDED = "behind-a-fold"
"""The class of a proof that is folded."""

_SHARED = {"proof-content", "proof"}


class UniqueIds(SphinxPostTransform):
    """Drop the ids that sphinx-proof gives to each statement alike."""

    default_priority = 900

    def run(self, **kwargs: object) -> None:
        """Keep the labels, drop the rest."""
        for node in self.document.findall(nodes.Element):
            if _SHARED & set(node.get("ids", ())):
                node["ids"] = [name for name in node["ids"] if name not in _SHARED]


class FoldedProofs(SphinxPostTransform):
    """Fold the proofs of class ``dropdown``, in a plain ``<details>`` that needs no script."""

    default_priority = 901
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Wrap each of them."""
        fold(self.document)


def fold(document: nodes.document) -> None:
    """Put every proof of class ``dropdown`` into ``<details>``, in place."""
    for proof in list(document.findall(nodes.admonition)):
        if {"proof", "dropdown"} <= set(proof["classes"]):
            # The theme's own script folds by a title, and a proof has none.
            proof["classes"].remove("dropdown")
            proof["classes"].append(FOLDED)
            opening = '<details class="folded-proof"><summary>Show the proof</summary>'
            # Not replace_self, which hands the box's classes to the opening tag.
            place = proof.parent.index(proof)
            proof.parent.insert(place, nodes.raw("", opening, format="html"))
            proof.parent.insert(place + 2, nodes.raw("", "</details>", format="html"))


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_post_transform(UniqueIds)
    app.add_post_transform(FoldedProofs)
