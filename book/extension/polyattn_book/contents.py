"""What a page's contents list: functions and classes, not what each class has.

With its attributes and methods the list of the API's page is as long as a page itself.
"""

from __future__ import annotations

from sphinx.addnodes import desc_content
from sphinx.application import Sphinx

_OF_A_CLASS = {"attribute", "method", "property", "classmethod", "staticmethod"}


def _leave_out(app: Sphinx, domain: str, kind: str, content: desc_content) -> None:
    if content.parent is not None and kind in _OF_A_CLASS:
        content.parent["no-contents-entry"] = True


def setup(app: Sphinx) -> None:
    """Look at each object before the contents are collected."""
    app.connect("object-description-transform", _leave_out)
