"""What search engines and link previews read: description, Open Graph, the map of the site.

What needs the site's address (canonical links, the map) is there once ``html: baseurl`` is set
in ``_config.yml``.
"""

from __future__ import annotations

import posixpath
from html import escape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as escape_xml

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from polyattn_book import cards
from polyattn_book.words import opening, plain

BOOK = (
    "An executable book on polynomial attention: which degrees let one layer see one large "
    "feature among n tokens, with exact laws, explicit constants and proofs that are checked."
)


def meta(*, title: str, description: str, book: str, image: str, address: str) -> str:
    """Return the tags of one page; an address of the page only where the site has one."""
    named = {"description": description, "twitter:card": "summary_large_image"}
    graph = {
        "og:type": "article" if title != book else "website",
        "og:site_name": book,
        "og:title": title,
        "og:description": description,
        "og:image": image,
        "og:image:width": str(cards.SIZE[0]),
        "og:image:height": str(cards.SIZE[1]),
        "og:image:alt": f"{title}. {description}",
    }
    if address:
        graph["og:url"] = address
    lines = [f'<meta name="{name}" content="{escape(text)}" />' for name, text in named.items()]
    lines += [
        f'<meta property="{name}" content="{escape(text)}" />' for name, text in graph.items()
    ]
    return "\n".join(["", *lines, ""])


def _with_slash(app: Sphinx, config: Config) -> None:
    if config.html_baseurl:  # without it the builder would drop the last folder
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"


def _add(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    book = app.config.html_title
    heading = app.env.titles.get(pagename)
    title = plain(heading) if heading is not None else str(context.get("title") or book)
    description = (opening(doctree) if doctree else "") or BOOK
    if pagename == app.config.root_doc:  # its title is the book's: no need to say it twice
        context["theme_logo"] = {"text": book, **(context.get("theme_logo") or {})}
        context["docstitle"], book = "", title
    drawn = (pagename, title, description if doctree else "")
    if pagename.count("/") > 1:  # pages below a page share one picture: they are looked up
        drawn = ("below", app.config.html_title, BOOK)
    picture = cards.draw(Path(app.outdir), *drawn, book)
    base, here = app.config.html_baseurl, app.builder.get_target_uri(pagename)
    image = base + picture if base else posixpath.relpath(picture, posixpath.dirname(here) or ".")
    context["metatags"] = context.get("metatags", "") + meta(
        title=title, description=description, book=book, image=image, address=base and base + here
    )


def site_map(base: str, pages: list[str], day: str) -> str:
    """Return the sitemap of these pages."""
    entries = "".join(
        f"  <url><loc>{escape_xml(base + page)}</loc><lastmod>{day}</lastmod></url>\n"
        for page in pages
    )
    opens = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{opens}\n{entries}</urlset>\n'


def _write_map(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "sitemap.xml"
    target.unlink(missing_ok=True)
    if base := app.config.html_baseurl:
        pages = sorted(app.builder.get_target_uri(name) for name in app.env.found_docs)
        target.write_text(site_map(base, pages, app.config.polyattn_iso_day), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Add the tags to every page, and the map at the end."""
    app.connect("config-inited", _with_slash, priority=100)
    app.connect("html-page-context", _add)
    app.connect("build-finished", _write_map)
