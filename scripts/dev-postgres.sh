#!/usr/bin/env bash
# The private PostgreSQL of `make run`, kept in var/ between runs.
#
#   scripts/dev-postgres.sh start   makes the cluster if there is none, starts it
#                                   if it is down, prints the database's URL
#   scripts/dev-postgres.sh fresh DB
#                                   likewise, with an empty database of that name
#   scripts/dev-postgres.sh stop    stops it
#   scripts/dev-postgres.sh running fails when it is down
#
# HOTLINE_VAR names another folder than var. PostgreSQL refuses to run as root,
# so root runs it as the user postgres; when that user cannot enter the folder,
# the cluster is kept in /var/lib/hotline.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

bin=$(postgres_bin)
[ -n "$bin" ] || fail "PostgreSQL 15 or later is not installed: run scripts/setup.sh run"

as_postgres() { as_user postgres "$@"; }

url() { echo "postgres:///${1:-hotline}?host=$home/run&user=postgres"; }

control() { as_postgres "$bin/pg_ctl" -D "$home/data" -s -w "$@" </dev/null >/dev/null; }

running() { control status 2>/dev/null; }

query() { as_postgres "$bin/psql" -h "$home/run" -U postgres -d postgres -XAtqc "$1"; }

make_cluster() {
	say "making a PostgreSQL cluster in $home" >&2
	as_postgres rm -rf "$home/data.part"
	as_postgres "$bin/initdb" -D "$home/data.part" -U postgres --auth=trust \
		--encoding=UTF8 --locale=C.UTF-8 >/dev/null
	as_postgres mkdir -p "$home/run"
	as_postgres mv "$home/data.part" "$home/data"
}

start() {
	[ -e "$home/data/PG_VERSION" ] || make_cluster
	if ! running; then
		control start -l "$home/server.log" \
			-o "-c listen_addresses='' -c unix_socket_directories='$home/run'" ||
			fail "PostgreSQL did not start, see $home/server.log"
	fi
	[ "${1:-}" = "" ] || query "DROP DATABASE IF EXISTS $1 WITH (FORCE)"
	local name=${1:-hotline}
	if [ -z "$(query "SELECT 1 FROM pg_database WHERE datname = '$name'")" ]; then
		query "CREATE DATABASE $name TEMPLATE template0 ENCODING 'UTF8'
			LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'uk'"
	fi
	url "$name"
}

home=$(server_home "postgres-$(basename "$(dirname "$bin")")" postgres) # a data directory belongs to one major version
case ${1:-} in
start) start ;;
fresh) start "${2:?the name of the database}" ;;
stop) ! running || control stop -m fast ;;
running) running ;;
*) fail "usage: scripts/dev-postgres.sh start|fresh DB|stop|running" ;;
esac
