"""What the build leaves behind when it is interrupted or fails."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

import build as module


@pytest.fixture
def build(tmp_path, monkeypatch):
    """The build script in a folder of its own; its builder does what a test says."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "OUT", tmp_path / "_build")
    monkeypatch.setattr(module, "UNFINISHED", tmp_path / "_build" / "unfinished")

    def run(does):
        def builder(command, env, check):
            assert {"--warningiserror", "--nitpick", "--keep-going"} <= set(command)
            assert module.UNFINISHED.exists(), "an interruption must be seen by the next build"
            return SimpleNamespace(returncode=does(module.OUT, env) or 0)

        monkeypatch.setattr(module, "subprocess", SimpleNamespace(run=builder))
        return module.build()

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
