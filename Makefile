# Two commands do everything on a bare machine: `make demo` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test lint check test-tools bench bench-kills lock clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/.ready ## set up .venv with the firsthand command in it

.venv/.ready: pyproject.toml requirements/run.txt requirements/build.txt scripts/make-venv
	@PYTHON="$(PYTHON)" scripts/make-venv
	@touch $@

.venv/.ready-dev: .venv/.ready requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

demo: setup ## run the main job on the bundled, invented example and show the result
	@$(BIN)/firsthand demo

test: .venv/.ready-dev test-tools lint ## check everything
	@$(BIN)/python -m pytest

test-tools:
	@scripts/install-test-tools

lint: .venv/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.ready-dev ## measure against the peers (slow; figures are kept in docs/benchmarks.md)
	@$(BIN)/python -m benchmarks

bench-kills: .venv/.ready-dev ## kill add and seal 500 times and check what is left (slow)
	@$(BIN)/python -m benchmarks.kills --kills 500

lock: .venv/.ready-dev ## renew the hash-locked dependencies
	@scripts/lock

clean: ## remove what the commands above made
	rm -rf .venv demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
