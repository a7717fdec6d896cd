"""Build the book into ``_build/pdf`` by LaTeX: the same text, executed once for both."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time

from build import OUT, run_builder

SOURCE = OUT / "latex"
NAME = "what-a-degree-buys"

# What the build calls or reads, and the Debian package that brings it.
PROGRAMS = {"latexmk": "latexmk", "xelatex": "texlive-xetex"}
FILES = {
    "tcolorbox.sty": "texlive-latex-extra",
    "titlesec.sty": "texlive-latex-extra",
    "pzdr.tfm": "texlive-fonts-recommended",  # hyperref measures by it
    "texgyrepagella-regular.otf": "fonts-texgyre",
    "texgyrepagella-math.otf": "fonts-texgyre-math",
}
# A line of TeX's that no reader should have to find on the page.
FAULTS = re.compile(
    r"^(?:! .*|.*:\d+: .*|Missing character.*|LaTeX Warning: .*undefined.*)$", re.MULTILINE
)
WIDE = re.compile(r"^Overfull \\hbox \(([\d.]+)pt too wide\).*$", re.MULTILINE)
WIDEST = 20  # points beyond the margin that still look like the margin


def missing() -> list[str]:
    """Return the Debian packages that this machine lacks."""
    lacking = {package for name, package in PROGRAMS.items() if shutil.which(name) is None}
    if shutil.which("kpsewhich") is None:
        return sorted(lacking | set(FILES.values()))
    lacking |= {package for name, package in FILES.items() if not _known_to_tex(name)}
    return sorted(lacking)


def _known_to_tex(name: str) -> bool:
    return subprocess.run(["kpsewhich", name], capture_output=True, check=False).returncode == 0


def faults(log: str) -> list[str]:
    """Return what is wrong with the pages, by TeX's own account of them."""
    wide = [found[0] for found in WIDE.finditer(log) if float(found[1]) > WIDEST]
    return [*dict.fromkeys(FAULTS.findall(log)), *dict.fromkeys(wide)]


def typeset() -> list[str]:
    """Run LaTeX until the references stand; return what is wrong."""
    unfinished = SOURCE / "unfinished"
    if unfinished.exists():  # what an interrupted run left may be half written
        for path in SOURCE.glob(f"{NAME}.*"):
            if path.suffix != ".tex":
                path.unlink()
    unfinished.touch()
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error"]
    status = subprocess.run(
        [*command, "-file-line-error", f"{NAME}.tex"], cwd=SOURCE, capture_output=True, check=False
    ).returncode
    log = SOURCE / f"{NAME}.log"
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if status == 0:
        unfinished.unlink()
    return faults(text) or ([f"latexmk: exit status {status}"] if status else [])


def check() -> int:
    """Say what this machine lacks; return an exit status."""
    packages = missing()
    if packages:
        print("The PDF needs LaTeX, and this machine lacks a part of it. On Debian or Ubuntu:")
        print(f"  apt install --no-install-recommends {' '.join(packages)}")
    return bool(packages)


def build() -> int:
    """Build the PDF; return an exit status."""
    if check():
        return 1
    started = time.monotonic()
    status = run_builder("--builder", "latex")
    if status:
        print(f"\nThe book's LaTeX was not written: see the warnings (exit status {status}).")
        return status
    wrong = typeset()
    if wrong:
        print("\n".join(wrong))
        print(f"\nThe PDF has faults: {len(wrong)} lines above, from {SOURCE / NAME}.log")
        return 1
    target = OUT / "pdf" / f"{NAME}.pdf"
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(SOURCE / target.name, target)
    print(f"\nBuilt in {time.monotonic() - started:.0f} s. Open {target}")
    return 0


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["--check"] else build())
