# Two commands matter: `make run` and `make test`. The others are steps of them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= .happiness
SCALE ?= small
WORKERS ?= 2

.PHONY: run test setup setup-dev check bench assets catalogues clean

run: $(VENV)/.run assets catalogues
	@$(BIN)/python -m compileall -q src
	@$(BIN)/happiness up --data $(DATA) --port $(PORT) --workers $(WORKERS) --demo $(SCALE)

test: $(VENV)/.dev assets catalogues
	@$(BIN)/python tools/browser.py
	$(BIN)/pytest -n 2 --dist loadfile -q

setup: $(VENV)/.run assets catalogues
setup-dev: $(VENV)/.dev assets catalogues

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tools/mypy_run.py
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py check
	$(BIN)/python tools/diagram.py check

bench: $(VENV)/.dev assets catalogues
	$(BIN)/python -m tests.bench

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

assets: $(VENV)/.run
	@$(BIN)/python tools/assets.py

catalogues: $(VENV)/.run
	@$(BIN)/python tools/catalogues.py compile

clean:
	rm -rf $(VENV) node_modules src/happiness_cloud/facade/static/built
