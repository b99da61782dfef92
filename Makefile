# Everything that this project can do with one word. `make demo` and `make test` need nothing but what README names.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/zhengyun-installed
# What is compiled is kept, whatever the machine is set to: tests start our commands hundreds of times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help install uninstall demo test test-fast bench lint format lock catalogue transcript clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(READY): requirements/dev.txt requirements/uv.txt pyproject.toml lab/environment.py
	@command -v git >/dev/null || { echo "missing: git; on Debian: apt-get install git"; exit 2; }
	@command -v $(PYTHON) >/dev/null || { echo "missing: Python 3.11; on Debian: apt-get install python3 python3-venv"; exit 2; }
	@$(PYTHON) lab/environment.py $(VENV) requirements/dev.txt
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation --no-index -e .
	@touch $@

demo: $(READY) ## the main job, on two real OpenStacks, with all that it needs
	@$(BIN)/zhengyun demo

test: $(READY) ## every test there is
	@$(BIN)/python tests/run.py

test-fast: $(READY) ## the inner loop: unit tests and contracts without a lab, in less than half a minute
	@$(BIN)/pytest -q -p no:xdist -p tests.shared_out -p no:logging -o tmp_path_retention_policy=failed --hypothesis-profile=fast -m "not lab and not slow" tests/unit tests/contract tests/integration/cli/test_records.py

lint: $(READY) ## ruff, mypy, import-linter, ansible-lint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@cd playbooks && PATH="$(CURDIR)/$(BIN):$$PATH" ansible-lint --offline -q -c .ansible-lint

format: $(READY) ## let ruff lay out the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## the tables of docs/benchmarks.md, measured here and now
	@$(BIN)/python -m bench

lock: $(READY) ## lock all dependencies anew, with hashes and without addresses
	@$(BIN)/python requirements/lock.py

catalogue: $(READY) ## collect the texts and compile the translations
	@$(BIN)/python cli/locale/catalogue.py

transcript: $(READY) ## write the transcripts: the demo's, an adoption's, that of certificates
	@$(BIN)/python docs/transcript.py
	@$(BIN)/python docs/adopting.py
	@$(BIN)/python docs/certifying.py

# HOST_ARGS="--dry-run" tells each step and changes nothing; HOST_ARGS="--root FOLDER" works in another root.
install: $(READY) ## accounts, directories, the line of sudoers and units on this host (root; docs/install.md)
	@$(BIN)/zhengyun host install $(HOST_ARGS)

uninstall: $(READY) ## take away again what `make install` has laid, and nothing else
	@$(BIN)/zhengyun host remove $(HOST_ARGS)

clean: ## stop this checkout's lab and remove what was made here
	@[ ! -x $(BIN)/zhengyun ] || $(BIN)/zhengyun lab down -q || true
	@rm -rf $(VENV) .lab build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
