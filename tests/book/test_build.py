"""What the build leaves behind when it is interrupted or fails."""

import io
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import build as module
from polyattn_book.progress import Progress


@pytest.fixture
def build(tmp_path, monkeypatch):
    """The build script in a folder of its own; its builder does what a test says."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "OUT", tmp_path / "_build")

    def run(does, *chapter):
        def builder(command, env, check):
            asked.append(command)
            out = Path(command[2])
            assert (out / "unfinished").exists(), "an interruption must be seen by the next build"
            return SimpleNamespace(returncode=does(out, env) or 0)

        monkeypatch.setattr(module, "subprocess", SimpleNamespace(run=builder))
        return module.build_chapter(*chapter) if chapter else module.build_book()

    asked = run.asked = []
    return run


def leave(name):
    def does(out, env):
        (out / name).touch()

    return does


def test_a_finished_build_is_kept(build, tmp_path):
    assert build(leave("kept")) == 0
    assert build(lambda out, env: None) == 0
    assert [path.name for path in (tmp_path / "_build").iterdir()] == ["kept"]


def test_what_an_interrupted_build_left_is_thrown_away(build, tmp_path):
    def interrupted(out, env):
        (out / "half-written").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(interrupted)
    assert build(leave("whole")) == 0
    assert [path.name for path in (tmp_path / "_build").iterdir()] == ["whole"]


def test_what_runs_and_proofs_found_outlives_an_interruption(build, tmp_path):
    def interrupted(out, env):
        for name in ("executed", "ledger", "html"):
            (out / name).mkdir()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(interrupted)
    assert build(lambda out, env: None) == 0
    assert {path.name for path in (tmp_path / "_build").iterdir()} == {"executed", "ledger"}


def test_what_was_wrong_is_said_again(build, tmp_path):
    """A page with a fault is read again by the next build, though it has not changed."""

    def fails(out, env):
        (out / ".doctrees-html").mkdir()
        return 1

    assert build(fails) == 1
    assert not list((tmp_path / "_build").iterdir())


def test_a_failed_build_shows_the_notebook_s_error_and_its_status(build, capsys, tmp_path):
    def fails(out, env):
        report = out / "html" / "reports" / "notebooks" / "04.err.log"
        report.parent.mkdir(parents=True)
        report.write_text("ZeroDivisionError: in the third cell", encoding="utf-8")
        return 2

    assert build(fails) == 2
    shown = capsys.readouterr().out
    assert "notebooks/04.err.log" in shown
    assert "ZeroDivisionError: in the third cell" in shown
    build(lambda out, env: None)
    assert not (tmp_path / "_build" / "html" / "reports").exists(), "old errors are not published"


def test_language_time_zone_and_hashes_are_the_build_s_own(build, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    seen = {}
    build(lambda out, env: seen.update(env))
    assert (seen["LC_ALL"], seen["TZ"], seen["PYTHONHASHSEED"]) == ("C.UTF-8", "UTC", "0")


def test_cells_keep_their_assertions_whatever_the_caller_s_settings(build, monkeypatch):
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    seen = []

    def kernel(out, env):
        code = "import sys; print(sys.flags.optimize)"
        seen.append(subprocess.check_output([sys.executable, "-c", code], env=env, text=True))

    build(kernel)
    assert seen == ["0\n"]


@pytest.fixture
def notebooks(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("01-one", "05-five", "09a-nine", "09b-more", "09c-most", "10-ten"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("05", ["05-five"]),
        ("5", ["05-five"]),
        ("9a", ["09a-nine"]),
        ("09A", ["09a-nine"]),
        ("9", ["09a-nine", "09b-more", "09c-most"]),
        ("9c", ["09c-most"]),
        ("10", ["10-ten"]),
    ],
)
def test_a_chapter_is_built_alone_beside_the_book(
    build, notebooks, number, names, capsys, tmp_path
):
    assert build(lambda out, env: None, number) == 0
    pages = [f"notebooks/{name}" for name in names]
    assert build.asked[0][2:] == [str(tmp_path / "_build" / "chapter"), "--chapters", *pages]
    said = capsys.readouterr().out
    assert all(f"_build/chapter/html/{page}.html" in said for page in pages)


@pytest.mark.parametrize("number", ["", "77", "0", "9d", "1a", "five"])
@pytest.mark.usefixtures("notebooks")
def test_a_chapter_that_is_not_there_is_refused(build, number, capsys):
    assert build(lambda out, env: None, number) == 2
    assert build.asked == []
    said = capsys.readouterr().err
    assert f"no chapter has the number {number!r}; say one of 1, 5, 9a, 9b, 9c, 10, as in" in said


@pytest.mark.parametrize(("given", "status"), [(0, 0), (1, 1), (KeyError("x"), 2)])
def test_the_builder_takes_warnings_for_errors(monkeypatch, tmp_path, given, status):
    asked = {}

    def build_sphinx(source, out, **options):
        asked.update(options, out=out)
        return given

    fake = SimpleNamespace(build_sphinx=build_sphinx)
    monkeypatch.setitem(sys.modules, "jupyter_book.sphinx", fake)
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", None)
    monkeypatch.delitem(sys.modules, "builder", raising=False)
    builder = import_module("builder")
    assert builder.run(tmp_path, "html", ["notebooks/05-low-degree"]) == status
    assert asked["out"] == tmp_path / "html"
    assert asked["warningiserror"]
    assert asked["keep_going"]
    assert asked["confoverrides"]["nitpicky"]
    assert asked["confoverrides"]["polyattn_chapters"] == ["notebooks/05-low-degree"]
    assert [Path(name).name for name in asked["filenames"]] == ["05-low-degree.ipynb"]


def test_lines_stay_and_on_a_terminal_one_moves():
    plain = io.StringIO()
    progress = Progress(plain)
    progress.show("reading")
    progress.say("notebooks: none to run", 1.25)
    assert plain.getvalue() == f"{'notebooks: none to run':<58}    1.2 s\n"
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    progress = Progress(terminal)
    progress.show("reading")
    progress.say("done")
    assert terminal.getvalue() == "\r\x1b[Kreading\r\x1b[Kdone\n"
