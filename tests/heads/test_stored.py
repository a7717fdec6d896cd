"""The stored heads: found where a reader has them, and what they are."""

import hashlib
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
    with pytest.raises(FileNotFoundError, match=r"copy both from notebooks/data"):
        stored_heads()
    with pytest.raises(FileNotFoundError, match="elsewhere"):
        stored_heads("elsewhere")


def test_one_file_of_the_two_is_not_enough(tmp_path):
    shutil.copy(stored.SHIPPED / "encoder.npz", tmp_path)
    with pytest.raises(FileNotFoundError, match="not in"):
        stored_heads(tmp_path)


def test_a_checksum_names_the_model():
    assert len(bytes.fromhex(stored_heads().record["sha256"])) == hashlib.sha256().digest_size
