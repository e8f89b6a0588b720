package dashboard

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/streets"
	"hotline/internal/site"
)

// Streets finds streets by what is typed of an address, or by a place.
type Streets interface {
	Search(ctx context.Context, q streets.Query, limit int) ([]streets.Match, error)
	Near(ctx context.Context, at streets.Point, limit int) ([]streets.Nearby, error)
}

// streetsShown is how many streets a list offers: more is not read while somebody speaks.
const streetsShown = 6

func (s *Server) mountStreets() {
	site.Operation(s.router, access.ReadCatalogue, "GET /api/streets", "streets", "Streets that a typed address may mean", s.streets)
}

type streetsInput struct {
	Text string `query:"q" required:"true" maxLength:"300" doc:"An address as it is typed: type, name, house, flat"`
}

// StreetList is what was found, best first.
type StreetList struct {
	Streets []StreetView `json:"streets" nullable:"false"`
}

// StreetView is an address that was found.
type StreetView struct {
	Code         string                  `json:"code"`
	Name         string                  `json:"name" doc:"The street with its type, in the reader's language"`
	Address      string                  `json:"address" doc:"As it goes onto the card, in Ukrainian, with house and flat"`
	Street       string                  `json:"street" doc:"The same without house and flat"`
	Former       string                  `json:"former,omitempty" doc:"The former name by which it was found"`
	District     regulation.DistrictCode `json:"district,omitempty"`
	DistrictName string                  `json:"district_name,omitempty"`
	House        string                  `json:"house,omitempty"`
	Point        *PointView              `json:"point,omitempty"`
	Demo         bool                    `json:"demo,omitempty" doc:"Of the demo's register"`
}

func (s *Server) streets(ctx context.Context, in *streetsInput) (*site.Body[StreetList], error) {
	return site.Answer(s.findStreets(ctx, in.Text))
}

// publicStreets offers citizens streets while they type an address into the form.
func (s *Server) publicStreets(w http.ResponseWriter, r *http.Request) {
	lang := site.CallerOf(r.Context()).Lang
	if !s.mayAsk(w, r) {
		return
	}
	typed := r.URL.Query().Get("q")
	if utf8.RuneCountInString(typed) > casecore.MaxFieldRunes {
		s.writeProblem(w, s.problem(lang, errForm))
		return
	}
	list, err := s.findStreets(r.Context(), typed)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sendJSON(w, list)
}

// mayAsk bounds how often an address asks while somebody fills a form, and answers whoever asks too often.
func (s *Server) mayAsk(w http.ResponseWriter, r *http.Request) bool {
	wait, ok := s.visitors.allow(site.CallerOf(r.Context()).Address)
	if !ok {
		w.Header().Set("Retry-After", retryAfter(wait))
		s.writeProblem(w, s.problem(site.CallerOf(r.Context()).Lang, site.ErrTooMany))
	}
	return ok
}

func sendJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // whoever asked has gone
}

func (s *Server) findStreets(ctx context.Context, typed string) (StreetList, error) {
	found, err := s.cfg.Streets.Search(ctx, streets.Parse(typed), streetsShown)
	if err != nil {
		return StreetList{}, err
	}
	lang := site.CallerOf(ctx).Lang
	names, err := s.names.in(ctx, lang)
	if err != nil {
		return StreetList{}, err
	}
	list := StreetList{Streets: []StreetView{}}
	for i := range found {
		m := &found[i]
		v := StreetView{
			Code: m.Street.Code, Name: m.Street.Name(lang), Address: m.Address(), Street: m.Street.Name("uk"), Former: m.Former,
			District: m.District, House: strings.TrimSpace(m.House), Demo: m.Street.Demo,
		}
		if m.Point != nil {
			v.Point = &PointView{Lat: m.Point.Lat, Lon: m.Point.Lon}
		}
		for _, d := range names.Districts {
			if d.Code == m.District {
				v.DistrictName = d.Name
			}
		}
		list.Streets = append(list.Streets, v)
	}
	return list, nil
}
