package dashboard

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"hotline/casecore/regulation"
	"hotline/casecore/streets"
	"hotline/internal/site"
)

const (
	// manifestFile tells under which names the build put its files; mapSource is what the form's map is built from.
	manifestFile = ".vite/manifest.json"
	mapSource    = "src/report/pointMap.ts"
	// mostAround is how many streets are named around a place: what a map without pictures is written with.
	mostAround = 300
)

// mapFiles are the script of the form's map and its style sheets, fetched when somebody asks for the map.
type mapFiles struct {
	Script string
	Styles []string
}

// newMapFiles looks them up in the build, and returns none when there is no build.
func newMapFiles(web fs.FS) mapFiles {
	if web == nil {
		return mapFiles{}
	}
	var built map[string]struct {
		File    string   `json:"file"`
		CSS     []string `json:"css"`
		Imports []string `json:"imports"`
	}
	content, err := fs.ReadFile(web, manifestFile)
	if err != nil || json.Unmarshal(content, &built) != nil || built[mapSource].File == "" {
		return mapFiles{}
	}
	files := mapFiles{Script: "/" + built[mapSource].File}
	for _, name := range append(built[mapSource].Imports, mapSource) { // the library's first: ours has the last word
		for _, css := range built[name].CSS {
			files.Styles = append(files.Styles, "/"+css)
		}
	}
	return files
}

// pointMap is the map on which a citizen shows the place.
type pointMap struct {
	mapFiles

	Centre regulation.Centre
	Tiles  string
}

// Sheets are the map's style sheets as the page hands them to its script.
func (m pointMap) Sheets() string { return strings.Join(m.Styles, " ") }

// pointMap is nil where the city names no centre, or nothing was built: the form has an address then.
func (s *Server) pointMap(p *regulation.Profile) *pointMap {
	if p.Centre.IsZero() || s.pages.pointMap.Script == "" {
		return nil
	}
	return &pointMap{s.pages.pointMap, p.Centre, s.cfg.MapTilesURL}
}

// formPolicy is the policy of the form: pictures of a map come from where the city has them, if it has them. Leaflet gives up
// a picture by an empty one that it brings along.
func formPolicy(tiles string) string {
	if host := tileHost(tiles); host != "" {
		return strings.Replace(formCSP, "img-src 'self' blob:", "img-src 'self' blob: data: "+host, 1)
	}
	return formCSP
}

// nearStreet is a street around a place, for the form's map.
type nearStreet struct {
	Code     string                  `json:"code"`
	Name     string                  `json:"name"`    // in the reader's language
	Address  string                  `json:"address"` // as it goes onto the card
	District regulation.DistrictCode `json:"district,omitempty"`
	Point    *PointView              `json:"point,omitempty"`
	Metres   int                     `json:"metres"`
}

// streetsNear names the streets around a place, the nearest first: what a map without pictures is read by, and what is offered
// as an address. n is how many, all that are given when it is left out.
func (s *Server) streetsNear(w http.ResponseWriter, r *http.Request) {
	lang := site.CallerOf(r.Context()).Lang
	if !s.mayAsk(w, r) {
		return
	}
	q := r.URL.Query()
	at := (&reportForm{Lat: q.Get("lat"), Lon: q.Get("lon")}).point()
	if at == nil {
		s.writeProblem(w, s.problem(lang, errForm))
		return
	}
	n, err := strconv.Atoi(q.Get("n"))
	if err != nil || n < 1 || n > mostAround {
		n = mostAround
	}
	found, err := s.cfg.Streets.Near(r.Context(), streets.Point(*at), n)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := make([]nearStreet, 0, len(found))
	for i := range found {
		f := &found[i]
		v := nearStreet{
			Code: f.Street.Code, Name: f.Street.Name(lang), Address: f.Address(), District: f.District, Metres: int(f.Metres),
		}
		if f.Point != nil {
			v.Point = &PointView{Lat: f.Point.Lat, Lon: f.Point.Lon}
		}
		list = append(list, v)
	}
	sendJSON(w, map[string]any{"streets": list})
}
