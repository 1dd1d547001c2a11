# Every target is one line; each sets up first what it needs. Nothing is installed outside .venv.
BIN := .venv/bin
READY := .venv/ready
WORDS := src/guiju/kit/locale
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo serve test trial bench shots check docs words lock

setup: $(READY)

demo: setup
	@$(BIN)/guiju demo

serve: setup
	@$(BIN)/guiju serve --demo

test: check
	@$(BIN)/python -m pytest -n 2 -m "not trial"

trial: setup
	@$(BIN)/pip install -qq --require-hashes --no-deps --no-build-isolation -r requirements-spark.lock && $(BIN)/python -m pytest -n 2 -m trial

bench: setup
	@$(BIN)/python -m bench

shots: setup
	@$(BIN)/python -m tests.browser.shots

check: setup
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy --strict src

docs: setup
	@$(BIN)/guiju docs

words: setup
	@$(BIN)/python -m tests.tidy.catalogue

lock:
	@.ci/lock

$(READY): requirements.lock pyproject.toml $(WORDS)/zh_Hans/LC_MESSAGES/django.po
	@echo "Setting up .venv (about a minute the first time) ..." && python3 -m venv .venv && $(BIN)/pip install -qq --require-hashes -r requirements.lock && $(BIN)/pip install -qq --no-deps --no-build-isolation -e . && $(BIN)/pybabel -q compile -D django -d $(WORDS) && touch $@
