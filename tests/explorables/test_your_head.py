"""A reader's own scores in the page's scripts: read as NumPy reads them, or refused in words."""

import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from py_mini_racer import MiniRacer

from polyattn.explorables.bundle import joined
from polyattn.heads import profile_of, total_variation
from tests.explorables.engine import call, run

READ = """((codes) => {
  // no TextDecoder here: the texts of these tests are plain letters and signs
  const decode = (raw) => Array.from(raw, (code) => String.fromCharCode(code)).join("");
  try {
    const { rows, keys, row } = $head_file.matrix(Uint8Array.from(codes), decode);
    const values = Array.from({ length: rows }, (_, i) => Array.from(row(i), String));
    return { rows, keys, values };
  } catch (error) {
    if (!(error instanceof $file.Refusal)) throw error;
    return { refused: error.message };
  }
})"""


def found(content):
    return call(READ, list(content))


def saved(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def text(array, **options):
    file = io.BytesIO()
    np.savetxt(file, array, **options)
    return file.getvalue()


def matrix(content):
    read = found(content)
    assert "refused" not in read, read
    values = np.array([[float(value) for value in row] for row in read["values"]])
    assert values.shape == (read["rows"], read["keys"])
    return values


KINDS = st.sampled_from(["<f2", "<f4", "<f8"])
ARRAYS = KINDS.flatmap(
    lambda kind: arrays(
        kind,
        array_shapes(min_dims=1, max_dims=2, min_side=2, max_side=5),
        elements={"allow_nan": False, "allow_infinity": False}
        | ({"min_value": -1e150, "max_value": 1e150} if kind == "<f8" else {}),
    )
)


@given(ARRAYS, st.booleans(), st.sampled_from([(1, 0), (2, 0), (3, 0)]))
@settings(max_examples=80)
def test_an_array_is_read_as_numpy_saves_it(array, fortran, version):
    array = np.asfortranarray(array) if fortran else array
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    np.testing.assert_array_equal(matrix(file.getvalue()), np.atleast_2d(array))


@pytest.mark.parametrize("kind", ["<f2", "<f4", "<f8"])
def test_a_key_that_may_not_be_used(kind):
    scores = np.where(np.tri(4), 1.5, -np.inf).astype(kind)
    np.testing.assert_array_equal(matrix(saved(scores)), scores)
    np.testing.assert_array_equal(matrix(text(scores, delimiter=",")), scores)


def test_every_half_precision_number():
    numbers = np.arange(2**16, dtype="<u2").view("<f2")
    numbers = numbers[np.isfinite(numbers)]
    half = numbers.reshape(8, -1)
    np.testing.assert_array_equal(matrix(saved(half)), half)


@given(ARRAYS, st.sampled_from([",", ";", "\t", " ", ", "]), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60)
def test_lines_of_numbers_are_read_as_numpy_writes_them(array, delimiter, newline):
    written = text(array.astype(float), delimiter=delimiter, newline=newline, header="scores")
    np.testing.assert_array_equal(matrix(written), np.atleast_2d(array))


SQUARE = np.ones((2, 3))
REFUSED = [
    (b"", "it is empty; save a matrix of scores"),
    (b"PK\x03\x04 and so on", "it is an archive, such as .npz or .pt; save one matrix by np.save"),
    (saved(SQUARE.astype(int)), "it holds numbers of the kind <i8; save scores.astype('<f4')"),
    (saved(SQUARE.astype(">f4")), "it holds numbers of the kind >f4; save scores.astype('<f4')"),
    (saved(SQUARE.astype(complex)), "it holds numbers of the kind <c16; save"),
    (saved(np.zeros(3, [("a", "f4")])), "it holds numbers of the kind records; save"),
    (saved(np.zeros((2, 3, 4))), "it has the shape (2, 3, 4); save one matrix, such as scores[0]"),
    (saved(np.float64(1)), "it has the shape (); save one matrix"),
    (saved(np.zeros((0, 4))), "it has 0 rows and 4 keys; save a matrix that is not empty"),
    (saved(np.zeros((4, 1))), "it has one key a row; a row needs at least two"),
    (saved(np.zeros((1, 16385), "<f2")), "it has 16385 keys a row; save at most 16384"),
    (saved(np.zeros((65537, 2), "<f2")), "it has 65537 rows; save at most 65536"),
    (saved(SQUARE)[:-1], "it ends before its 2 × 3 numbers do; save it again"),
    (saved(SQUARE)[:40], "its header cannot be read; save it again by np.save"),
    (b"\x93NUMPY\x01", "its header cannot be read; save it again by np.save"),
    (saved(np.array([[1, 2], [3, np.nan]])), "row 2 has NaN at key 2; scores are finite, or −∞"),
    (saved(np.array([[1, np.inf]], "<f2")), "row 1 has +∞ at key 2; scores are finite, or −∞"),
    (b"1,2\n3,nan\n", "row 2 has NaN at key 2"),
    (b"1,2\n3,inf\n", "row 2 has +∞ at key 2"),
    (b"1,2\n\n3\n", "line 3 has 1 numbers and line 1 has 2; give every row as many"),
    (b"a,b\n1,2\n", "line 1 has “a” in place 1, which is no number; leave headings and names out"),
    (b"1,2\n3,\n", "line 2 has “” in place 2, which is no number"),
    (b"1,0x10\n", "line 1 has “0x10” in place 2, which is no number"),
    (
        b"0,5;1,2\n0,7;1,1\n",
        "line 1 has commas beside semicolons or tabs; write decimals with a point",
    ),
    (b"1\t2\n0,5\t1,2\n", "line 2 has commas beside semicolons or tabs; write decimals with a "),
    (
        b"0,5 1,2\n0,7 1,1\n",
        "line 1 has commas beside spaces; write decimals with a point, and one ",
    ),
    (b"0,5  -inf\n", "line 1 has commas beside spaces; write decimals with a point, and one sign "),
    (b"1,2\n" + b"0," * 16384 + b"x\n", "line 2 has more than 16384 numbers; save at most 16384 "),
    (b"0\n" * 262145, "it has 262145 lines; save at most 65536 rows"),
    (b"x\r" * 262145, "it has 262145 lines; save at most 65536 rows"),
    (b"x\r\n" * 262144, "line 1 has “x” in place 1, which is no number"),
    (b"1,2\n3,1e308\n", "row 2 has 1e+308 at key 2; scores lie between -1e150 and 1e150, or −∞"),
    (saved(np.array([[-1.1e150, 0]])), "row 1 has -1.1e+150 at key 1; scores lie between -1e150 "),
    (b"# nothing\n\n", "it has no numbers; save a matrix of scores"),
    (bytes(range(128, 256)), "line 1 has “"),
    (b"5", "it has one key a row; a row needs at least two"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_what_is_no_matrix_of_scores_is_refused_with_its_cure(content, reason):
    assert found(content).get("refused", "taken").startswith(reason)


@pytest.mark.parametrize("written", [b"1, 2,3 ,4\n", b"1 2  3 4\n", b"1;2; 3;4\n", b"1\t2\t3\t4\n"])
def test_one_sign_with_spaces_around_it(written):
    np.testing.assert_array_equal(matrix(written), [[1, 2, 3, 4]])


@pytest.mark.parametrize(
    ("descr", "shape", "shortened"),
    [
        ("<U" + "9" * 5000, "(2, 3)", "the kind <U" + "9" * 18 + "; save"),
        ("<f4", "(" + "1, " * 2000 + ")", "the shape (" + "1, " * 13 + "1); save"),
    ],
)
def test_a_long_header_is_not_repeated_whole(descr, shape, shortened):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    said = found(content)["refused"]
    assert shortened in said
    assert len(said) < 120


# A document that keeps no more than what the control needs.
DOCUMENT = """
globalThis.document = { createElement: () => ({
  children: [], heard: {}, classList: { toggle() {} }, setAttribute() {},
  append(...nodes) { this.children.push(...nodes); },
  addEventListener(name, act) { this.heard[name] = act; },
}) };
const told = [];
const done = (data) => { told.push(data.name); throw new Error("the figure's"); };
const read = (bytes) => {
  if (!bytes.length) throw new $file.Refusal("it is empty");
  return { said: `${bytes.length} bytes` };
};
const [, input, said] = $file.file({ label: "", accept: "", read }, "id", done).element.children;
function give(name, codes) {
  const { buffer } = Uint8Array.from(codes);
  input.files = [{ name, size: codes.length, arrayBuffer: async () => buffer }];
  input.heard.change();
}
"""


def test_an_error_of_the_figure_is_not_said_to_be_the_file_s():
    page = MiniRacer()
    page.eval(joined("file") + DOCUMENT)
    page.eval('give("empty.npy", [])')
    assert page.eval("said.textContent") == "empty.npy is not taken: it is empty."
    page.eval('give("good.npy", [1, 2])')
    expected = "good.npy: 2 bytes. It is read here and sent nowhere."
    assert page.eval("said.textContent") == expected
    assert page.eval("told.join()") == "good.npy"


# --- what is shown of it ------------------------------------------------------------------------

SHOW = """((x, rows) => {
  const own = { name: "mine.npy", rows: rows.length, row: (i) => rows[i].map(Number) };
  const { outputs, answer } = $your_head.explorable.compute(x, {}, { own });
  const values = Object.entries(outputs).map(([name, one]) => [name, one.value ?? one]);
  return { ...Object.fromEntries(values), answer };
})"""


def shown(scores, row=1, degree=8, offset=4, form="shifted"):
    x = {"row": row, "degree": degree, "offset": offset, "form": form, "head": "6.8"}
    return call(SHOW, x, [[str(score) for score in line] for line in scores])


SCORES = st.lists(st.integers(-400, 400).map(lambda n: n / 64), min_size=2, max_size=9)


@given(SCORES, st.integers(1, 60), st.integers(0, 20))
@settings(max_examples=60)
def test_a_row_of_one_s_own_has_the_package_s_profile(row, degree, offset):
    found, whole = shown([row], degree=degree), profile_of([row])
    for name, value in {
        "softmax-weight": whole.top_weight,
        "softmax-snr": whole.snr,
        "softmax-keys": whole.effective_keys,
        "near-degree": whole.degree,
        "half-scale": whole.half_degree,
    }.items():
        # a bisection to 1e-12, whose condition is rounded
        assert float(found[name]) == pytest.approx(value[0], rel=1e-8), name
    assert found["variation"] == pytest.approx(total_variation([row], degree)[0], abs=1e-13)
    if offset + max(row) > 0:
        other = shown([row], degree=degree, offset=offset, form="offset")
        expected = total_variation([row], degree, offset=offset)[0]
        assert other["variation"] == pytest.approx(expected, abs=1e-13)
        assert other["variation"] <= other["bound"] + 1e-13


def test_a_masked_row_is_the_row_without_those_keys():
    scores = np.where(np.tri(5, 7, 2), np.arange(35).reshape(5, 7) % 11 / 4, -math.inf)
    for row in range(5):
        masked, alone = shown(scores, row=row + 1), shown([scores[row, : row + 3]])
        assert masked.pop("answer").startswith(f"Row {row + 1} of mine.npy gives its top key, “key")
        del alone["answer"]
        assert masked == alone


def test_a_row_with_fewer_than_two_keys_and_one_without_weight():
    causal = np.where(np.tri(3), -2.5, -math.inf)
    said = shown(causal)["answer"]
    assert (
        said == "Row 1 of mine.npy has one key above −∞, and a row needs two. Choose another row."
    )
    assert "has no key above −∞" in shown(np.full((2, 2), -math.inf), row=2)["answer"]
    low = shown(causal, row=2, offset=1, form="offset")
    assert low["answer"].startswith("Row 2 of mine.npy is left without weight: c² + s is at most 0")
    assert low["answer"].endswith("Use c² above 2.5.")
    assert (low["variation"], low["verdict"], low["softmax-verdict"]) == ("NaN", "none", "neither")
    assert shown(causal, row=9)["answer"].startswith("Row 3 of mine.npy (the last) gives")


def test_scores_at_the_ends_of_their_range():
    tiny = shown([[1e-320, 0]], offset=0, form="offset")
    assert tiny["answer"].startswith(
        "Row 1 of mine.npy is left without weight: c² + s is at most 0"
    )
    assert tiny["answer"].endswith("Use c² above 0.")
    for scores in ([1e150, -1e150], [1e150, 1e150], [1e-299, 0], [2e-299, 1e-299]):
        for form in ("offset", "shifted"):
            found = shown([scores], offset=0, form=form)
            assert 0 <= found["variation"] <= found["bound"] + 1e-13 <= 1 + 1e-13, (scores, form)


def test_two_figures_each_keep_the_row_they_show():
    asked = run("""(() => {
      let asked = 0;
      const file = (name) => ({ name, rows: 2, row: () => { asked += 1; return [1, 2, 3]; } });
      const owns = [file("one"), file("other")];
      const show = (row) => owns.forEach((own) => $chosen_row.chosenRow({ row }, { own }));
      [1, 1, 1, 2, 2].forEach(show);
      return asked;
    })()""")
    assert asked == 4  # each file's row 1, and each file's row 2


def test_the_sliders_know_how_many_rows_there_are():
    own = "{ own: { rows: 300, row: () => [1, 2] } }"
    ends = run(f"$your_head.explorable.ranges({{ row: 1, degree: 100 }}, {{}}, {own})")
    assert ends == {"row": [1, 300], "offset": [0, 200]}


def test_a_stored_row_says_which_token_it_is():
    from polyattn.explorables import YourHead

    stored = json.dumps(YourHead().table["stored"])
    x = "{ row: 2, degree: 8, offset: 8, form: 'offset', head: '6.8' }"
    said = run(f"$your_head.explorable.compute({x}, {{}}, {{ stored: {stored} }}).answer")
    assert said.startswith("The token “leaves” (row 2) gives its top key, “ferry”, ")


# --- the still figure ---------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "last"), [(2, "k1"), (8, "k7"), (9, "1 other"), (11, "3 others")])
def test_the_still_has_a_bar_for_other_keys_only_where_there_are_some(keys, last):
    from polyattn.explorables.your_head_still import drawn

    scores = [-0.25 * i for i in range(keys)]
    left = drawn(scores, [f"k{i}" for i in range(keys)], 3.0, 2.0, "Bars.").figure.axes[0]
    names = [label.get_text() for label in left.get_yticklabels()]
    assert (len(names), names[-1]) == (min(keys, 9), last)
    for name, weights in {
        "softmax": [math.exp(s) for s in scores],
        "power": [max(2.0 + s, 0.0) ** 3 for s in scores],
    }.items():
        whole = sum(weights)
        expected = [x / whole for x in weights[:8]] + [sum(weights[8:]) / whole] * (keys > 8)
        bars = left.containers[name == "power"]
        assert [bar.get_width() for bar in bars] == pytest.approx(expected, rel=1e-12)
