"""A live figure in a real JupyterLab: moved by mouse and keyboard, heard by Python, set by it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from urllib.request import urlopen

import pytest

from tests.site.conftest import _skip_or_fail, watched

pytestmark = [pytest.mark.site, pytest.mark.slow]

CELLS = [
    "from polyattn.explorables import Amplifier\n\nfigure = Amplifier(n=100)\nfigure",
    "print('heard', figure.degree, figure.n)",
    "figure.degree = '7.25'",
]
OPTIONS = [
    "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0",
    "--IdentityProvider.token=", "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
]  # fmt: skip


def _cell(number, source):
    return {
        "cell_type": "code", "id": f"cell-{number}", "metadata": {}, "source": source,
        "execution_count": None, "outputs": [],
    }  # fmt: skip


@pytest.fixture
def lab(tmp_path):
    """JupyterLab on loopback with one notebook, and nothing of the user's own settings."""
    if find_spec("jupyterlab") is None:
        _skip_or_fail("no JupyterLab; run `make check-site`, which installs it")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [_cell(i, source) for i, source in enumerate(CELLS)],
        "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "live.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    own = {
        name: str(tmp_path / name.lower())
        for name in (
            "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
            "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
        )
    }  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.port={port}",
             f"--ServerApp.root_dir={tmp_path / 'files'}"],
            env={**os.environ, **own, "JUPYTER_PREFER_ENV_PATH": "1"},
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/api/status", server, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(address, server, log):
    for _ in range(600):
        try:
            with urlopen(address):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


def test_a_live_figure_in_jupyterlab(browser, lab):
    page = watched(browser, lab, height=1400)
    page.set_default_timeout(120_000)
    try:
        page.goto(lab + "lab/tree/live.ipynb")
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        cells.first.wait_for()

        def run(number):
            cells.nth(number).locator(".cm-content").click()
            page.keyboard.press("Control+Enter")
            cells.nth(number).locator(
                ".jp-InputPrompt", has_text=re.compile(r"\[\d+\]:")
            ).wait_for()

        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        run(0)
        figure = page.locator('[aria-label="What does a power do to a ratio?"]')
        figure.locator(".live").wait_for()
        number = figure.locator('input[name="degree-number"]')
        assert (number.input_value(), len(figure.locator("output").all())) == ("3", 3)

        bar = figure.locator('input[name="degree"]')
        bar.focus()
        for key in ("ArrowRight", "ArrowUp", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
        by_keys = number.input_value()
        assert float(by_keys) > 3
        # the notebook has left the keys to the slider
        assert bar.evaluate("e => e === document.activeElement")

        number.focus()
        page.keyboard.press("ArrowUp")  # the browser's own key: a step of 1
        assert float(number.input_value()) == pytest.approx(float(by_keys) + 1)
        by_keys = number.input_value()

        tokens = figure.locator('input[name="n"]')
        box = tokens.bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2, steps=4)
        page.mouse.up()
        by_mouse = figure.locator('input[name="n-number"]').input_value()
        assert int(by_mouse) > 100

        # A busy kernel hears of the last move only after it has run the cell: ask again.
        for _ in range(20):
            run(1)
            heard = cells.nth(1).locator(".jp-OutputArea-output", has_text="heard").last
            heard.wait_for()
            if heard.inner_text().strip() == f"heard {float(by_keys)} {by_mouse}":
                break
            page.wait_for_timeout(500)
        else:
            pytest.fail(f"Python heard {heard.inner_text()}, not {by_keys} and {by_mouse}")
        run(2)
        page.wait_for_function(
            "document.querySelector('input[name=\"degree-number\"]').value === '7.25'"
        )
        assert page.elsewhere == []
    finally:
        page.context.close()
