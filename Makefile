# Two commands do everything on a fresh machine: `make run` and `make test`.
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test test-postgres check lock dev

run: .venv/ready
	@$(PY) manage.py up

.venv/ready: requirements.txt
	@sh tools/setup.sh run
	@touch $@

.venv/ready-dev: requirements-dev.txt .venv/ready
	@sh tools/setup.sh test
	@touch $@

dev: .venv/ready-dev

lock:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --group dev -o requirements-dev.txt
