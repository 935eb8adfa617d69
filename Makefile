# The commands of a developer. They need git, make and Python 3.11 or newer; uv is fetched when it is not there.

UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .venv-tools/bin/uv)
RUN := $(UV) run --locked
# tests wait for servers and browsers: one more than there are processors keeps these busy
PARALLEL := -n $(shell python3 -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))') --dist loadfile --no-loadscope-reorder
# what has no tables of its own; of the faces, PostgreSQL sees every page as every role asks for it (test_doors)
ON_ONE_DATABASE := tests/domain tests/telephony tests/demo tests/website tests/office tests/portal tests/server/test_serve.py tests/server/test_cli.py \
  tests/server/test_explaining.py tests/server/test_restore_killed.py $(filter-out tests/house/test_doors.py,$(wildcard tests/house/test_*.py))
OWN_UV := $(filter .venv-tools/bin/uv,$(UV))

.DEFAULT_GOAL := help
.PHONY: help demo test check bench

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

demo: $(OWN_UV) ## run an invented agency in the browser
	@$(RUN) vorzimmer demo

test: $(OWN_UV) ## run all tests: on SQLite, in the browser, on PostgreSQL
	$(RUN) pytest -rs $(PARALLEL) -m "not journey"
	$(RUN) pytest -rs $(PARALLEL) -m journey $(shell grep -rl --include='*.py' 'mark\.journey' tests)
	$(RUN) python tools/with_postgres.py pytest -rs $(PARALLEL) -m "not journey" $(ON_ONE_DATABASE:%=--ignore=%)

check: export VORZIMMER_HOME := var/check
check: $(OWN_UV) ## look at style, types, floors, migrations, translations and documents
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python -m django check --settings vorzimmer.settings
	$(RUN) python -m django makemigrations --check --dry-run --settings vorzimmer.settings
	$(RUN) python tools/messages.py --check
	$(RUN) djlint vorzimmer/templates --lint --quiet
	$(RUN) pytest tests/house --ignore=tests/house/test_doors.py

bench: $(OWN_UV) ## measure, each figure beside its limit
	$(RUN) python -m bench
	$(RUN) python tools/with_postgres.py --durable python -m bench 1 2

.venv-tools/bin/uv:
	@python3 -m venv .venv-tools || { rm -rf .venv-tools; \
	  echo "make: uv is not installed, and Python cannot make the environment to fetch it into." >&2; \
	  echo "make: install uv, or the package with Python's venv (on Debian: python3-venv), and try again." >&2; exit 1; }
	@echo '*' > .venv-tools/.gitignore
	@.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check uv
