package dashboard

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

// Overviews reads what the wall and the map show.
type Overviews interface {
	Wall(ctx context.Context, tags []string, zone *time.Location) (stats.Wall, error)
	CaseMap(ctx context.Context, f stats.CaseFilter) (stats.Map, error)
}

// WallView is the centre at a glance.
type WallView struct {
	Now          time.Time  `json:"now"`
	Waiting      int        `json:"waiting" doc:"Reports nobody has taken"`
	WaitingSince *time.Time `json:"waiting_since,omitempty" doc:"The longest of them"`
	Talking      int        `json:"talking" doc:"Reports in the agents' hands"`
	Unheard      int        `json:"unheard" doc:"Open cases about which nobody on duty was reached by telephone (MR-4.9.1)"`
	Total        LoadView   `json:"total"`
	Parts        []WallPart `json:"parts" nullable:"false" doc:"By executor and district"`
	Hours        []WallHour `json:"hours" nullable:"false" doc:"Of the day so far, by the city's clocks"`
	Phone        *QueueView `json:"phone,omitempty" doc:"Callers and agents; absent where there is no telephony"`
}

// LoadView is open cases.
type LoadView struct {
	Open       int `json:"open"`
	Unaccepted int `json:"unaccepted"`
	Late       int `json:"late" doc:"A term to accept or to solve has passed"`
	Soon       int `json:"soon" doc:"The next term ends within an hour"`
	SOS        int `json:"sos"`
}

// WallPart is the load of an executor in a district.
type WallPart struct {
	Org      casecore.OrgID          `json:"org"`
	District regulation.DistrictCode `json:"district,omitempty"`
	Load     LoadView                `json:"load"`
}

// WallHour is what was registered and ended within an hour.
type WallHour struct {
	Hour       int `json:"hour"`
	Registered int `json:"registered"`
	Ended      int `json:"ended"`
}

// MapView is cases on the map.
type MapView struct {
	Cases    []MapCase `json:"cases" nullable:"false"`
	More     bool      `json:"more" doc:"There are more than shown"`
	Unplaced CaseCount `json:"unplaced" doc:"Cases of the filter that have no point"`
	Centre   *Centre   `json:"centre,omitempty" doc:"Where the map begins when no case tells; absent where the profile names none"`
	Tiles    string    `json:"tiles,omitempty" doc:"Address of the map's tiles, with {z}, {x} and {y}; absent where the city has none"`
}

// MapCase is a case with its point.
type MapCase struct {
	casecore.CaseRow

	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

func (s *Server) mountOverviews() {
	site.Operation(s.router, access.ReadWall, "GET /api/wall", "wall", "The centre at a glance", s.wall)
	site.Operation(s.router, access.ReadCases, "GET /api/cases/map", "caseMap", "Cases on the map", s.caseMap)
}

func (s *Server) wall(ctx context.Context, _ *nothing) (*site.Body[WallView], error) {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	w, err := s.cfg.Overviews.Wall(ctx, site.CallerOf(ctx).Actor.Tags(), p.Zone)
	if err != nil {
		return nil, err
	}
	v := WallView{
		Now: s.cfg.Now(), Waiting: w.Waiting, WaitingSince: w.WaitingSince, Talking: w.Talking, Unheard: w.Unheard, Total: LoadView(w.Total),
		Parts: make([]WallPart, 0, len(w.Parts)), Hours: make([]WallHour, 0, len(w.Hours)),
	}
	for _, part := range w.Parts {
		v.Parts = append(v.Parts, WallPart{Org: part.Org, District: part.District, Load: LoadView(part.Load)})
	}
	for _, h := range w.Hours {
		v.Hours = append(v.Hours, WallHour(h))
	}
	if s.cfg.Telephones.There() {
		f, err := s.callers(ctx)
		if err != nil {
			return nil, err
		}
		queue := queueView(&f)
		v.Phone = &queue
	}
	return &site.Body[WallView]{Body: v}, nil
}

func (s *Server) caseMap(ctx context.Context, in *caseCountInput) (*site.Body[MapView], error) {
	f, err := s.filter(ctx, &in.CaseQuery)
	if err != nil {
		return nil, err
	}
	m, err := s.cfg.Overviews.CaseMap(ctx, f)
	if err != nil {
		return nil, err
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	v := MapView{
		Centre: centreOf(p), Cases: make([]MapCase, 0, len(m.Points)), More: m.More, Tiles: s.cfg.MapTilesURL,
		Unplaced: CaseCount{Count: m.Unplaced.Count, More: m.Unplaced.More},
	}
	for i := range m.Points {
		p := &m.Points[i]
		v.Cases = append(v.Cases, MapCase{CaseRow: p.CaseRow, Lat: p.Point.Lat, Lon: p.Point.Lon})
	}
	return &site.Body[MapView]{Body: v}, nil
}
