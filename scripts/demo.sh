#!/usr/bin/env bash
# A lively day in the demo city, on a database of its own that begins empty each time; then the city stays up. HOURS
# and SPEED say how long the day is and how fast it passes. Arguments go to bin/demo.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

hours=${HOURS:-8} speed=${SPEED:-120}
mkdir -p var
rm -rf var/demo-files
export BLOB_URL=file://$PWD/var/demo-files SESSION_SECRET=${SESSION_SECRET:-$(head -c 32 /dev/urandom | base64 -w0)}
scripts/dev-postgres.sh running || trap 'scripts/dev-postgres.sh stop' EXIT
export DATABASE_URL
DATABASE_URL=$(scripts/dev-postgres.sh fresh hotline_demo)

say "a day of $hours hours in $((hours * 3600 / speed)) seconds; the server's log is var/demo.log"
outlive bin/demo -speed "$speed" -hours "${hours}h" "$@" -- bin/hotline serve --demo
