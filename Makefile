# Two words matter: `make run` and `make test`. The rest is for people who change the code.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin

export PORT

.PHONY: run test quick lint format types demo bench requirements clean help

run: ## Start everything here: database, demo world, web server, background worker
	@$(PYTHON) tools/environment.py
	@$(VENV)/python tools/run.py

test: ## Run every check and every test that this machine can run (what CI runs)
	@$(PYTHON) tools/environment.py --dev
	@$(VENV)/python tools/check.py all

quick: ## The tests that take under a minute: last failures first, no browser, no services
	@$(PYTHON) tools/environment.py --dev
	@$(VENV)/python tools/check.py quick

lint: ## Style, floors and storeys, migrations, production settings
	@$(PYTHON) tools/environment.py --dev
	@$(VENV)/python tools/check.py lint

format: ## Rewrite the Python as the linter likes it
	@$(PYTHON) tools/environment.py --dev
	@$(VENV)/ruff check --quiet --fix-only .
	@$(VENV)/ruff format .

types: ## Check the types
	@$(PYTHON) tools/environment.py --dev
	@$(VENV)/python tools/check.py types

demo: ## Throw the local database away and build the demo world afresh
	@$(PYTHON) tools/environment.py
	@$(VENV)/python tools/prepare.py --afresh

bench: ## Measure the pages against their budgets
	@$(PYTHON) tools/environment.py --dev
	@$(VENV)/python tools/bench.py

# pip before 23.3 asks for the newest of a package wanted with extras unless its pin names them.
requirements: ## Write both requirements files anew from the .in files (needs uv)
	uv pip compile --generate-hashes --universal --no-strip-extras --python-version 3.11 --no-header \
		--no-emit-index-url --quiet requirements.in --output-file requirements.txt
	uv pip compile --generate-hashes --universal --no-strip-extras --python-version 3.11 --no-header \
		--no-emit-index-url --quiet requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove the virtual environment and everything a run left behind, the database too
	rm -rf .venv var .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis

help: ## Say what each word does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
