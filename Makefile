# A policy-briefing knowledge base. `make chat` serves the page; `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --no-deps --no-input

.PHONY: chat ingest test lint eval gate faults lock docs clean
.DEFAULT_GOAL := chat

chat: ingest ## set up, ingest and serve the page on 127.0.0.1:7860
	$(BIN)/briefing chat

ingest: .venv/runtime.stamp ## read the notes and whatever is in sources/originals/
	$(BIN)/briefing ingest

test: lint ## format, types, layers and all tests
	$(BIN)/python -m pytest

lint: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: ingest ## put the question set to the chatbot
	$(BIN)/briefing eval run

gate: .venv/runtime.stamp ## compare the answers with the committed baselines; GATE="--beir FOLDER ..." adds collections
	$(BIN)/briefing eval gate $(GATE)

faults: .venv/runtime.stamp ## put faults into the pipeline and see whether the gate flags them (half an hour)
	$(BIN)/briefing eval faults --docs docs/evals.md

docs: .venv/dev.stamp ## write the generated pages of docs/
	$(BIN)/python docs/generate.py

lock: ## resolve the dependencies again (needs uv)
	for lock in "runtime:build" "dev:build dev"; do \
	  uv pip compile pyproject.toml $$(for extra in $${lock#*:}; do echo --extra $$extra; done) \
	    --universal --python-version 3.11 --generate-hashes --overrides requirements/overrides.txt \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet \
	    --output-file requirements/$${lock%%:*}.lock || exit 1; done

clean: ## remove the environment; documents and index in .briefing/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime.stamp: .venv/python.stamp requirements/runtime.lock pyproject.toml
	@echo "Installing the locked packages into .venv (once; a minute or two)"
	$(PIP) --quiet --progress-bar off --require-hashes --requirement requirements/runtime.lock
	$(PIP) --quiet --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements/dev.lock
	@echo "Installing what the tests need"
	$(PIP) --quiet --progress-bar off --require-hashes --requirement requirements/dev.lock
	@touch $@
