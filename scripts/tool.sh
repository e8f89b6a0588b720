#!/usr/bin/env bash
# Prints the path of a pinned Go tool, building it on first use into the cache
# directory, where every work tree finds it.
#
#   scripts/tool.sh sqlc
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

case ${1:-} in
sqlc) module=github.com/sqlc-dev/sqlc/cmd/sqlc version=v1.31.1 ;;
golangci-lint) module=github.com/golangci/golangci-lint/v2/cmd/golangci-lint version=v2.11.4 ;;
govulncheck) module=golang.org/x/vuln/cmd/govulncheck version=v1.1.4 ;;
*) fail "usage: scripts/tool.sh sqlc|golangci-lint|govulncheck" ;;
esac

home=$(cache_dir)/tools/$1-$version
if [ ! -x "$home/$1" ]; then
	say "building $1 $version (some minutes, once)" >&2
	GOBIN=$home GOFLAGS= go install "$module@$version" >&2
fi
echo "$home/$1"
