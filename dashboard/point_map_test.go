package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

// builtMap is a build of the consoles as far as the form's map goes.
var builtMap = fstest.MapFS{
	manifestFile: {Data: []byte(`{
		"_leaflet-1.js": {"file": "assets/leaflet-1.js", "css": ["assets/leaflet-1.css"]},
		"src/report/pointMap.ts": {"file": "assets/pointMap-1.js", "imports": ["_leaflet-1.js"], "css": ["assets/pointMap-1.css"]}
	}`)},
}

func TestTheFormOffersAMapWhereThereIsOne(t *testing.T) {
	t.Parallel()
	web := func(c *Config) { c.Web = builtMap }
	h := build(t, "mariupol", web)
	form := h.browser().get("/report")
	for _, part := range []string{
		`data-script="/assets/pointMap-1.js"`, `data-styles="/assets/leaflet-1.css /assets/pointMap-1.css"`,
		`data-lat="47.0971" data-lon="37.5434" data-zoom="13" data-tiles=""`,
	} {
		require.Contains(t, string(form.Body), part)
	}
	require.NotContains(t, string(build(t, "mariupol").browser().get("/report").Body), "show-map", "nothing was built")
	nowhere := build(t, "mariupol", web, func(c *Config) {
		c.Rules = ownRules{c.Rules, func(p *regulation.Profile) { p.Centre = regulation.Centre{} }}
	})
	require.NotContains(t, string(nowhere.browser().get("/report").Body), "show-map", "the profile names no centre")
	require.Empty(t, newMapFiles(fstest.MapFS{manifestFile: {Data: []byte("no JSON")}}).Script)
}

func TestTheFormsPolicyOpensForThePicturesOfTheMapAlone(t *testing.T) {
	t.Parallel()
	policy := func(tiles string) string {
		h := build(t, "mariupol", func(c *Config) { c.Web, c.MapTilesURL = builtMap, tiles })
		return h.browser().get("/report").Header.Get("Content-Security-Policy")
	}
	plain := policy("")
	require.Equal(t, formCSP, plain)
	require.NotContains(t, plain, "unsafe")
	require.Equal(t, strings.Replace(plain, "blob:", "blob: data: https://tiles.example.org", 1), policy("https://tiles.example.org/{z}/{x}/{y}.png"))
}

func TestStreetsAroundAPlaceAreNamed(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) { c.Limits.PublicPages = Rate{Burst: 4, Every: time.Minute} })
	demo, err := streets.Demo(nil)
	require.NoError(t, err)
	require.NoError(t, pgstore.NewStreets(h.DB).Import(t.Context(), demo))
	b := h.browser()
	var list struct{ Streets []nearStreet }
	b.get("/report/streets/near?lang=uk&lat=47.09066&lon=37.52554&n=3").ok().json(&list)
	require.Len(t, list.Streets, 3)
	require.Equal(t, "вул. Куїнджі", list.Streets[0].Address)
	require.EqualValues(t, "central", list.Streets[0].District)
	require.Zero(t, list.Streets[0].Metres)
	require.NotNil(t, list.Streets[0].Point)
	b.get("/report/streets/near?lat=47&lon=37&n=100000").ok().json(&list)
	require.Len(t, list.Streets, mostAround)
	for _, nowhere := range []string{"?lat=91&lon=0", "?lat=NaN&lon=1"} {
		b.get("/report/streets/near"+nowhere).problem(http.StatusUnprocessableEntity, "error.form")
	}
	b.get("/report/streets/near?lat=47&lon=37").problem(http.StatusTooManyRequests, "error.too_many")
}
