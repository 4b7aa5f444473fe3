# make release   sets up and builds the release of dataset/        make test   sets up and passes the tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: release test lint test-long test-tools bench format schema final clean

release: .venv/ready
	$(BIN)/trilat build dataset --out build

test: lint
	$(BIN)/python -m pytest -q -n auto

lint: .venv/ready
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/trilat schema --check

test-long: .venv/ready
	$(BIN)/python -m pytest -q -n auto -m long tests/long

test-tools: .venv/ready
	$(BIN)/python -m pytest -q -m tools tests/tools

bench: .venv/ready
	$(BIN)/python benchmarks/consolidate.py
	$(BIN)/python benchmarks/validate.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/large.py
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/verify.py
	$(BIN)/python benchmarks/scale.py

schema: .venv/ready
	$(BIN)/trilat schema

final: .venv/ready
	$(BIN)/trilat build dataset --out build --final

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

clean:
	rm -rf build dist .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
