# Every target is one line; each sets up first what it needs. Nothing is installed outside .venv.
BIN := .venv/bin
READY := .venv/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo serve test trial bench check docs lock

setup: $(READY)

demo: setup
	@$(BIN)/guiju demo

serve: setup
	@echo "There are no pages yet: they come with a later release. Try make demo." >&2; exit 2

test: check
	@$(BIN)/python -m pytest -n 2 -m "not trial"

trial: setup
	@$(BIN)/python -m pytest -m trial

bench: setup
	@$(BIN)/python -m bench

check: setup
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy --strict src

docs: setup
	@$(BIN)/guiju docs

lock:
	@.ci/lock

$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv (about a minute the first time) ..." && python3 -m venv .venv && $(BIN)/pip install -qq --require-hashes -r requirements.lock && $(BIN)/pip install -qq --no-deps --no-build-isolation -e . && touch $@
