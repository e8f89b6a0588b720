#!/usr/bin/env bash
# Runs the built server with the demo city until it is interrupted. Without
# DATABASE_URL it brings its own PostgreSQL and takes it down again. Arguments
# go to `hotline serve`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

if [ -z "${DATABASE_URL:-}" ]; then
	DATABASE_URL=$(scripts/dev-postgres.sh start)
	export DATABASE_URL
	trap 'scripts/dev-postgres.sh stop' EXIT
fi

# Ctrl-C reaches the server by itself; this shell only has to outlive it.
trap : INT
trap 'kill -TERM "$server" 2>/dev/null' TERM
bin/hotline serve --demo "$@" &
server=$!
status=0
while kill -0 "$server" 2>/dev/null; do
	status=0
	wait "$server" || status=$?
done
case $status in
130 | 143) exit 0 ;; # interrupted, as it should be
*) exit "$status" ;;
esac
