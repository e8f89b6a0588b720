package dashboard

import "hotline/casecore/regulation"

// Centre is where maps of the city begin.
type Centre struct {
	Lat     float64 `json:"lat"`
	Lon     float64 `json:"lon"`
	Zoom    int     `json:"zoom" doc:"Of web tiles: 1 the world, 19 houses"`
	Clause  string  `json:"clause,omitempty"`
	Assumed bool    `json:"assumed,omitempty" doc:"The act does not give it"`
}

// centreOf is a profile's centre, nil where it names none.
func centreOf(p *regulation.Profile) *Centre {
	if p.Centre.IsZero() {
		return nil
	}
	c := Centre(p.Centre)
	return &c
}
