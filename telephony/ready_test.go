package telephony_test

import (
	"testing"
)

func TestReadinessFollowsTheEventSocket(t *testing.T) {
	t.Parallel()
	r := run(t)
	heard := func() bool { return r.bridge.Check(t.Context()) == nil }
	r.eventually(heard, "a bridge that hears Asterisk is in order")
	r.pbx.Kill()
	r.eventually(func() bool { return !heard() }, "nobody says that Asterisk is gone")
	r.pbx.Restart()
	r.eventually(heard, "the bridge does not come back")
}
