package regulation_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// Run the tests with -update to write the golden files and the generated parts of docs/regulation.md.
var update = flag.Bool("update", false, "write golden files instead of comparing with them")

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		require.NoError(t, os.WriteFile(file, got, 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run: go test ./casecore/regulation -update")
}

func TestExplanations(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	for name, tt := range map[string]struct {
		profile *regulation.Profile
		q       regulation.Question
	}{
		// MR-4.6, MR-5.1, MR-6.2, MR-6.3: a Friday evening before the spring change.
		"mariupol_ordinary_uk": {shipped(t, "mariupol"), regulation.Question{
			Topic: "road.pothole", At: kyiv(t, "2026-03-27 17:30"), Lang: "uk",
		}},
		// MR-5.1, MR-6.2.1: an emergency on the night of the change.
		"mariupol_sos_en": {shipped(t, "mariupol"), regulation.Question{
			Topic: "water.flood", District: "livyi", At: kyiv(t, "2026-03-29 02:50"), Lang: "en",
		}},
		"mariupol_agents_kind_en": {shipped(t, "mariupol"), regulation.Question{
			Topic: "road.pothole", Kind: "sos", At: kyiv(t, "2026-04-20 09:00"), Lang: "en",
		}},
		// RO-4.2, RO-4.3, RO-4.4
		"romny_uk": {shipped(t, "romny"), regulation.Question{
			Topic: "light.out", At: kyiv(t, "2026-10-22 09:00"), Lang: "uk",
		}},
		// MR-9.2
		"town_suspended_en": {parseTown(t), regulation.Question{
			Topic: "light.out", At: kyiv(t, "2026-03-02 09:00"), Lang: "en",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			require.NoError(t, regulation.Explain(&out, tt.profile, c, tt.q))
			golden(t, "testdata/explain/"+name+".txt", out.Bytes())
		})
	}
}

func TestOnlyWhatExistsIsExplained(t *testing.T) {
	t.Parallel()
	p, c := shipped(t, "mariupol"), shippedClassifier(t)
	for want, q := range map[error]regulation.Question{
		regulation.ErrUnknownTopic: {Topic: "no.such"},
		regulation.ErrUnknownKind:  {Topic: "light.out", Kind: "odd"},
	} {
		require.ErrorIs(t, regulation.Explain(&bytes.Buffer{}, p, c, q), want)
	}
	require.ErrorContains(t, regulation.Explain(&brokenWriter{}, p, c, regulation.Question{Topic: "light.out"}), "disk full")

	byHand := &regulation.Classifier{Topics: []regulation.Topic{{Code: "x", Names: regulation.Text{"uk": "Х"}}}}
	var out bytes.Buffer
	q := regulation.Question{Topic: "x", At: kyiv(t, "2026-03-02 09:00"), Lang: "en"}
	require.NoError(t, regulation.Explain(&out, p, byHand, q))
	require.Contains(t, out.String(), "Executor: chosen by hand")
}

// generated marks the parts of the page that come from the profiles: name, what, language.
var generated = regexp.MustCompile(`(?s)(<!-- generated: (\w+) (\w+) (\w+) -->\n).*?(<!-- /generated -->)`)

func TestTheDocumentationDrawsTheProfilesAsTheyAre(t *testing.T) {
	t.Parallel()
	const file = "../../docs/regulation.md"
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	parts := 0
	drawn := generated.ReplaceAllFunc(page, func(part []byte) []byte {
		parts++
		m := generated.FindSubmatch(part)
		p, lang := shipped(t, regulation.ProfileName(m[2])), string(m[4])
		text := map[string]func(string) string{"diagram": p.Diagram, "transitions": p.Table, "deadlines": p.Clocks}[string(m[3])](lang)
		if string(m[3]) == "diagram" {
			text = "```mermaid\n" + text + "```\n"
		}
		return []byte(string(m[1]) + text + string(m[5]))
	})
	require.Equal(t, 8, parts, "both profiles: a diagram in two languages, the transitions, the deadlines")
	golden(t, file, drawn)
}
