"""Ask every outside link of the book whether it still leads anywhere; exit 1 where one does not.

Read are the built pages, the notebooks and the README. A host that answers but turns programs
away (401, 403, 429) is listed and does not count as broken: the address exists.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urldefrag, urlsplit
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
SOURCES = ("README.md", "CHANGELOG.md", "CITATION.cff", "notebooks/*.ipynb")
OURSELVES = {"127.0.0.1:8000", "localhost:8000"}  # the address that `make serve` prints
TURNED_AWAY = {401, 403, 429}
FOR_GOOD = {404, 410}  # trying again does not help
HEADERS = {"User-Agent": "Mozilla/5.0 (polyattn link check)", "Accept": "*/*"}


class _Links(HTMLParser):
    """The outside addresses that a page links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the target of a link that leaves the site."""
        target = dict(attrs).get("href") or ""
        if tag == "a" and target.startswith(("http://", "https://")):
            self.found.add(target)


def in_text(text: str) -> set[str]:
    """Return the addresses in Markdown or YAML, code aside."""
    prose = re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"https?://[^\s<>\"'\]}\\]+", prose)
    return {_without_sentence(address) for address in found}


def _without_sentence(address: str) -> str:
    """Drop the punctuation, and the brackets never opened, of the sentence around."""
    depth = 0
    for place, letter in enumerate(address):
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return _without_sentence(address[:place])
    return address.rstrip(".,;:!?")


def in_file(path: Path) -> set[str]:
    """Return the outside addresses of one page, notebook or text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return _Links(text).found
    if path.suffix == ".ipynb":
        cells = (c for c in json.loads(text)["cells"] if c["cell_type"] == "markdown")
        return set().union(*(in_text("".join(cell["source"])) for cell in cells))
    return in_text(text)


def collect(files: Iterable[Path], root: Path) -> dict[str, list[str]]:
    """Return every outside address with the pages that name it."""
    pages: dict[str, list[str]] = {}
    for path in files:
        for link in in_file(path):
            address = urldefrag(link).url
            if urlsplit(address).netloc not in OURSELVES:
                name = path.relative_to(root) if path.is_relative_to(root) else path
                pages.setdefault(address, []).append(str(name))
    return {address: sorted(set(names)) for address, names in sorted(pages.items())}


def ask(address: str, *, timeout: float, retries: int, wait: float) -> str:
    """Return an empty string if the address answers, else what is wrong with it."""
    trouble = ""
    for attempt in range(retries + 1):
        time.sleep(wait * (2**attempt - 1))
        for method in ("HEAD", "GET"):  # some hosts know no HEAD
            request = Request(quote(address, safe=":/?&=#%+,;@~!$'()*[]"), headers=HEADERS)
            request.method = method
            try:
                with urlopen(request, timeout=timeout):
                    return ""
            except HTTPError as error:
                trouble = str(error.code)
                error.close()
            except (OSError, HTTPException, ValueError) as error:
                trouble = str(getattr(error, "reason", error)) or type(error).__name__
                break  # nobody is there: the other method finds nobody either
        if trouble.isdigit() and int(trouble) in FOR_GOOD:
            break
    return trouble


def check(
    pages: dict[str, list[str]], asked: Callable[[str], str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is broken, and which hosts turn programs away, with the answer of each."""
    with ThreadPoolExecutor(8) as pool:
        answers = dict(zip(pages, pool.map(asked, pages), strict=True))
    away = {a: t for a, t in answers.items() if t.isdigit() and int(t) in TURNED_AWAY}
    return {a: t for a, t in answers.items() if t and a not in away}, away


def main(arguments: list[str] | None = None) -> int:
    """Check the files named, or the whole book; return the exit status."""
    parser = argparse.ArgumentParser(description="Check every outside link of the book.")
    parser.add_argument("files", nargs="*", type=Path, help="default: the site and the sources")
    parser.add_argument("--timeout", type=float, default=20, help="seconds to wait for an answer")
    parser.add_argument("--retries", type=int, default=3, help="further tries of a failed link")
    parser.add_argument("--wait", type=float, default=2, help="seconds before the first of them")
    options = parser.parse_args(arguments)
    files = [path.resolve() for path in options.files]
    if not files:
        if not (SITE / "index.html").exists():
            print("check-links: there is no built site; run `make book` first")
            return 1
        files = sorted(SITE.rglob("*.html"))
        files += [path for pattern in SOURCES for path in sorted(ROOT.glob(pattern))]
    pages = collect(files, ROOT)
    how = {"timeout": options.timeout, "retries": options.retries, "wait": options.wait}
    broken, away = check(pages, lambda address: ask(address, **how))
    for words, found in (("turns programs away", away), ("BROKEN", broken)):
        for address, trouble in found.items():
            print(f"{words}: {address} ({trouble})\n    in {', '.join(pages[address])}")
    print(f"{len(pages)} outside links, {len(broken)} broken, {len(away)} not for programs.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
