"""The check of outside links, against a server on loopback: no other host is asked."""

import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "check_links", Path(__file__).parents[2] / "book" / "check_links.py"
)
links = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(links)


class Host(BaseHTTPRequestHandler):
    """/fine answers; /no-head knows GET only; /flaky fails once; the rest is what it says."""

    asked: ClassVar = []

    def log_message(self, *args):
        pass

    def answer(self):
        self.asked.append((self.command, self.path))
        times = sum(path == self.path for _, path in self.asked)
        codes = {"/fine": 200, "/robots": 403, "/gone": 404, "/down": 503}
        code = codes.get(self.path, 200)
        if self.path == "/no-head" and self.command == "HEAD":
            code = 405
        if self.path == "/flaky" and times <= 2:  # HEAD and GET of the first try
            code = 500
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815


@pytest.fixture
def host():
    Host.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(*files, retries=1):
    return links.main([*map(str, files), "--timeout=5", f"--retries={retries}", "--wait=0"])


@pytest.mark.parametrize("path", ["/fine", "/no-head", "/flaky", "/fine#a-place"])
def test_a_link_that_answers_passes(host, tmp_path, path, capsys):
    page = tmp_path / "page.html"
    page.write_text(f'<a href="{host}{path}">there</a><a href="inner.html">here</a>')
    assert run(page) == 0
    assert "1 outside links, 0 broken" in capsys.readouterr().out


@pytest.mark.parametrize(("path", "answer"), [("/gone", "404"), ("/down", "503")])
def test_a_broken_link_is_named_with_its_page(host, tmp_path, path, answer, capsys):
    page = tmp_path / "page.html"
    page.write_text(f'<a href="{host}{path}">there</a><a href="{host}/fine">there</a>')
    assert run(page) == 1
    said = capsys.readouterr().out
    assert f"BROKEN: {host}{path} ({answer})\n    in {page}" in said
    assert "2 outside links, 1 broken" in said


def test_a_host_that_is_not_there_is_broken(host, tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_text('<a href="http://127.0.0.1:9/">there</a>')
    assert run(page, retries=0) == 1
    assert "refused" in capsys.readouterr().out


def test_what_is_gone_is_asked_once_and_what_is_down_again(host, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(f'<a href="{host}/gone">x</a><a href="{host}/down">x</a>')
    run(page, retries=2)
    asked = [path for _, path in Host.asked]
    assert asked.count("/gone") == 2  # HEAD and GET
    assert asked.count("/down") == 6


def test_a_host_that_turns_programs_away_is_listed_only(host, tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_text(f'<a href="{host}/robots">there</a>')
    assert run(page, retries=0) == 0
    assert f"turns programs away: {host}/robots (403)" in capsys.readouterr().out


def test_notebooks_and_texts_are_read_without_their_code(tmp_path):
    notebook = tmp_path / "one.ipynb"
    cells = [
        {"cell_type": "markdown", "source": ["See [this](https://a.example/x_(y)).\n"]},
        {"cell_type": "code", "source": ["url = 'https://code.example'"]},
    ]
    notebook.write_text(json.dumps({"cells": cells}))
    text = tmp_path / "two.md"
    text.write_text(
        "At https://b.example/z, or <https://c.example/>.\n`https://d.example`\n"
        "```console\ncurl https://e.example\n```\nServed at http://127.0.0.1:8000/.\n"
    )
    found = links.collect([notebook, text], tmp_path)
    assert found == {
        "https://a.example/x_(y)": ["one.ipynb"],
        "https://b.example/z": ["two.md"],
        "https://c.example/": ["two.md"],
    }
