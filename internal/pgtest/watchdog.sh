# Stops the shared test server when no test process has held its users.lock for
# $3 seconds. Arguments: the cluster's home, the path of pg_ctl, the seconds.
home=$1 pg_ctl=$2 limit=$3
pace=5
idle=0
read -r postmaster <"$home/data/postmaster.pid" || exit 0

# Under start.lock nobody can begin to use the server while it is being stopped.
stop='flock -n -x "$0/users.lock" "$1" -D "$0/data" -m fast -w -s stop'

while sleep "$pace" && kill -0 "$postmaster" 2>/dev/null; do
	if flock -n -x "$home/users.lock" true; then
		idle=$((idle + pace))
	else
		idle=0
	fi
	if [ "$idle" -ge "$limit" ]; then
		flock -n -x "$home/start.lock" sh -c "$stop" "$home" "$pg_ctl" && exit 0
	fi
done
