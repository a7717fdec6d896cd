"""The icon fonts, cut down to the icons that the pages show: 156 KB become a few."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from sphinx.application import Sphinx

FOLDER = Path("_static", "vendor", "fontawesome", "webfonts")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_NAME = re.compile(r"\bfa-([a-z0-9-]+)")
_CODE = re.compile(r'"\\([0-9a-f]{2,5})"')


def code_points(styles: str, names: Iterable[str]) -> set[int]:
    r"""Return the code points that a site draws.

    Parameters
    ----------
    styles : str
        Its style sheets: rules such as ``.fa-sun:before{content:"\f185"}`` name an icon; a code in
        any other rule is drawn by the theme.
    names : iterable of str
        The icons named by pages and scripts, such as "sun".

    Examples
    --------
    >>> styles = r'.fa-sun:before{content:"\f185"} .fa-up:before{content:"\f062"} a{--icon:"\f0c1"}'
    >>> sorted(map(hex, code_points(styles, ["sun"])))
    ['0xf0c1', '0xf185']
    """
    wanted = set(names)
    found = set()
    for selector, body in _RULE.findall(styles):
        icons = set(_NAME.findall(selector))
        if not icons or icons & wanted:
            found |= {int(code, 16) for code in _CODE.findall(body)}
    return found


def _cut(app: Sphinx, exception: Exception | None) -> None:
    site = Path(app.outdir)
    if exception or app.builder.format != "html" or not (site / FOLDER).exists():
        return
    read = {kind: "".join(_texts(site, kind)) for kind in ("html", "js", "css")}
    drawn = code_points(read["css"], _NAME.findall(read["html"] + read["js"]))
    options = subset.Options(flavor="woff2", notdef_outline=True)
    for path in (site / FOLDER).glob("*.woff2"):
        font = subset.load_font(path, options)
        tool = subset.Subsetter(options)
        tool.populate(unicodes=drawn)
        tool.subset(font)
        subset.save_font(font, path, options)
    for spare in (site / FOLDER).glob("*.ttf"):  # for browsers of before 2016
        spare.unlink()


def _texts(site: Path, kind: str) -> Iterable[str]:
    return (path.read_text(encoding="utf-8") for path in sorted(site.rglob(f"*.{kind}")))


def setup(app: Sphinx) -> None:
    """Cut the fonts when all pages are written."""
    app.connect("build-finished", _cut)
