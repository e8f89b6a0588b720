package dashboard

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPicturesOfTheMapAreTheOnlyThingThatComesFromElsewhere(t *testing.T) {
	t.Parallel()
	plain := build(t, "mariupol").browser().get("/wall").Header.Get("Content-Security-Policy")
	require.Equal(t, consoleCSP, plain)
	h := build(t, "mariupol", func(c *Config) { c.MapTilesURL = "https://{s}.tiles.example.org/{z}/{x}/{y}.png" })
	widened := h.browser().get("/wall").Header.Get("Content-Security-Policy")
	require.Equal(t, strings.Replace(plain, "img-src 'self'", "img-src 'self' https://*.tiles.example.org", 1), widened)
	for tiles, host := range map[string]string{
		"": "", "no address": "", "http://tiles:8081/{z}/{x}/{y}.png?key=1": "http://tiles:8081",
	} {
		require.Equal(t, host, tileHost(tiles), tiles)
	}
}
