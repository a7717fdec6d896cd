"""At the foot of each page: the version, the date, and an entry for BibTeX to copy."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config


def citation(root: Path) -> dict[str, Any]:
    """Return what CITATION.cff says."""
    found: dict[str, Any] = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    return found


def built_from(root: Path) -> datetime:
    """Return the date of the sources: SOURCE_DATE_EPOCH, the last commit, or the release.

    Never the clock: the same sources give the same pages.
    """
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stamp and (root / ".git").exists():
        asked = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        stamp = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    if stamp:
        return datetime.fromtimestamp(int(stamp), UTC)
    return datetime.fromisoformat(str(citation(root)["date-released"])).replace(tzinfo=UTC)


def in_words(day: datetime) -> str:
    """Return a date as 3 January 2026, whatever the locale."""
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def bibtex(cited: dict[str, Any], *, year: int, address: str = "") -> str:
    """Return the entry of the book itself, made from CITATION.cff."""
    names = [
        author.get("name") or f"{author['family-names']}, {author['given-names']}"
        for author in cited["authors"]
    ]
    # An extra pair of braces: a group's name is not a family name with given names before it.
    fields = {
        "author": " and ".join(f"{{{name}}}" if "," not in name else name for name in names),
        "title": cited["title"],
        "version": str(cited["version"]),
        "year": str(year),
    }
    if address:
        fields["url"] = address
    width = max(map(len, fields))
    lines = [f"  {name:<{width}} = {{{value}}}" for name, value in fields.items()]
    return "@software{polyattn,\n" + ",\n".join(lines) + "\n}"


def _read(app: Sphinx, config: Config) -> None:
    root = Path(app.srcdir)
    day = built_from(root)
    config.polyattn_day, config.polyattn_iso_day = in_words(day), f"{day:%Y-%m-%d}"
    cited = citation(root)
    config.project = config.html_title
    config.release = config.version = str(cited["version"])
    config.polyattn_bibtex = bibtex(
        cited, year=cited["date-released"].year, address=config.html_baseurl
    )


def _foot(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    config = app.config
    # The class is the one to which the copy button attaches itself.
    context["theme_extra_footer"] = (
        f'<p class="edition">Version {escape(config.release)}, {config.polyattn_day}</p>\n'
        '<details class="cite"><summary>Cite this book</summary>'
        '<div class="highlight-bibtex notranslate"><div class="highlight">'
        f"<pre>{escape(config.polyattn_bibtex)}</pre></div></div></details>"
    )


def setup(app: Sphinx) -> None:
    """Write the foot of every page; a new date or version writes every page again."""
    app.add_config_value("polyattn_day", "", "html")
    app.add_config_value("polyattn_iso_day", "", "html")
    app.add_config_value("polyattn_bibtex", "", "html")
    app.connect("config-inited", _read)
    app.connect("html-page-context", _foot)
