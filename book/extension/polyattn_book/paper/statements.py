"""Statements in an environment with a rule at the side, proofs with a mark where they end."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.latex import LaTeXTranslator
from sphinx_proof.nodes import NODE_TYPES, proof_node


def number(env: object, docname: str, node: nodes.Element) -> str:
    """Return a statement's number, the same as on its page."""
    numbers = env.toc_fignumbers[docname][node["countertype"]]  # type: ignore[attr-defined]
    return ".".join(map(str, numbers[node["ids"][0]]))


class printed_badge(nodes.Element):  # noqa: N801 - docutils' way
    """The evidence for a statement in words, with the page of its entry in the ledger."""


class printed_proof(nodes.Element):  # noqa: N801
    """A proof, never folded."""


def _open_statement(self: LaTeXTranslator, node: nodes.Element) -> None:
    docname = self.curfilestack[-1]
    name = f"{node['realtype'].title()} {number(self.builder.env, docname, node)}"
    self.body.append(f"\n\\begin{{bookstatement}}{{{node['realtype']}}}")
    self.body.append(self.hypertarget(node["ids"][0]) + f"\\bookstatementname{{{name}}}")


def _close_statement(self: LaTeXTranslator, node: nodes.Element) -> None:
    self.body.append("\\end{bookstatement}\n")


def _badge(self: LaTeXTranslator, node: printed_badge) -> None:
    words, target = self.encode(node["words"]), node["target"]
    self.body.append(f"\n\\bookbadge{{{node['status']}}}{{{words}}}")
    self.body.append(f"{{\\detokenize{{{target}}}}}\n" if target else "{}\n")
    raise nodes.SkipNode


def _open_proof(self: LaTeXTranslator, node: printed_proof) -> None:
    self.body.append("\n\\begin{bookproof}")


def _close_proof(self: LaTeXTranslator, node: printed_proof) -> None:
    self.body.append("\\end{bookproof}\n")


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Turn badges and proofs into nodes of their own."""
    for paragraph in list(document.findall(nodes.paragraph)):
        if "evidence-badge" in paragraph["classes"]:
            paragraph.replace_self(_printed(paragraph))
    for proof in list(document.findall(proof_node)):
        proof.replace_self(_unfolded(proof))


def _printed(paragraph: nodes.paragraph) -> printed_badge:
    links = list(paragraph.findall(nodes.reference))
    target = links[0]["refuri"].lstrip("%").replace("#", ":") if links else ""
    classes = [name.removeprefix("status-") for name in paragraph["classes"] if "status-" in name]
    status = classes[0] if classes else "awaited"
    return printed_badge(words=paragraph.astext(), status=status, target=target)


def _unfolded(proof: proof_node) -> printed_proof:
    """Return the proof without the word that begins it, which the environment writes."""
    content = proof[0].children
    words = next(node for node in content[0].findall(nodes.Text))
    words.parent.replace(words, nodes.Text(words.astext().removeprefix("Proof. ")))
    end = nodes.raw("", r"\bookqed{}", format="latex")
    if isinstance(content[-1], nodes.paragraph):
        content[-1].append(end)
    else:
        content.append(nodes.paragraph("", "", end))
    return printed_proof("", *content)


def setup(app: Sphinx) -> None:
    """Give the nodes their LaTeX."""
    for kind in NODE_TYPES.values():
        app.add_node(kind, override=True, latex=(_open_statement, _close_statement))
    app.add_node(printed_badge, latex=(_badge, None))
    app.add_node(printed_proof, latex=(_open_proof, _close_proof))
