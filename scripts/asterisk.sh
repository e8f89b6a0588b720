#!/usr/bin/env bash
# A private Asterisk 22 beside the project: Debian's packages unpacked into the cache directory, run from there.
#
#   scripts/asterisk.sh tree     unpacks them if they are not there (half a minute, once)
#   scripts/asterisk.sh has      fails when they are not there
#   scripts/asterisk.sh start    configures it from LINES, starts it if it is down, prints the settings that `hotline serve`
#                                takes from the environment, one NAME=value a line
#   scripts/asterisk.sh stop     stops it
#   scripts/asterisk.sh running  fails when it is down
#
# It keeps its files in var/asterisk (HOTLINE_VAR names another folder than var) and listens on this machine alone, for HTTP
# at ASTERISK_HTTP (8088) and for SIP at ASTERISK_SIP (5060). LINES is a city's file; without it there are two lines, 1555
# and 1556, and a trunk at 127.0.0.2. Root runs it as nobody.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

tree=$(cache_dir)/asterisk-22
http=127.0.0.1:${ASTERISK_HTTP:-8088} sip=127.0.0.1:${ASTERISK_SIP:-5060}

has_tree() { [ -x "$tree/usr/sbin/asterisk" ]; }

# mirror is where this Debian's packages come from; on other systems mmdebstrap knows Debian's own.
mirror() {
	grep -q '^ID=debian' /etc/os-release || return 0
	cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
		awk '/^URIs:/ { print $2; exit } /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z]+:/) { print $i; exit } }'
}

# unpack leaves the packages of sid, which has Asterisk 22, in a folder. Nothing of them is run or installed.
unpack() {
	local mirrors
	read -ra mirrors < <(mirror) || true
	mmdebstrap --quiet --variant=extract --include=asterisk --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
		--aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' sid - "${mirrors[@]}" |
		tar --extract --no-same-owner --exclude='./dev/*' --directory "$1"
}

make_tree() {
	local aside
	mkdir -p "$(cache_dir)"
	exec 9>"$tree.lock"
	flock 9 # whoever waited finds it made
	has_tree && return
	say "unpacking Asterisk 22 into $tree (250 MB, once)" >&2
	aside=$tree.part # one, under the lock
	rm -rf "$aside"*
	mkdir -m 755 "$aside"
	unpack "$aside"
	run_from "$aside" -V | grep -q '^Asterisk 22' || fail "what was unpacked is not Asterisk 22"
	rm -rf "$tree"
	mv "$aside" "$tree" # a tree is whole or not there
}

# loader_of prints a tree's own dynamic loader.
loader_of() {
	local loader
	loader=$(find "$1"/usr/lib/*/ -maxdepth 1 -name 'ld-linux-*.so.*' | head -n 1)
	[ -n "$loader" ] || fail "the tree has no loader"
	echo "$loader"
}

# run_from runs Asterisk with the libraries of its own tree, for the system's may be older.
run_from() {
	local from=$1 loader
	shift
	loader=$(loader_of "$from")
	"$loader" --library-path "$(dirname "$loader")" --argv0 asterisk "$from/usr/sbin/asterisk" "$@"
}

running() {
	local pid
	pid=$(cat "$home/run/asterisk.pid" 2>/dev/null) && grep -qsF "$home/etc" "/proc/$pid/cmdline"
}

console() { run_from "$tree" -C "$home/etc/asterisk.conf" -rx "$1"; }

password() {
	[ -e "$home.password" ] || (umask 077 && head -c 24 /dev/urandom | base64 -w0 | tr '+/' '-_' >"$home.password")
	cat "$home.password"
}

# render keeps the sounds of an earlier start: making them takes seconds.
render() {
	local lines=${LINES:-}
	if [ ! -e "$lines" ]; then
		lines=$home.lines.yaml
		cat >"$lines" <<-'YAML'
			lines:
			  - number: "1555"
			  - {number: "1556", language: en}
			trunk: {match: [127.0.0.2], host: "127.0.0.3"}
		YAML
	fi
	ARI_PASSWORD=$(password) bin/hotline asterisk render --home "$home" --tree "$tree" \
		--lines "$lines" --http "$http" --sip "$sip" --rtp 20000-21000 >/dev/null
	[ -e "$home/data/sounds/hotline/uk/fallback.wav" ] ||
		bin/hotline asterisk sounds --home "$home" --tree "$tree" >/dev/null
	echo "$lines" >"$home.lines"
}

start() {
	has_tree || fail "Asterisk is not there: run scripts/setup.sh test"
	[ -x bin/hotline ] || fail "bin/hotline is not there: run make build"
	if ! running; then
		render
		local as=()
		[ "$(id -u)" != 0 ] || as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
		# What starts it must not wait for it: no descriptor of ours stays open in it.
		launch "${as[@]}"
		await
	fi
	printf '%s\n' "ARI_URL=http://$http/ari" "ARI_USERNAME=hotline" "ARI_PASSWORD=$(password)" "ARI_APP=hotline" \
		"TELEPHONY_LINES=$(<"$home.lines")"
}

launch() {
	local loader
	loader=$(loader_of "$tree")
	(cd / && exec setsid "$@" "$loader" --library-path "$(dirname "$loader")" --argv0 asterisk "$tree/usr/sbin/asterisk" \
		-f -C "$home/etc/asterisk.conf") </dev/null >"$home.log" 2>&1 &
}

await() {
	local tries
	for tries in {1..150}; do
		if [ "$(console 'core waitfullybooted' 2>/dev/null)" = 'Asterisk has fully booted.' ]; then
			return
		fi
		sleep 0.1
	done
	fail "Asterisk did not start, see $home.log"
}

home=$(server_home asterisk nobody)
case ${1:-} in
tree) has_tree || make_tree ;;
has) has_tree ;;
start) start ;;
stop) ! running || console 'core stop now' >/dev/null ;;
running) running ;;
*) fail "usage: scripts/asterisk.sh tree|has|start|stop|running" ;;
esac
