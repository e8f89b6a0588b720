package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// runRegulation runs the two commands that read a city's rules as the command line would.
func runRegulation(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var cli struct {
		Regulation regulationCmd `cmd:""`
		Classifier classifierCmd `cmd:""`
	}
	var out bytes.Buffer
	parser, err := kong.New(&cli, kong.Writers(&out, &out), kong.Exit(func(int) {}))
	require.NoError(t, err)
	ctx, err := parser.Parse(args)
	require.NoError(t, err)
	err = ctx.Run(ctx)
	return out.String(), err
}

func tempFile(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestRegulationCheckAcceptsAGoodProfile(t *testing.T) {
	t.Parallel()
	out, err := runRegulation(t, "regulation", "check", "../../casecore/regulation/profiles/romny.yaml")
	require.NoError(t, err)
	require.Contains(t, out, "romny.yaml: OK (romny, version 1)")
}

func TestRegulationCheckPrintsEachErrorAtItsLine(t *testing.T) {
	t.Parallel()
	file := tempFile(t, "bad.yaml", "profile: x\ncolour: red\n")
	out, err := runRegulation(t, "regulation", "check", file)
	require.ErrorIs(t, err, errFaulty)
	require.Contains(t, out, file+":2:1: colour: unknown field \"colour\"\n")
	require.Contains(t, out, file+":1:1: field \"kinds\" is missing\n")
}

func TestRegulationExplainPrintsDeadlines(t *testing.T) {
	t.Parallel()
	out, err := runRegulation(t, "regulation", "explain", "mariupol", "--topic", "water.leak", "--district", "livyi",
		"--at", "2026-03-29T02:50:00+02:00", "--lang", "en")
	require.NoError(t, err)
	require.Contains(t, out, "Acceptance: 29.03.2026 04:20\n")
}

func TestRegulationExplainReadsAFileAndRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	_, err := runRegulation(t, "regulation", "explain", "../../casecore/regulation/profiles/romny.yaml",
		"--topic", "no.such", "--at", "2026-03-27T10:00:00+02:00")
	require.ErrorContains(t, err, "unknown topic")
	_, err = runRegulation(t, "regulation", "explain", "atlantis", "--topic", "x", "--at", "2026-03-27T10:00:00+02:00")
	require.ErrorContains(t, err, "atlantis")
}

func TestClassifierShippedPassesItsOwnCheck(t *testing.T) {
	t.Parallel()
	text, err := runRegulation(t, "classifier", "shipped")
	require.NoError(t, err)
	out, err := runRegulation(t, "classifier", "check", tempFile(t, "topics.csv", text), "--profile", "mariupol")
	require.NoError(t, err)
	require.Contains(t, out, "OK (125 topics")
}

func TestClassifierCheckNamesLineAndColumn(t *testing.T) {
	t.Parallel()
	file := tempFile(t, "topics.csv", "record;code;name_uk;group;kind;solve_n\ntopic;a;А;g;sos;багато\n")
	out, err := runRegulation(t, "classifier", "check", file)
	require.ErrorIs(t, err, errFaulty)
	require.Contains(t, out, file+":2:6: solve_n: \"багато\" is not a whole number")
}
