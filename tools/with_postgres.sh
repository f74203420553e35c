#!/bin/sh
# Run a command with DATABASE_URL pointing at a PostgreSQL cluster of its own, thrown away afterwards.
# The cluster is durable as in production (fsync on) and listens on a Unix socket only.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
    echo "PostgreSQL não está instalado. Instale o pacote Debian 'postgresql' (como root: apt-get install postgresql)." >&2
    exit 1
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/rota-pg.XXXXXX")
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    chown postgres "$dir"
    as_owner() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
fi
stop() {
    as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$dir" && as_owner "$bin/initdb" -D "$dir/data" -U rota -A trust -E UTF8 --locale=C.UTF-8 >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
as_owner "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/log" -o "-k $dir -c listen_addresses='' -c max_connections=60" start >/dev/null
cd "$OLDPWD"

DATABASE_URL="postgres://rota@$(printf %s "$dir" | sed 's,/,%2F,g')/postgres"
export DATABASE_URL
"$@"
