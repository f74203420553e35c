#!/bin/sh
# Make .venv and install what `make run` (or `make test`) needs. Safe to run again.
#   sh tools/setup.sh run|test
set -eu
cd "$(dirname "$0")/.."

what=${1:-run}
case $what in
    run) requirements=requirements.txt ;;
    test) requirements=requirements-dev.txt ;;
    *) echo "uso: sh tools/setup.sh run|test" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

# Debian packages of a list that are not installed.
missing_of() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || printf '%s ' "$package"
    done
}

# Install Debian packages where we may; else print the command. Returns 1 when something is still missing.
want() {
    why=$1; shift
    missing=$(missing_of "$@")
    [ -n "$missing" ] || return 0
    say "Faltam pacotes do Debian ($why): $missing"
    if may_install; then
        say "Instalando com apt-get…"
        if [ -z "${apt_is_fresh:-}" ]; then
            as_root apt-get update -qq >/dev/null 2>&1 || say "apt-get update não conseguiu atualizar a lista."
            apt_is_fresh=yes
        fi
        # shellcheck disable=SC2086 # a list of words
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null || true
        missing=$(missing_of "$@")
        [ -n "$missing" ] || return 0
    fi
    say "Instale com:  sudo apt-get install --no-install-recommends $missing"
    return 1
}

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
    want "o produto é escrito em Python" python3 python3-venv || exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "É preciso Python 3.11 ou mais novo; $("$python" --version) é antigo. Indique outro: PYTHON=/caminho/python3.11 make $what"
    exit 1
fi

# A virtual environment that does not run (moved, or of a Python that is gone) is made anew.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        want "ambiente virtual do Python" python3-venv || exit 1
    fi
    say "Criando o ambiente virtual em .venv…"
    "$python" -m venv --clear .venv
fi

if [ "$(cat .venv/installed-$what 2>/dev/null || true)" != "$(cksum <$requirements)" ]; then
    say "Instalando as dependências de $requirements…"
    .venv/bin/python -m pip install -q --require-hashes -r "$requirements"
    cksum <$requirements >.venv/installed-$what
fi

want "PDF para o cliente" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core ||
    say "Sem eles o produto funciona, mas não faz o PDF do resultado."

want "programas pequenos para o celular" esbuild ||
    say "Sem ele o produto funciona, mas o celular baixa o dobro."

if [ "$what" = test ]; then
    want "testes do celular em um motor JavaScript" nodejs || say "Sem ele os testes de JavaScript não rodam."
    want "make test-postgres" postgresql || say "Sem ele make test-postgres não roda."
    command -v npm >/dev/null 2>&1 || want "casos oficiais do JsonLogic, de um pacote npm" npm || true
    .venv/bin/python tools/samples.py || say "Faltam casos publicados por outros: dois testes vão falhar até make test os trazer."
    command -v chromium >/dev/null 2>&1 || want "testes em um navegador de verdade" chromium ||
        say "ATENÇÃO: SEM NAVEGADOR. Os testes de ponta a ponta não rodam (no CI isto é uma falha)."
fi
