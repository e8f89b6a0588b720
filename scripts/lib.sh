# Shared by the scripts beside it; sourced, never run.

say() { printf 'hotline: %s\n' "$*"; }
fail() {
	printf 'hotline: %s\n' "$*" >&2
	exit 1
}

# cache_dir is where tools and test servers live, outside the work tree. As root
# it is a place that the user postgres can enter too.
cache_dir() {
	if [ -n "${HOTLINE_CACHE:-}" ]; then
		echo "$HOTLINE_CACHE"
	elif [ "$(id -u)" = 0 ]; then
		echo /var/cache/hotline
	else
		echo "${XDG_CACHE_HOME:-$HOME/.cache}/hotline"
	fi
}

# as_root runs a command as root, through sudo where needed.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		fail "root rights are needed for: $*"
	fi
}

# postgres_bin is the folder of the newest installed PostgreSQL's programs.
postgres_bin() {
	local newest
	newest=$(find /usr/lib/postgresql -maxdepth 1 -regex '.*/[0-9]+' 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
	if [ -n "$newest" ] && [ "${newest##*/}" -ge 15 ] && [ -x "$newest/bin/postgres" ]; then
		echo "$newest/bin"
	fi
}

# outlive runs a command in whose place the shell stays: what interrupts the shell stops the command, and the shell ends
# after it, with its status.
outlive() {
	"$@" &
	local command=$! status=0
	trap 'kill -TERM '"$command"' 2>/dev/null' INT TERM
	while kill -0 "$command" 2>/dev/null; do
		status=0
		wait "$command" || status=$?
	done
	case $status in
	130 | 143) exit 0 ;; # interrupted, as it should be
	*) exit "$status" ;;
	esac
}
