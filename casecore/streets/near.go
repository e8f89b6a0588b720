package streets

import (
	"cmp"
	"math"
	"slices"
)

// metresOfDegree is how long a degree of latitude is.
const metresOfDegree = 111_320

// Nearby is a street with how far it is, metres as the crow flies.
type Nearby struct {
	Match

	Metres float64
}

// Near lists the streets nearest to a place, the nearest first, at most limit of them: a street is as far as its own point or
// the nearest of its houses. Streets without a point are near to nothing.
func (x *Index) Near(at Point, limit int) []Nearby {
	if limit <= 0 {
		return nil
	}
	type distance struct {
		street int
		metres float64
	}
	nearest := make([]distance, 0, limit+1)
	for i := range x.streets {
		d := distance{i, x.streets[i].metres(at)}
		if math.IsInf(d.metres, 1) || len(nearest) == limit && d.metres >= nearest[limit-1].metres {
			continue
		}
		place, _ := slices.BinarySearchFunc(nearest, d, func(a, b distance) int { return cmp.Compare(a.metres, b.metres) })
		if nearest = slices.Insert(nearest, place, d); len(nearest) > limit {
			nearest = nearest[:limit]
		}
	}
	list := make([]Nearby, len(nearest))
	for i, d := range nearest {
		s := &x.streets[d.street]
		list[i] = Nearby{Match{Street: *s, District: s.District, Point: s.Point}, d.metres}
	}
	return list
}

// metres is how far the street is from a place, +Inf when nobody knows where it is.
func (s *Street) metres(at Point) float64 {
	nearest := at.metres(s.Point)
	for i := range s.Houses {
		nearest = min(nearest, at.metres(s.Houses[i].Point))
	}
	return nearest
}

// metres is good to a percent within a city.
func (p Point) metres(to *Point) float64 {
	if to == nil {
		return math.Inf(1)
	}
	north := p.Lat - to.Lat
	east := (p.Lon - to.Lon) * math.Cos(p.Lat*math.Pi/180)
	return math.Hypot(north, east) * metresOfDegree
}
