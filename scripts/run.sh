#!/usr/bin/env bash
# Runs the built server with the demo city until it is interrupted. Without
# DATABASE_URL it brings its own PostgreSQL and takes it down again, and without
# ARI_URL a private Asterisk, when there is one (make setup); files and a
# signing secret are kept in var/ too. Arguments go to `hotline serve`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

mkdir -p var
stops=()
stop_all() { local stop; for stop in "${stops[@]}"; do "$stop" stop; done; }
trap stop_all EXIT
export BLOB_URL=${BLOB_URL:-file://$PWD/var/files} SPEECH_DIR=${SPEECH_DIR:-$PWD/var/speech}
if [ -z "${SESSION_SECRET:-}" ]; then # kept, so that links outlive a restart
	[ -e var/session-secret ] || (umask 077 && head -c 32 /dev/urandom | base64 -w0 >var/session-secret)
	SESSION_SECRET=$(<var/session-secret)
	export SESSION_SECRET
fi
if [ -z "${DATABASE_URL:-}" ]; then
	# Whoever finds it running leaves it running: another copy uses it.
	scripts/dev-postgres.sh running || stops+=(scripts/dev-postgres.sh)
	DATABASE_URL=$(scripts/dev-postgres.sh start)
	export DATABASE_URL
fi
if [ -z "${ARI_URL:-}" ] && scripts/asterisk.sh has && command -v espeak-ng >/dev/null; then
	scripts/asterisk.sh running || stops+=(scripts/asterisk.sh)
	if settings=$(scripts/asterisk.sh start); then
		while IFS= read -r setting; do export "${setting?}"; done <<<"$settings"
	else
		say 'going on without telephone calls'
	fi
fi

outlive bin/hotline serve --demo "$@"
