package dashboard

import (
	"net/http"
	"net/url"
	"testing"

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
