#!/bin/sh
# Lint, types, templates, architecture and settings: silent when everything is well. `make check` runs it.
set -u
cd "$(dirname "$0")/.." || exit 1
bin=.venv/bin
failed=""
out=$(mktemp)
var=$(mktemp -d)
trap 'rm -rf "$out" "$var"' EXIT

# Run one check; on failure show what it said.
check() {
    name=$1
    shift
    if ! "$@" >"$out" 2>&1; then
        echo "── $name" && cat "$out"
        failed="$failed $name;"
    fi
}

PACKAGES="agents attendance clients common config dashboard deliveries demo diagnostics portal privacy reviews standin sync visits"
present=""
for package in $PACKAGES; do
    if [ -d "$package" ]; then present="$present $package"; fi
done

check "ruff check" $bin/ruff check --quiet .
check "ruff format" $bin/ruff format --quiet --check .
check "mypy" $bin/mypy --no-error-summary $present
check "djlint" $bin/djlint --quiet --lint templates
check "imports" $bin/lint-imports --no-cache
check "picture of the architecture" $bin/python tools/architecture_picture.py --check
check "migrations" env VAR_DIR="$var" $bin/python -W ignore manage.py makemigrations --check --dry-run
check "settings for production" env VAR_DIR="$var" HTTPS=1 ALLOWED_HOSTS=rota.example \
    SECRET_KEY="a-key-of-fifty-characters-or-more-only-for-this-check-0123456789" \
    $bin/python -W ignore manage.py check --deploy --fail-level WARNING
check "shape and conventions" env VAR_DIR="$var" $bin/pytest -q -x -p no:cacheprovider \
    tests/test_architecture.py tests/test_conventions.py

if [ -n "$failed" ]; then
    echo "not well:$failed"
    exit 1
fi
echo "check: all well"
