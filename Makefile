# Two commands matter: `make demo` and `make test`. Both set themselves up with nothing but Python 3.11.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench docs clean

demo: .venv/demo-ready            ## assess the sample data sets and say where the reports lie
	$(BIN)/pia demo

test: .venv/test-ready            ## style, types, structure and every test
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: .venv/test-ready            ## put the code into shape
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: .venv/bench-ready          ## speed and accuracy beside peers; rewrites docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

docs: .venv/test-ready            ## regenerate docs/cli.md and the JSON Schemas
	$(BIN)/python docs/generate.py

.venv/demo-ready: pyproject.toml
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --upgrade "pip>=25.1" && $(BIN)/pip install --quiet --editable . && touch $@

.venv/test-ready: .venv/demo-ready
	$(BIN)/pip install --quiet --group test && touch $@

.venv/bench-ready: .venv/test-ready
	$(BIN)/pip install --quiet --group bench && touch $@

clean:
	rm -rf .venv build dist
