#!/usr/bin/env bash
# Runs the named steps, all of them even after a failure, and closes with one
# line of counts. Exits 1 when anything failed.
#
#   scripts/test.sh go web browser
#
# PKG narrows the Go packages. COUNTS names a file to leave "passed failed" in.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
passed=0 failed=0

# count STEP STATUS PASSED FAILED adds a step's counts. A step that fails before
# its first test is a failure too.
count() {
	local status=$2 step_failed=${4:-0}
	if [ "$status" != 0 ] && [ "$step_failed" = 0 ]; then
		step_failed=1
	fi
	passed=$((passed + ${3:-0})) failed=$((failed + step_failed))
	[ "$status" = 0 ] || say "$1 failed"
}

# counted PATTERN FILE sums the numbers that the pattern's group captures.
counted() { sed 's/\x1b\[[0-9;]*m//g' "$2" | sed -nE "s/$1/\1/p" | awk '{ n += $1 } END { print n + 0 }'; }

step_go() {
	local status=0
	go vet ${PKG:-./...} || count 'go vet' 1
	[ -n "${PKG:-}" ] || go -C bench vet ./... || count 'go vet in bench' 1
	go test -race -vet=off -timeout 15m -json ${PKG:-./...} |
		node scripts/go-report.mjs "$output/go" || status=$?
	count 'go test' "$status" $(cat "$output/go")
}

step_web() {
	local status=0
	npm test --silent | tee "$output/web" || status=$?
	count 'npm test' "$status" "$(counted '^ *Tests .* ([0-9]+) passed.*' "$output/web")" \
		"$(counted '^ *Tests .* ([0-9]+) failed.*' "$output/web")"
}

# The browser tests start servers of their own on a cluster of their own.
step_browser() {
	local status=0
	(
		if [ -z "${DATABASE_URL:-}" ]; then
			export HOTLINE_VAR=$PWD/var/e2e
			DATABASE_URL=$(scripts/dev-postgres.sh start)
			export DATABASE_URL
			trap 'scripts/dev-postgres.sh stop' EXIT
		fi
		CHROMIUM=$(scripts/chromium.sh) npm run test:e2e --silent --workspace e2e
	) | tee "$output/browser" || status=$?
	count 'browser tests' "$status" "$(counted '^ *([0-9]+) passed.*' "$output/browser")" \
		"$(counted '^ *([0-9]+) failed.*' "$output/browser")"
}

for step in "$@"; do
	say "tests: $step"
	"step_$step"
done

say "took $((SECONDS / 60)) min $((SECONDS % 60)) s"
[ -z "${COUNTS:-}" ] || echo "$passed $failed" >"$COUNTS"
say "$passed passed, $failed failed"
[ "$failed" = 0 ]
