package pgstore

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"hotline/casecore/regulation"
	"hotline/casecore/streets"
	"hotline/internal/pg"
)

// Import makes the register what list says, in one transaction: searches see the old one or the new one.
func (s *Streets) Import(ctx context.Context, list []streets.Street) error {
	var held, names, houses [][]any
	for i := range list {
		st := &list[i]
		lat, lon := streetLatLon(st.Point)
		held = append(held, []any{st.Code, string(st.Type), string(st.District), lat, lon, st.Demo})
		ord := int16(0)
		add := func(lang, name string, former bool) {
			names = append(names, []any{st.Code, ord, lang, name, former})
			ord++
		}
		for _, lang := range slices.Sorted(maps.Keys(st.Names)) {
			add(lang, st.Names[lang], false)
		}
		for _, name := range st.Former {
			add("uk", name, true)
		}
		for _, name := range st.Also {
			add("", name, false)
		}
		for i, h := range st.Houses {
			lat, lon := streetLatLon(h.Point)
			houses = append(houses, []any{st.Code, int16(i), h.Number, string(h.District), lat, lon})
		}
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.db.Exec(ctx, `DELETE FROM streets`); err != nil { // and what hangs on them
			return err
		}
		for _, t := range []struct {
			name    string
			columns []string
			rows    [][]any
		}{
			{"streets", []string{"code", "type", "district", "lat", "lon", "demo"}, held},
			{"street_names", []string{"code", "ord", "lang", "name", "former"}, names},
			{"street_buildings", []string{"code", "ord", "house", "district", "lat", "lon"}, houses},
		} {
			if _, err := s.db.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
				return err
			}
		}
		_, err := s.db.Exec(ctx, `UPDATE street_register SET version = version + 1`)
		return err
	})
}

// Empty tells whether there is no register.
func (s *Streets) Empty(ctx context.Context) (empty bool, err error) {
	err = s.db.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM streets)`).Scan(&empty)
	return empty, err
}

func streetLatLon(p *streets.Point) (lat, lon *float64) {
	if p == nil {
		return nil, nil
	}
	return &p.Lat, &p.Lon
}

// Districts returns the codes of the classifier's districts.
func Districts(ctx context.Context, db *pg.DB) ([]regulation.DistrictCode, error) {
	rows, err := db.Query(ctx, `SELECT code FROM districts ORDER BY sort`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[regulation.DistrictCode])
}
