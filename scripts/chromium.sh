#!/usr/bin/env bash
# Prints the path of a Chromium that the browser tests can drive: CHROMIUM, the
# system's, or Playwright's own. Fails when there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# A snap's launcher is a short script that calls snap; it cannot be driven headless.
is_usable() { [ -x "$1" ] && ! grep -aqs 'snap' <(head -c 2048 "$1"); }

playwright=$(find "$(cache_dir)/browsers" -type f -path '*/chrome-linux*/chrome' 2>/dev/null | sort | tail -n 1) || true
for candidate in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/google-chrome-stable "$playwright"; do
	if [ -n "$candidate" ] && is_usable "$candidate"; then
		echo "$candidate"
		exit 0
	fi
done
fail "no Chromium found: run scripts/setup.sh test, or name one with CHROMIUM"
