# Two commands do everything on a fresh machine: `make run` and `make test`.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -q -n 3 --dist loadgroup -r fER --durations 25
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The suite starts some hundred processes: each would compile the product again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-unit test-e2e test-postgres chaos check lock

run: .venv/ready
	@exec $(PY) manage.py up

test: .venv/ready-dev
	$(PYTEST)

test-unit: .venv/ready-dev
	$(PYTEST) -m "not e2e and not chaos"

test-e2e: .venv/ready-dev
	$(PYTEST) tests/e2e

# The same suite on a PostgreSQL cluster made for it and thrown away; what touches no database is tested once, chaos has its own target.
test-postgres: .venv/ready-dev
	@sh tools/with_postgres.sh $(PYTEST) -m "not e2e and not chaos" --database-only

# Visits by a model of the phone while gunicorn, worker, broker and database are killed. `make chaos VISITS=20000 SEED=7`
VISITS ?= 10000
SEED ?= 1
KILLS ?= 12
chaos: .venv/ready-dev
	@sh tools/with_postgres.sh $(PY) -m tests.faults.chaos --visits $(VISITS) --seed $(SEED) --kills $(KILLS)

check: .venv/ready-dev
	@sh tools/check.sh

lock:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --group dev -o requirements-dev.txt

.venv/ready: requirements.txt tools/setup.sh
	@sh tools/setup.sh run
	@touch $@

.venv/ready-dev: requirements-dev.txt tools/samples.py .venv/ready
	@sh tools/setup.sh test
	@touch $@
