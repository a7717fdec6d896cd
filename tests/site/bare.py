"""An explorable alone on a page, served with the package's own scripts: no built book is needed."""

import json
import sys
import threading
from contextlib import contextmanager
from functools import cache, partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type

from polyattn.explorables.bundle import page_files
from tests.explorables.engine import CLASSES

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{key}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="explorables/explorables.css"><link rel="icon" href="data:,">
<script defer src="explorables/{key}.js"></script></head>
<body style="margin: 1rem"><main><h1>{key}</h1>{widget}</main></body></html>"""


@cache
def bare_page(key, still=True):
    """The page; without `still` it carries the setting only, and no inline style."""
    if still:
        widget = CLASSES[key]()._repr_mimebundle_()[0]["text/html"]
        return _PAGE.format(key=key, widget=widget)
    setting = escape(json.dumps(CLASSES[key]().setting()))
    widget = f'<div class="explorable" data-explorable="{key}" data-setting="{setting}"></div>'
    return _PAGE.format(key=key, widget=widget).replace(' style="margin: 1rem"', "")


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        name = self.path.split("?")[0]
        if name.startswith("/bare/explorables/"):
            self._answer(page_files()[name.removeprefix("/bare/explorables/")], guess_type(name)[0])
        elif name.startswith(("/bare/", "/strict/")) and name.endswith(".html"):
            key = name.rsplit("/", 1)[1].removesuffix(".html")
            page = bare_page(key, still=name.startswith("/bare/"))
            self._answer(page, "text/html", strict=name.startswith("/strict/"))
        else:
            super().do_GET()

    def _answer(self, text, kind, strict=False):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if strict:
            body = body.replace(b'"explorables/', b'"/bare/explorables/')
            policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"
            self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(site):
    """Serve a folder on loopback, with ``/bare/KEY.html``, and ``/strict/KEY.html`` by policy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    with served(".") as address:
        print(f"{address}bare/{sys.argv[1]}.html  (Ctrl-C ends it)")
        threading.Event().wait()
