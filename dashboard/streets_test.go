package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

func TestATypedAddressIsOfferedWithItsDistrict(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	demo, err := streets.Demo(nil)
	require.NoError(t, err)
	require.NoError(t, pgstore.NewStreets(h.DB).Import(t.Context(), demo))
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})

	var list StreetList
	agent.get("/api/streets?q=" + url.QueryEscape("ул азовстальская 12 кв 4")).ok().json(&list)
	require.NotEmpty(t, list.Streets)
	first := list.Streets[0]
	require.Equal(t, "вул. Азовстальська, 12, кв. 4", first.Address)
	require.EqualValues(t, "kalmius", first.District)
	require.Equal(t, "Кальміуський", first.DistrictName)
	require.True(t, first.Demo)

	agent.get("/api/streets?q=" + url.QueryEscape("ъ")).ok().json(&list)
	require.Empty(t, list.Streets)
	require.Equal(t, http.StatusUnauthorized, h.browser().get("/api/streets?q=mira").Status)
}

// MR-4.5: the form offers streets too, to whoever writes in it, and not without end.
func TestTheFormOffersStreets(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) { c.Limits.PublicPages = Rate{Burst: 4, Every: time.Minute} })
	demo, err := streets.Demo(nil)
	require.NoError(t, err)
	require.NoError(t, pgstore.NewStreets(h.DB).Import(t.Context(), demo))
	b := h.browser()
	require.Contains(t, string(b.get("/report?lang=pl").Body), `data-streets="/report/streets?lang=pl"`)
	var list StreetList
	b.get("/report/streets?lang=uk&q=" + url.QueryEscape("азовстальска 12")).ok().json(&list)
	require.NotEmpty(t, list.Streets)
	require.Equal(t, "вул. Азовстальська, 12", list.Streets[0].Address, "a misspelt street is found")
	require.Equal(t, "Кальміуський", list.Streets[0].DistrictName)
	b.get("/report/streets?q="+strings.Repeat("a", casecore.MaxFieldRunes+1)).problem(http.StatusUnprocessableEntity, "error.form")
	b.get("/report/streets").ok().json(&list)
	require.Empty(t, list.Streets)
	busy := b.get("/report/streets?q=mira")
	require.NotEmpty(t, busy.Header.Get("Retry-After"))
	busy.problem(http.StatusTooManyRequests, "error.too_many")
}
