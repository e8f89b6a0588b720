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

# as_user runs a command as a server's own user where root runs the script.
as_user() {
	local user=$1
	shift
	if [ "$(id -u)" = 0 ]; then
		(cd / && setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups "$@")
	else
		"$@"
	fi
}

# server_home makes a server's folder of that name for its user, and prints it: in var (HOTLINE_VAR names another one), or
# elsewhere when that user cannot enter var or a socket's path would get too long there.
server_home() {
	local name=$1 user=$2 var=${HOTLINE_VAR:-$PWD/var} home sum
	mkdir -p "$var"
	home=$var/$name
	if [ ${#home} -gt 80 ] || ! as_user "$user" test -x "$var"; then
		sum=$(printf %s "$var" | cksum | cut -d' ' -f1)
		home=/var/lib/hotline/$sum/$name
		[ "$(id -u)" = 0 ] || home=$(cache_dir)/dev/$sum/$name
	fi
	mkdir -p "$home"
	[ "$(id -u)" != 0 ] || chown "$user": "$home"
	echo "$home"
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
