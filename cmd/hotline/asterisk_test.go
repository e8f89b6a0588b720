package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// render runs the command as `hotline asterisk render` would.
func render(t *testing.T, args ...string) error {
	t.Helper()
	var cli struct {
		Asterisk asteriskCmd `cmd:""`
	}
	var out bytes.Buffer
	parser, err := kong.New(&cli, kong.Writers(&out, &out))
	require.NoError(t, err)
	k, err := parser.Parse(append([]string{"asterisk", "render"}, args...))
	require.NoError(t, err)
	return k.Run()
}

func TestExampleLinesMakeAConfiguration(t *testing.T) {
	t.Setenv("ARI_PASSWORD", "made-for-this-test-alone")
	t.Setenv("TRUNK_PASSWORD", "the-provider-gave-it")
	dir := t.TempDir()
	lines := filepath.Join("..", "..", "deploy", "asterisk", "lines.example.yaml")
	require.NoError(t, render(t, "--dir", dir, "--lines", lines, "--ice-host", "10.0.0.5=198.51.100.7"))
	for file, text := range map[string]string{
		"extensions.conf": "exten => +380629411556,1,Goto(hotline-line-1556,s,1)", "pjsip.conf": "password = the-provider-gave-it",
		"ari.conf": "password = made-for-this-test-alone", "rtp.conf": "10.0.0.5 => 198.51.100.7",
	} {
		written, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		require.Contains(t, string(written), text)
	}
}

func TestWrongFlagsOfAsteriskAreNamed(t *testing.T) {
	t.Setenv("ARI_PASSWORD", "made-for-this-test-alone")
	t.Setenv("TRUNK_PASSWORD", "the-provider-gave-it")
	lines := filepath.Join("..", "..", "deploy", "asterisk", "lines.example.yaml")
	for expected, args := range map[string][]string{
		"--rtp": {"--rtp", "10000"}, "--ice-host": {"--ice-host", "10.0.0.5"}, "sip.bind": {"--sip", ":5060"},
		"http.tls_cert": {"--tls", "0.0.0.0:8089"}, "belong together": {"--home", t.TempDir()},
	} {
		dir := t.TempDir()
		require.ErrorContains(t, render(t, append(args, "--dir", dir, "--lines", lines)...), expected)
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, files)
	}
}
