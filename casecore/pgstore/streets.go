package pgstore

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"

	"hotline/casecore/regulation"
	"hotline/casecore/streets"
	"hotline/internal/pg"
)

// Streets is the city's register of streets: in the database, and in memory to be searched. It is safe for concurrent use;
// a change is seen by the next search of every copy.
type Streets struct {
	db *pg.DB

	mu      sync.Mutex
	version int64
	index   *streets.Index
}

// NewStreets returns the register of a database.
func NewStreets(db *pg.DB) *Streets { return &Streets{db: db} }

// Search finds the streets that the query most likely means, best first.
func (s *Streets) Search(ctx context.Context, q streets.Query, limit int) ([]streets.Match, error) {
	index, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return index.Search(q, limit), nil
}

// Near lists the streets nearest to a place, the nearest first.
func (s *Streets) Near(ctx context.Context, at streets.Point, limit int) ([]streets.Nearby, error) {
	index, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return index.Near(at, limit), nil
}

// current returns the index of the register as it is now. Who comes while it is read waits for it.
func (s *Streets) current(ctx context.Context) (*streets.Index, error) {
	var version int64
	if err := s.db.QueryRow(ctx, `SELECT version FROM street_register`).Scan(&version); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index != nil && s.version >= version {
		return s.index, nil
	}
	// Read after the version: should it change in between, the next search reads again.
	list, err := s.Export(ctx)
	if err != nil {
		return nil, err
	}
	s.index, s.version = streets.NewIndex(list), version
	return s.index, nil
}

// Export returns the whole register in the order of its codes.
func (s *Streets) Export(ctx context.Context) ([]streets.Street, error) {
	list, at, err := s.streets(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT code, house, district, lat, lon FROM street_buildings ORDER BY code, ord`)
	if err != nil {
		return nil, err
	}
	var (
		code     string
		h        streets.House
		lat, lon *float64
	)
	_, err = pgx.ForEachRow(rows, []any{&code, &h.Number, &h.District, &lat, &lon}, func() error {
		h.Point = streetPoint(lat, lon)
		if i, ok := at[code]; ok {
			list[i].Houses = append(list[i].Houses, h)
		}
		return nil
	})
	return list, err
}

// streets reads the register without its houses, and where each code stands.
func (s *Streets) streets(ctx context.Context) ([]streets.Street, map[string]int, error) {
	rows, err := s.db.Query(ctx, `
		SELECT s.code, s.type, s.district, s.lat, s.lon, s.demo, n.lang, n.name, n.former
		FROM streets s JOIN street_names n ON n.code = s.code ORDER BY s.code, n.ord`)
	if err != nil {
		return nil, nil, err
	}
	var (
		list       []streets.Street
		at         = map[string]int{}
		st         streets.Street
		lat, lon   *float64
		lang, name string
		former     bool
	)
	_, err = pgx.ForEachRow(rows, []any{
		&st.Code, &st.Type, &st.District, &lat, &lon, &st.Demo, &lang, &name, &former,
	}, func() error {
		i, ok := at[st.Code]
		if !ok {
			i = len(list)
			at[st.Code] = i
			list = append(list, st)
			list[i].Names, list[i].Point = regulation.Text{}, streetPoint(lat, lon)
		}
		switch {
		case former:
			list[i].Former = append(list[i].Former, name)
		case lang == "":
			list[i].Also = append(list[i].Also, name)
		default:
			list[i].Names[lang] = name
		}
		return nil
	})
	return list, at, err
}

func streetPoint(lat, lon *float64) *streets.Point {
	if lat == nil || lon == nil {
		return nil
	}
	return &streets.Point{Lat: *lat, Lon: *lon}
}
