# Everything needed is installed into .venv, at the versions of requirements.lock.

SHELL := /bin/bash
SUPPORTED := 3.11 3.12 3.13 3.14
# Whether $(1) runs, is supported, and has the module $(2).
works = $(1) -c 'import sys, $(2); sys.exit("%d.%d" % sys.version_info[:2] not in "$(SUPPORTED)".split())' >/dev/null 2>&1
PYTHON ?= $(shell for p in python3 $(SUPPORTED:%=python%); do $(call works,$$p,ensurepip) && { echo $$p; break; }; done)
VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
PORT ?= 8000
# With optimisation Python skips every `assert`, those of the notebooks and of the tests too.
unexport PYTHONOPTIMIZE

.PHONY: $(VENV) $(PEERS) help book chapter pdf pdf-packages site serve serve-site lab heads lint test check-site check-links bench clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# An environment is made by a Python that the lock knows, and is used only while it works.
$(VENV) $(PEERS):
	@test -e $@ || $(call works,$(PYTHON),ensurepip) || { \
	  echo "polyattn needs one of Python $(SUPPORTED), with venv (Debian: apt install python3-venv);"; \
	  echo "$(if $(PYTHON),$(PYTHON) is none of them,none was found): make PYTHON=/path/to/python"; exit 1; }
	@test -e $@ || $(PYTHON) -m venv $@ || { rm -rf $@; exit 1; }
	@$(call works,$@/bin/python,pip) || { \
	  echo "$@ has no working Python of $(SUPPORTED); remove it (rm -r $@) and call make again"; exit 1; }

# One stamp a set of extras: a new lock or project file installs again.
$(VENV)/.%: requirements.lock pyproject.toml | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[$*]'
	@touch $@

book: $(VENV)/.book  ## build the book into _build/html
	@$(BIN)/python book/build.py

chapter: $(VENV)/.book  ## run and show one chapter alone, in seconds: make chapter N=05
	@$(BIN)/python book/build.py --chapter "$(N)"

pdf: pdf-packages $(VENV)/.book  ## print the book into _build/pdf by LaTeX; says which Debian packages it needs
	@$(BIN)/python book/build_pdf.py

pdf-packages: | $(VENV)
	@$(BIN)/python book/build_pdf.py --check

site: $(VENV)/.site  ## the book with JupyterLite beside it, into _build/site; needs npm
	@$(BIN)/python book/build_site.py

serve-site: site  ## build that and serve it on this machine
	@echo "http://127.0.0.1:$(PORT)/  (Ctrl-C ends it)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/site

serve: book  ## build it and serve it on this machine
	@echo "http://127.0.0.1:$(PORT)/  (Ctrl-C ends it)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: $(VENV)/.lab  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

heads: $(VENV)/.book  ## make the data of real heads in notebooks/data again; the one target that fetches a model
	@$(BIN)/python book/real_heads/make.py

lint: $(VENV)/.lint  ## ruff, ruff format and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(VENV)/.test  ## the book built, then every test but the slow ones of the site
	@$(BIN)/python book/build.py
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"
	JUPYTER_PREFER_ENV_PATH=1 $(BIN)/python -m pytest --nbmake notebooks -n 2

check-site: $(VENV)/.test site  ## the slower checks: the lock on every Python; the built site, JupyterLab and JupyterLite in a browser
	$(BIN)/python -m pytest tests -m slow -n 2 --dist loadfile

check-links: book  ## ask every outside link of the book; the one check that needs a network
	@$(BIN)/python book/check_links.py

# Peers (torch, scikit-learn, Dask) are large and are used nowhere else: they stay out of $(VENV).
$(PEERS)/.bench: requirements.lock requirements-peers.lock pyproject.toml | $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -r requirements-peers.lock -e '.[bench]'
	@touch $@

bench: $(PEERS)/.bench  ## the benchmarks, beside peers, in an environment of their own (.venv-peers)
	$(PEERS)/bin/python -m pytest benchmarks -o addopts= -s

clean:  ## remove what was built, keep .venv
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache
