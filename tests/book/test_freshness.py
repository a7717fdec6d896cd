"""What a page shows depends on the package: the build must see a change there."""

from pathlib import Path

from polyattn_book.freshness import package_hash

ROOT = Path(__file__).parents[2]


def copy(root):
    (root / "polyattn" / "sub").mkdir(parents=True)
    (root / "polyattn" / "one.py").write_text("x = 1\n")
    (root / "polyattn" / "sub" / "two.py").write_text("y = 1\n")
    (root / "requirements.lock").write_text("numpy==1\n")
    return root


def test_any_source_and_the_lock_change_the_hash(tmp_path):
    root = copy(tmp_path)
    seen = {package_hash(root)}
    (root / "polyattn" / "sub" / "two.py").write_text("y = 2\n")
    seen.add(package_hash(root))
    (root / "requirements.lock").write_text("numpy==2\n")
    seen.add(package_hash(root))
    (root / "polyattn" / "new.js").write_text("")
    seen.add(package_hash(root))
    (root / "polyattn" / "benchmarks.json").write_text("{}")
    seen.add(package_hash(root))
    assert len(seen) == 5


def test_the_same_sources_elsewhere_have_the_same_hash(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    assert package_hash(copy(first)) == package_hash(copy(second))
