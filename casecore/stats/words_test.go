package stats

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsTypedBecomesStemsThatMayGoOn(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                 "",
		" ,.! ":            "",
		"Вода":             "'вод':*",
		"вода гаряча":      "'вод':* & 'гаряч':*",
		"дім 5":            "'дім':* & '5'",
		"12-а":             "'12' & 'а'",
		"об'єкт":           "'обєкт':*",
		`"гаряча вода" не`: "'гаряча' & 'вода' & 'не'",
		"«вода":            "'вода'",
		"a'b\\c":           "'ab' & 'c'",
	} {
		require.Equal(t, want, tsQuery(typed), typed)
	}
}

func FuzzTSQuery(f *testing.F) {
	for _, seed := range []string{"вода", `"a" & !b:*`, "'", `\`, "(:", "№ 5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, r := range tsQuery(typed) {
			switch r {
			case '\'', ' ', '&', ':', '*':
			default:
				require.True(t, alnum(r), "%q", r)
			}
		}
	})
}
