package phone_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/internal/phone"
)

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]phone.Number{
		"0501112233": {E164: "+380501112233"}, "050 111-22-33": {E164: "+380501112233"}, "(050)1112233": {E164: "+380501112233"},
		"+380 50 111 22 33": {E164: "+380501112233"}, "380501112233": {E164: "+380501112233"},
		"+48 22 694 75 00": {E164: "+48226947500", Abroad: true}, "48226947500": {E164: "+48226947500", Abroad: true},
		"12345": {}, "немає": {}, "": {}, strings.Repeat("1", 100): {}, "050111223344556": {},
	} {
		got, ok := phone.Parse(given)
		require.Equal(t, want, got, given)
		require.Equal(t, want.E164 != "", ok, given)
	}
}
