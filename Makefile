# What can be done with this project; each target sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test bench pages lint sandbox migrate messages key lock format

run: .venv/run
	$(BIN)/gunicorn -c python:webapp.serving

test: .venv/test
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m tests.postgres
	$(BIN)/python -m tests.redis_server
	$(BIN)/python -m pytest

bench: .venv/test
	$(BIN)/python -m tests.postgres
	$(BIN)/python -m tests.redis_server
	$(BIN)/python -m tests.bench

pages: .venv/test
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m tests.survey

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

sandbox: .venv/run
	$(BIN)/python -m webapp.sandbox

migrate: .venv/run
	$(BIN)/python -m webapp.migrations

messages: .venv/run
	$(BIN)/python -m webapp.languages

key:
	@$(PYTHON) -c "import base64, secrets; print('SECRET_KEY=' + secrets.token_urlsafe(32)); print('CONSENT_SECRET=' + secrets.token_urlsafe(32)); print('ENCRYPTION_KEYS=' + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())"

format: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/test
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev -c requirements.txt -o tests/requirements.txt

.venv/made:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.12 …')"
	$(PYTHON) -m venv .venv || { rm -rf .venv; sh tests/packages.sh python3-venv && $(PYTHON) -m venv .venv; }
	touch $@

.venv/run: .venv/made requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/test: .venv/run tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	touch $@
