"""The stored heads: found where a reader has them, and what they are."""

import hashlib
import io
import re
import shutil

import numpy as np
import pytest

from polyattn.heads import stored, stored_heads


def test_the_arrays_are_those_of_the_record():
    heads = stored_heads()
    assert heads.q.shape == heads.k.shape == (6, 12, 128, 32)
    assert heads.tokens.shape == (128,)
    assert heads.record["tokens"][0] == 128
    assert heads.tokens[-1] == "[SEP]"


def test_scores_are_products_over_the_root_of_the_dimension():
    heads = stored_heads()
    one = sum(float(x) * float(y) for x, y in zip(heads.q[2, 3, 5], heads.k[2, 3, 7], strict=True))
    assert heads.scores[2, 3, 5, 7] == pytest.approx(one / 32**0.5, rel=1e-12)


@pytest.mark.parametrize("below", ["data", "notebooks/data"])
def test_they_are_found_beside_a_notebook(tmp_path, monkeypatch, below):
    shutil.copytree(stored.SHIPPED, tmp_path / below)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stored, "SHIPPED", tmp_path / "nowhere")
    assert np.array_equal(stored_heads().q, stored_heads(tmp_path / below).q)


def test_where_they_are_not_one_reads_where_to_get_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stored, "SHIPPED", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"copy them from notebooks/data"):
        stored_heads()
    with pytest.raises(FileNotFoundError, match="elsewhere"):
        stored_heads("elsewhere")


@pytest.mark.parametrize("missing", stored.FILES)
def test_all_three_files_are_needed(tmp_path, missing):
    for name in set(stored.FILES) - {missing}:
        shutil.copy(stored.SHIPPED / name, tmp_path)
    with pytest.raises(FileNotFoundError, match="not all in"):
        stored_heads(tmp_path)


@pytest.mark.parametrize("folder", [3, b"data", ["data"]])
def test_what_is_no_path_is_refused(folder):
    with pytest.raises(TypeError, match=r"^stored_heads: folder must be a path, got .*; name"):
        stored_heads(folder)


def spoiled(kind):
    """The bytes of the arrays, spoiled in one way."""
    whole, file = (stored.SHIPPED / "encoder.npz").read_bytes(), io.BytesIO()
    if kind == "no q":
        np.savez(file, k=np.zeros(3), tokens=np.array(["a"]))
    elif kind == "one array":
        np.save(file, np.zeros(3))
    elif kind == "objects":
        np.savez(file, q=np.array([{}]))
    elif kind == "flipped":
        half = len(whole) // 2
        file.write(whole[:half] + bytes(255 - x for x in whole[half : half + 99]))
        file.write(whole[half + 99 :])
    else:
        file.write({"short": whole[:-100], "empty": b"", "words": b"not found"}[kind])
    return file.getvalue()


@pytest.mark.parametrize(
    "kind", ["no q", "one array", "objects", "flipped", "short", "empty", "words"]
)
def test_arrays_that_cannot_be_read_are_named_with_the_cure(tmp_path, kind):
    shutil.copytree(stored.SHIPPED, tmp_path, dirs_exist_ok=True)
    (tmp_path / "encoder.npz").write_bytes(spoiled(kind))
    path = re.escape(str(tmp_path / "encoder.npz"))
    with pytest.raises(ValueError, match=rf"^stored_heads: {path} cannot be read .*; copy"):
        stored_heads(tmp_path)


@pytest.mark.parametrize("name", [stored.RECORD, stored.CAUSAL])
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe"])
def test_a_record_that_cannot_be_read_is_named_with_the_cure(tmp_path, name, content):
    shutil.copytree(stored.SHIPPED, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_bytes(content)
    message = rf"^stored_heads: .*{re.escape(name)} cannot be read .*; copy"
    with pytest.raises(ValueError, match=message):
        stored_heads(tmp_path)


def test_a_checksum_names_the_model():
    assert len(bytes.fromhex(stored_heads().record["sha256"])) == hashlib.sha256().digest_size
