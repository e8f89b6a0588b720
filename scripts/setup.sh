#!/usr/bin/env bash
# Installs what is missing to run or to test, and says what it does. Takes a
# fraction of a second when nothing is missing.
#
#   scripts/setup.sh run    PostgreSQL
#   scripts/setup.sh test   that, a C compiler (race detector), Redis, a browser, fonts, and what calls need: Asterisk,
#                           unpacked beside the project, a SIP caller, a voice
#
# It starts no system service: the servers in use are private ones.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

purpose=${1:-test}
packages=()
want() { # want PACKAGE TEST...: the package is missing if the test fails
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || packages+=("$package")
}
has() { command -v "$1" >/dev/null; }
has_postgres() { [ -n "$(postgres_bin)" ]; }
has_cyrillic_fonts() { [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]; }

check_toolchains() {
	has go || fail "Go 1.26 or later is needed (https://go.dev/dl); any Go from 1.21 fetches it by itself"
	has node && has npm || fail "Node 20 or later with npm is needed (https://nodejs.org)"
	local major
	major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
	[ "$major" -ge 20 ] || fail "Node 20 or later is needed, this is $(node --version)"
}

collect_packages() {
	want postgresql has_postgres
	[ "$purpose" = test ] || return 0
	want redis-server has redis-server
	want gcc has gcc
	want libc6-dev test -e /usr/include/stdlib.h
	want util-linux has flock
	want fonts-dejavu-core has_cyrillic_fonts
	want sip-tester has sipp
	want espeak-ng has espeak-ng
	if ! scripts/asterisk.sh has; then
		want mmdebstrap has mmdebstrap
		want debian-archive-keyring test -e /usr/share/keyrings/debian-archive-keyring.gpg
		[ "$(id -u)" = 0 ] || want uidmap has newuidmap
	fi
	if ! scripts/chromium.sh >/dev/null 2>&1 && ! is_ubuntu; then
		packages+=(chromium)
	fi
}

is_ubuntu() { grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; }

install_packages() {
	has apt-get || fail "missing: ${packages[*]}; install them and run this again"
	say "installing ${packages[*]}"
	keep_services_down
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
		apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
	release_services
}

# The packages would start servers of their own, which nobody here needs: the
# PostgreSQL package is told to create no cluster, Redis's unit is masked while
# it is installed and disabled after. RUNLEVEL=1 does the same without systemd.
keep_services_down() {
	local settings=/etc/postgresql-common/createcluster.d package
	masked=()
	for package in "${packages[@]}"; do
		case $package in
		postgresql)
			as_root mkdir -p "$settings"
			echo 'create_main_cluster = false' | as_root tee "$settings/hotline.conf" >/dev/null
			;;
		redis-server)
			if [ -d /run/systemd/system ]; then
				as_root systemctl mask --quiet redis-server.service
				masked+=(redis-server.service)
			fi
			;;
		esac
	done
}

release_services() {
	local unit
	for unit in "${masked[@]}"; do
		as_root systemctl unmask --quiet "$unit"
		as_root systemctl disable --quiet "$unit"
	done
}

# On Ubuntu the package chromium is a stub for a snap, which a sandbox cannot
# run, so Playwright's own build serves there.
install_ubuntu_browser() {
	say "installing Playwright's Chromium"
	local npx
	npx=$(command -v npx)
	as_root env PATH="$PATH" PLAYWRIGHT_BROWSERS_PATH="$(cache_dir)/browsers" \
		"$npx" --yes playwright install --with-deps chromium
}

check_toolchains
collect_packages
if [ "${#packages[@]}" -gt 0 ]; then
	install_packages
fi
if [ "$purpose" = test ] && is_ubuntu && ! scripts/chromium.sh >/dev/null 2>&1; then
	install_ubuntu_browser
fi
if [ "$purpose" = test ]; then
	scripts/asterisk.sh tree
fi
