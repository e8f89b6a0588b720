package casecore_test

import (
	"flag"
	"os"
	"testing"
)

// Each walk writes to a real database: a few dozen a run find what there is to find. -rapid.checks asks for more.
func TestMain(m *testing.M) {
	given := false
	flag.Parse()
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		_ = flag.Set("rapid.checks", "25")
	}
	os.Exit(m.Run())
}
