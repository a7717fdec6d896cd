"""What a module of the package may load, read off the sources: the ground that a proof stands on.

Sound because the package's modules import each other by statements alone, by full name and from
the module that defines a name; imports inside functions are statements too. Where a module does
otherwise, all of the package counts as loaded.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# Packages that load a module by name when asked for one. No module of the package asks:
# the claims' catalogue does, and knows by itself which chapters a claim rests on.
_BY_NAME = {"polyattn", "polyattn.explorables", "polyattn.ledger.chapters"}
# Loads by name what shows a derivation and puts numbers beside it: no evidence rests on that.
_SHOWS = {"polyattn.derivation.said"}


class Imports:
    """The package's sources as they are now; each is read once.

    Parameters
    ----------
    package : pathlib.Path
        The folder of the package.
    """

    def __init__(self, package: Path = PACKAGE) -> None:
        self._paths = dict(_modules(package))
        self._root = package.name
        self._seen: dict[str, tuple[str, frozenset[str]]] = {}

    def behind(self, modules: Iterable[str]) -> dict[str, str]:
        """Return every module that these may load, themselves too, with a hash of its source.

        Examples
        --------
        >>> behind = Imports().behind(["polyattn.kernels"])
        >>> "polyattn" in behind, "polyattn.exact" in behind, "polyattn.law" in behind
        (True, True, False)
        """
        found: dict[str, str] = {}
        waiting = list(modules)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name], direct = self._read(name)
                waiting += direct
        return dict(sorted(found.items()))

    def _read(self, name: str) -> tuple[str, frozenset[str]]:
        if name not in self._seen:
            source = self._paths[name].read_bytes()
            direct = frozenset([*self._packages(name), *self._named(name, ast.parse(source))])
            self._seen[name] = hashlib.sha256(source).hexdigest(), direct
        return self._seen[name]

    def _packages(self, name: str) -> list[str]:
        """Return the packages that are loaded before a module of theirs."""
        parts = name.split(".")
        return [".".join(parts[:depth]) for depth in range(1, len(parts))]

    def _named(self, name: str, node: ast.AST) -> Iterator[str]:
        """Yield the modules that the statements below a node load, in a run or in a call."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                continue  # for a type checker, never run
            if isinstance(child, ast.ImportFrom):
                yield from self._from(child)
            elif isinstance(child, ast.Import):
                names = [alias.name.split(".")[0] for alias in child.names]
                yield from self._paths if self._root in names else ()
            elif isinstance(child, (ast.Name, ast.Attribute)) and name not in _BY_NAME | _SHOWS:
                said = child.id if isinstance(child, ast.Name) else child.attr
                yield from self._paths if said in ("import_module", "__import__") else ()
            yield from self._named(name, child)

    def _from(self, node: ast.ImportFrom) -> Iterator[str]:
        home = node.module or ""
        if node.level or home.split(".")[0] == self._root:
            for alias in node.names:
                inner = f"{home}.{alias.name}"
                if inner in self._paths:
                    yield inner
                elif node.level or home in _BY_NAME or home not in self._paths:
                    yield from self._paths  # who knows where that name is from
                else:
                    yield home


def _modules(package: Path) -> Iterator[tuple[str, Path]]:
    """Yield the full name and the file of every module of a package."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path
