"""Long proofs fold without a script."""

from docutils import nodes
from docutils.utils import new_document

from polyattn_book.proofs import fold


def document(*classes):
    page = new_document("page")
    page += nodes.admonition("", nodes.paragraph(text="Proof. Because."), classes=list(classes))
    return page


def test_a_folded_proof_stands_between_details_and_loses_the_themes_class():
    page = document("proof", "dropdown")
    fold(page)
    before, proof, after = page.children
    assert before.astext().startswith("<details")
    assert before["classes"] == after["classes"] == []  # docutils would wrap it in a box
    assert after.astext() == "</details>"
    assert proof["classes"] == ["proof", "behind-a-fold"]
    assert proof.astext() == "Proof. Because."


def test_other_boxes_stay_as_they_are():
    for classes in (("proof",), ("note", "dropdown")):
        page = document(*classes)
        fold(page)
        assert [child["classes"] for child in page.children] == [list(classes)]
