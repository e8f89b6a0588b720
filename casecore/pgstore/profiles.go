package pgstore

import (
	"context"
	"fmt"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// CityFromFile returns the city that works by the profile in source, a file called name. The source is kept: when the file
// is replaced by the next version, cases taken under this one still find it (MR-9.2). A version that comes again with
// another content is refused.
func CityFromFile(ctx context.Context, db *pg.DB, name string, source []byte) (casecore.City, error) {
	p, err := regulation.Parse(name, source)
	if err != nil {
		return casecore.City{}, err
	}
	q := dbsqlc.New(db)
	if err := q.KeepProfile(ctx, dbsqlc.KeepProfileParams{Name: string(p.Name), Version: p.Version, Source: string(source)}); err != nil {
		return casecore.City{}, fmt.Errorf("profiles: keep: %w", err)
	}
	rows, err := q.Profiles(ctx)
	if err != nil {
		return casecore.City{}, fmt.Errorf("profiles: %w", err)
	}
	shipped, err := regulation.Embedded()
	if err != nil {
		return casecore.City{}, err
	}
	var all []*regulation.Profile
	for _, shippedName := range shipped.Names() {
		if shippedName != p.Name { // a city's own rules under a shipped name stand in its place
			all = append(all, shipped.Versions(shippedName)...)
		}
	}
	for _, row := range rows {
		if row.Name == string(p.Name) && row.Version == p.Version && row.Source != string(source) {
			return casecore.City{}, fmt.Errorf("profiles: version %s of %s was used with another content: "+
				"a changed profile needs a version of its own", p.Version, p.Name)
		}
		kept, err := regulation.Parse(row.Name+"-"+row.Version+".yaml", []byte(row.Source))
		if err != nil {
			return casecore.City{}, err
		}
		if row.Name == string(p.Name) {
			all = append(all, kept)
		}
	}
	library, err := regulation.NewLibrary(all...)
	return casecore.City{Library: library, Name: p.Name}, err
}
