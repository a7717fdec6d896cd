"""Run the builder as ``jupyter-book build`` does, with the book's own settings and no talk.

``jupyter-book`` itself has no way to write some of the pages alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# jsonschema would compile 38 grammars of addresses, for a second, which no notebook's form has.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

from jupyter_book.sphinx import build_sphinx  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


def run(out: Path, builder: str, chapters: list[str]) -> int:
    """Build into a folder; return an exit status, which tells of warnings too.

    Parameters
    ----------
    out : pathlib.Path
        Pages go into its folder of the builder's name.
    builder : str
        ``html`` or ``latex``.
    chapters : list of str
        The pages that alone are written; none means all.
    """
    result = build_sphinx(
        ROOT,
        out / builder,
        # Of each builder its own: what one has read anew, the other has not written yet.
        doctreedir=out / f".doctrees-{builder}",
        noconfig=True,
        path_config=ROOT / "_config.yml",
        confoverrides={
            "external_toc_path": (ROOT / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "nitpicky": True,
            "polyattn_chapters": chapters,
        },
        filenames=[str(ROOT / f"{page}.ipynb") for page in chapters],
        builder=builder,
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    return result if isinstance(result, int) else 2


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--builder", choices=("html", "latex"), default="html")
    parser.add_argument("--chapters", nargs="*", default=[])
    options = parser.parse_args()
    return run(options.out, options.builder, options.chapters)


if __name__ == "__main__":
    sys.exit(main())
