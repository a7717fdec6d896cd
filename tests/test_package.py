"""The package as a whole: what it imports and what it names."""

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest

import polyattn

PACKAGE = Path(polyattn.__file__).parent
ROOT = PACKAGE.parent

# From the ground up; a module imports only from its own line and those above it.
LAYERS = [
    {"_arb", "_arguments", "_precision", "exact"},
    {"symbolic"},
    {"kernels"},
    {"construction", "vectors"},
    {"data"},
    {"attention"},
    {"network"},
    {"rows"},
    {"heads"},
    {"noise", "several"},
    {"law"},
    {"degrees", "bounds"},
    {"learned"},
    {"sweep"},
    {"derivation"},
    {"figures"},
    {"ledger"},
    {"explorables"},
    {"__main__"},
]
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}


def sources():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


MODULES = dict(sources())
IMPORTS = {name: set(imported(ast.walk(tree))) for name, tree in MODULES.items()}
AT_ONCE = {name: set(imported(tree.body)) for name, tree in MODULES.items()}


def part(module):
    """Return what LAYERS lists: polyattn.ledger.chapters belongs to ledger."""
    return module.split(".")[1]


PARTS = {part(name) for name in MODULES if name != "polyattn"}


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout


def loaded_by(module):
    return set(run(f"import sys, {module}; print(*sys.modules)").split())


def test_every_module_has_its_place():
    assert set(HEIGHT) == PARTS, "say in LAYERS where they stand"


def test_imports_go_down():
    upward = {
        f"{name} imports {target}"
        for name in set(MODULES) - {"polyattn"}
        for target in IMPORTS[name]
        if target.split(".")[0] == "polyattn"
        and (target == "polyattn" or HEIGHT[part(target)] > HEIGHT[part(name)])
    }
    assert not upward


def test_no_private_name_crosses_a_folder():
    """What begins with an underscore is used in its own folder, and below it, alone."""
    crossing = set()
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "polyattn":
                for alias in node.names:
                    path = f"{node.module}.{alias.name}".split(".")
                    for depth, word in enumerate(path):
                        home = path[:depth]
                        private = word.startswith("_") and not word.startswith("__")
                        if private and name.split(".")[:depth] != home:
                            crossing.add(f"{name} imports {'.'.join(path)}")
    assert not crossing


def test_no_imports_in_a_circle():
    graph = {name: AT_ONCE[name] & set(MODULES) - {name} for name in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == set(MODULES)


def test_what_is_imported_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements):
        return {re.split(r"[^\w.-]", text)[0].lower() for text in requirements}

    # ipywidgets stands on IPython, SymPy on mpmath
    always = names(project["dependencies"]) | {"ipython", "mpmath"}
    with_proofs = always | names(project["optional-dependencies"]["proofs"])
    distributions = packages_distributions()
    for name, targets in IMPORTS.items():
        proving = name.startswith(("polyattn.derivation", "polyattn.ledger"))
        allowed = with_proofs if proving else always
        for target in {target.split(".")[0] for target in targets} - {"polyattn"}:
            if target not in sys.stdlib_module_names:
                homes = {home.lower() for home in distributions[target]}
                assert homes & allowed, f"{name} imports {target}, which pyproject.toml lacks"


@pytest.mark.parametrize("module", ["polyattn", "polyattn.symbolic", "polyattn.explorables"])
def test_the_import_is_light(module):
    heavy = {"numpy", "scipy", "matplotlib", "ipywidgets", "anywidget", "tqdm", "z3"}
    if module == "polyattn":
        heavy |= {"sympy", "flint", "IPython", "polyattn.data"}
    assert not loaded_by(module) & heavy


@pytest.mark.parametrize(
    "module",
    [
        "_arb",
        "_arguments",
        "exact",
        "kernels",
        "data",
        "rows",
        "noise",
        "degrees",
        "bounds",
        "learned",
        "sweep",
    ],
)
def test_the_closed_forms_load_no_library_before_they_are_called(module):
    heavy = {"numpy", "scipy", "sympy", "flint", "matplotlib"}
    assert not loaded_by(f"polyattn.{module}") & heavy


@pytest.mark.parametrize("name", polyattn.__all__)
def test_every_public_name_resolves(name):
    value = getattr(polyattn, name)
    assert callable(value)
    assert value.__name__ == name
    assert value.__doc__
    assert value.__module__.startswith("polyattn.")


def test_public_names_are_listed():
    assert set(polyattn.__all__) <= set(dir(polyattn))
    assert len(set(polyattn.__all__)) == len(polyattn.__all__)
    assert set(polyattn.__all__) == set(polyattn._HOME)


def test_static_and_lazy_names_agree():
    """What a type checker sees is what a look-up finds."""
    static = {
        alias.name: node.module
        for branch in ast.walk(MODULES["polyattn"])
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert static == {name: f"polyattn.{home}" for name, home in polyattn._HOME.items()}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'polyattn' has no attribute 'atention'$"):
        polyattn.atention  # noqa: B018
    assert not hasattr(polyattn, "numpy")


@pytest.mark.parametrize(
    "name", [name for name in polyattn.__all__ if name == polyattn._HOME[name]]
)
def test_a_module_does_not_hide_the_function_of_its_name(name):
    module = import_module(f"polyattn.{name}")
    assert isinstance(module, ModuleType)
    assert getattr(polyattn, name) is getattr(module, name)
    code = f"import polyattn.{name}; from polyattn import {name}; print(callable({name}))"
    assert run(code).split() == ["True"]


def test_the_version_is_the_one_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert polyattn.__version__ == project["version"]
