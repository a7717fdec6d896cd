"""A file of the reader's own in the live figure: taken, refused in words, dropped, sent nowhere."""

import io

import numpy as np
import pytest

from polyattn.heads import profile_of, total_variation
from tests.site.test_explorables import numbers, values

pytestmark = pytest.mark.site

KEY = "your-head"
SCORES = np.random.default_rng(5).normal(size=(40, 40)).astype("<f2") * 2
CAUSAL = np.where(np.tri(40), SCORES, -np.inf)


def saved(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def give(root, name, content):
    """Choose a file, and return what is said of it."""
    said = root.locator(".file .note")
    before = said.inner_text()
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    root.locator("input[type=file]").set_input_files(chosen)
    said.filter(has_text=name).wait_for()
    assert said.inner_text() != before
    return said.inner_text()


def test_an_array_is_shown_row_by_row_and_goes_nowhere(stage):
    page, root = stage(KEY)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    said = give(root, "mine.npy", saved(CAUSAL))
    assert said == "mine.npy: 40 rows of 40 keys. It is read here and sent nowhere."
    assert root.locator('[data-name="head"] input:checked').count() == 0
    bar = root.locator('input[name="row"]')
    bar.focus()
    page.keyboard.press("End")
    assert values(root, "row") == ["40", "40"]
    assert (
        root.locator(".answer").inner_text().startswith("Row 40 of mine.npy gives its top key, “")
    )
    shown, whole = numbers(root), profile_of(CAUSAL[-1:])
    for name, value in {
        "softmax-weight": whole.top_weight, "near-degree": whole.degree,
        "half-scale": whole.half_degree, "softmax-snr": whole.snr,
        "variation": total_variation(CAUSAL[-1:], 16, offset=16),
    }.items():  # fmt: skip
        assert float(shown[name]) == pytest.approx(value[0], rel=1e-8), name
    root.get_by_role("button", name="Degree 128").click()
    assert root.locator(".answer").inner_text().startswith("Row 2 of mine.npy gives")
    bar.focus()
    page.keyboard.press("Home")
    assert "has one key above −∞, and a row needs two" in root.locator(".answer").inner_text()
    assert root.locator(".picture svg text").count() == 0
    root.get_by_label("layer 6, head 8").check()
    assert root.locator(".answer").inner_text().startswith("The token “")
    assert root.locator(".file .note").inner_text() == ""
    assert (asked, page.problems, page.elsewhere) == ([], [], [])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.npy", b"", "it is empty; save a matrix of scores."),
        ("cube.npy", saved(np.zeros((2, 3, 4))), "it has the shape (2, 3, 4); save one matrix, "),
        ("whole.npy", saved(np.eye(3, dtype=int)), "it holds numbers of the kind <i8; save "),
        ("nan.npy", saved(np.array([[0, np.nan]])), "row 1 has NaN at key 2; scores are finite"),
        ("words.csv", "clé,b\n1,2".encode(), "line 1 has “clé” in place 1, which is no number; "),
        ("ragged.csv", b"1,2\n3\n", "line 2 has 1 numbers and line 1 has 2; give every row as "),
    ],
)
def test_what_cannot_be_taken_is_said_and_changes_nothing(stage, name, content, reason):
    page, root = stage(KEY)
    before = numbers(root)
    assert give(root, name, content).startswith(f"{name} is not taken: {reason}")
    assert numbers(root) == before
    assert "wrong" in root.locator(".file .note").get_attribute("class")
    said = give(root, "good.csv", b"1;2;0.5\n-inf;2;1\n")  # mended, and chosen again
    assert said.startswith("good.csv: 2 rows of 3 keys.")
    assert "wrong" not in root.locator(".file .note").get_attribute("class")
    assert numbers(root) != before
    root.get_by_role("button", name="Reset").click()
    assert numbers(root) == before
    assert page.problems == []


def test_a_file_that_is_too_large_is_not_read(stage, tmp_path):
    _, root = stage(KEY)
    path = tmp_path / "large.npy"
    with path.open("wb") as file:
        file.truncate(40 * 2**20)
    root.locator("input[type=file]").set_input_files(path)
    said = root.locator(".file .note", has_text="large.npy")
    said.wait_for()
    expected = "large.npy is not taken: it has 40.0 MB; save fewer rows: 32 MB is the most."
    assert said.inner_text() == expected


def test_a_file_is_chosen_by_the_keyboard(stage):
    page, root = stage(KEY)
    choosers = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    root.locator('input[name="row-number"]').focus()
    for _ in range(3):  # two groups of radio buttons, then the file
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "file"
    for _ in range(30):  # a busy browser may hear the key before it tells of the dialogue
        if choosers:
            break
        page.keyboard.press("Enter")
        page.wait_for_timeout(1000)
    choosers[0].set_files({"name": "row.tsv", "mimeType": "text/plain", "buffer": b"1\t2\t3\n"})
    root.locator(".file .note", has_text="row.tsv: 1 row of 3 keys.").wait_for()
    assert root.locator("input[type=file]").get_attribute("aria-describedby") == root.locator(
        ".file .note"
    ).get_attribute("id")


def test_an_offset_that_leaves_no_weight_is_said(stage):
    _, root = stage(KEY)
    give(root, "low.csv", b"-3,-4,-5\n")
    root.locator('input[name="offset-number"]').fill("2")
    said = root.locator(".answer").inner_text()
    assert said.startswith(
        "Row 1 of low.csv (the last) is left without weight: c² + s is at most 0"
    )
    assert said.endswith("Use c² above 3.")
    assert numbers(root)["verdict"] == "none"
