package pbx_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/telephony/pbx"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// whole is a city with everything that can be set.
func whole() pbx.Settings {
	return pbx.Settings{
		Name: "pbx-1", Paths: pbx.SystemPaths(), Language: "uk", LongestMessage: 5 * time.Minute,
		RTPTimeout: 30 * time.Second, HoldTimeout: 5 * time.Minute,
		HTTP: pbx.HTTP{
			Bind: "127.0.0.1:8088", ARIFrom: []string{"10.8.0.2/32"},
			TLSBind: "0.0.0.0:8089", TLSCert: "/etc/asterisk/cert.pem", TLSKey: "/etc/asterisk/key.pem",
		},
		ARI: pbx.ARI{User: "hotline", Password: "only-for-the-golden-file", App: "hotline"},
		SIP: pbx.SIP{Bind: "0.0.0.0:5060", External: "198.51.100.7", LocalNets: []string{"10.0.0.0/8"}},
		RTP: pbx.RTP{First: 10000, Last: 20000, ICEHosts: []pbx.ICEHost{{Local: "10.0.0.5", Told: "198.51.100.7"}}},
		Trunk: &pbx.Trunk{
			Match: []string{"203.0.113.10", "203.0.113.16/28"}, Host: "sip.example.org:5060", Register: true,
			Username: "380629411555", Password: "only-for-the-golden-file-too", ContactUser: "380629411555",
			FromUser: "380629411555", FromDomain: "sip.example.org",
			Codecs: []string{"alaw", "ulaw"}, DTMF: "auto", Qualify: 30 * time.Second,
		},
		Lines: []pbx.Line{
			{Number: "1555", Dialled: []string{"1555", "+380629411555"}, Language: "uk"},
			{Number: "1556", Dialled: []string{"1556"}, Language: "en"},
		},
		Phones: []pbx.Phone{{Name: "vodokanal-duty", Contact: "sip:duty@10.20.0.15:5060"}},
	}
}

func TestRenderedFilesAreThoseKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, pbx.Render(whole(), dir))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	kept, err := filepath.Glob("testdata/golden/*.conf")
	require.NoError(t, err)
	if !*update {
		require.Len(t, files, len(kept))
	}
	for _, file := range files {
		golden := filepath.Join("testdata/golden", file.Name())
		got, err := os.ReadFile(filepath.Join(dir, file.Name()))
		require.NoError(t, err)
		if *update {
			require.NoError(t, os.WriteFile(golden, got, 0o600))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), file.Name())
	}
}

func TestFilesWithPasswordsAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := whole()
	require.NoError(t, pbx.Render(s, dir))
	secrets := []string{s.ARI.Password, s.Trunk.Password}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		require.NoError(t, err)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		private := false
		for _, secret := range secrets {
			private = private || strings.Contains(string(text), secret)
		}
		if private {
			require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), path)
		}
		return nil
	})
	require.NoError(t, err)
}

func TestNothingIsWrittenOfWrongSettings(t *testing.T) {
	t.Parallel()
	for field, spoil := range map[string]func(*pbx.Settings){
		"name":                func(s *pbx.Settings) { s.Name = "pbx.1" },
		"paths.spool":         func(s *pbx.Settings) { s.Paths.Spool = "spool" },
		"http.bind":           func(s *pbx.Settings) { s.HTTP.Bind = "localhost" },
		"http.tls_key":        func(s *pbx.Settings) { s.HTTP.TLSKey = "" },
		"http.ari_from[0]":    func(s *pbx.Settings) { s.HTTP.ARIFrom[0] = "10.8.0.2" },
		"ari.password":        func(s *pbx.Settings) { s.ARI.Password = "secret" },
		"sip.bind":            func(s *pbx.Settings) { s.SIP.Bind = ":5060" },
		"rtp":                 func(s *pbx.Settings) { s.RTP.Last = s.RTP.First },
		"rtp_timeout":         func(s *pbx.Settings) { s.RTPTimeout = 0 },
		"trunk.match":         func(s *pbx.Settings) { s.Trunk.Match, s.Trunk.Register = nil, false },
		"trunk.match[0]":      func(s *pbx.Settings) { s.Trunk.Match[0] = "0.0.0.0/0\ncontext=elsewhere" },
		"trunk.password":      func(s *pbx.Settings) { s.Trunk.Password = "two words" },
		"trunk.host":          func(s *pbx.Settings) { s.Trunk.Host = "" },
		"trunk.codecs[0]":     func(s *pbx.Settings) { s.Trunk.Codecs[0] = "opus" },
		"lines[1].dialled[0]": func(s *pbx.Settings) { s.Lines[1].Dialled[0] = "1555" },
		"lines[0].number":     func(s *pbx.Settings) { s.Lines[0].Number = "_X." },
		"lines[0].language":   func(s *pbx.Settings) { s.Lines[0].Language = "uk)" },
		"phones[0].name":      func(s *pbx.Settings) { s.Phones[0].Name = "trunk" },
		"phones[0].contact":   func(s *pbx.Settings) { s.Phones[0].Contact = "10.20.0.15" },
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			s, dir := whole(), t.TempDir()
			spoil(&s)
			err := pbx.Render(s, dir)
			require.ErrorContains(t, err, "pbx: "+field+":")
			require.NotContains(t, err.Error(), "two words", "a fault quotes no password")
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, files)
		})
	}
}

func TestAgentsPasswordIsTheirOwn(t *testing.T) {
	t.Parallel()
	require.NotEqual(t, pbx.AgentPassword("secret", "olena"), pbx.AgentPassword("secret", "iryna"))
	require.NotEqual(t, pbx.AgentPassword("secret", "olena"), pbx.AgentPassword("another", "olena"))
	require.Equal(t, "iNNhF8uP6Eja_P7kUVWSULSX3o1QLxDS", pbx.AgentPassword("secret", "olena"), "it is kept nowhere, so it must not change")
}

func TestExampleOfACityIsRight(t *testing.T) {
	t.Parallel()
	city, err := pbx.ReadCity("../../deploy/asterisk/lines.example.yaml")
	require.NoError(t, err)
	require.Len(t, city.Lines, 2)
	require.Equal(t, "uk", city.Lines[0].Language, "the city's, since the line has none")
	require.Equal(t, 30*time.Second, city.Trunk.Qualify)
	require.Equal(t, "centre", city.Lines[1].District)
}

func TestFaultsOfACityNameTheirField(t *testing.T) {
	t.Parallel()
	for text, field := range map[string]string{
		"": "lines", "lines: [{number: x}]": "lines[0].number", "lines: [{number: '15', colour: red}]": "colour",
		"lines: [{number: '15'}]\ntrunk: {codecs: [alaw]}": "trunk.match",
	} {
		_, err := pbx.ParseCity([]byte(text))
		require.ErrorContains(t, err, field)
	}
}
