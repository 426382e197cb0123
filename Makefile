# What a contributor types. 'make' lists it; 'make demo' and 'make test' set up all they need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
ALSKG  := $(BIN)/alskg

# Stamps: made anew only when a file that decides what is installed has changed.
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev

.PHONY: help demo web clients test lint types bench lock clean
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# One step of the demo: print the command as a person would type it, then run it.
define show
	@printf '\n$$ alskg %s\n' '$(1)'
	@COLUMNS=$${COLUMNS:-120} $(ALSKG) $(1)
endef

demo: $(RUNTIME) ## build the graph, then ask it: true answers with their sentences
	@echo 'Building the dataset from ontology/, data/ and queries/ ...'
	@$(ALSKG) build
	$(call show,query gene_case_shares -f table)
	$(call show,query course_of_disease -f table)
	$(call show,query knowledge_gaps -f table)
	$(call show,trace claim:c9orf72-share-of-familial-als)

web: ## get the scripts of others that the site is better with, by npm
	@command -v npm >/dev/null && command -v node >/dev/null || { \
	  echo 'npm is not installed (Debian: apt-get install nodejs npm). The site works without: its SPARQL'; \
	  echo 'editor is a plain field then, and its graph view a picture.'; exit 2; }
	@echo 'Getting the packages that web/package-lock.json pins ...'
	@cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@echo 'Copying them, with their licences, to alskg/web/static/vendor/ ...'
	@cd web && node build.mjs

clients: ## get the SPARQL clients of others that a test has ask the server, by npm
	@echo 'Getting the packages that tests/clients/package-lock.json pins ...'
	@cd tests/clients && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

test: lint types ## run the linters, the type checker and every test
	@echo 'Running the tests that fork, in a process of one thread ...'
	@$(BIN)/python -m pytest -q $(FORKING)
	@echo 'Running all others ...'
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile $(addprefix --ignore=,$(FORKING))

FORKING := tests/test_engine_worker.py

lint: $(DEV) ## check style and format
	@echo 'Checking style and format ...'
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(DEV) ## check types
	@echo 'Checking types ...'
	@$(BIN)/mypy

bench: $(DEV) ## measure all of docs/performance.md anew (a quarter of an hour, 4 GB)
	@$(BIN)/python benchmarks/performance.py

lock: $(DEV) ## pin the dependencies anew, within the ranges of pyproject.toml
	@$(PIP) install -q 'pip-tools>=7.6,<8'
	@$(BIN)/pip-compile $(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	@$(BIN)/pip-compile $(LOCK) --extra chart \
	  --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

LOCK := --quiet --upgrade --strip-extras --allow-unsafe --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

clean: ## remove whatever was made: environment, build, caches
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf web/node_modules tests/clients/node_modules alskg/web/static/vendor
	find alskg tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { \
	  echo '$(PYTHON) is not installed. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv).'; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "alskg needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) cannot make a virtual environment. Debian: apt-get install python3-venv'; exit 2; }
	@echo 'Making a virtual environment in $(VENV) ...'
	@$(PYTHON) -m venv --clear $(VENV)

$(RUNTIME): pyproject.toml requirements.lock | $(BIN)/pip
	@echo 'Installing alskg and what it needs to run (some 15 seconds) ...'
	@$(PIP) install -q -r requirements.lock
	@$(PIP) install -q --no-deps --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo 'Installing what the tests need (some 40 seconds) ...'
	@$(PIP) install -q -r requirements-dev.lock
	@touch $@
