package stats

import (
	"math"

	"hotline/casecore"
)

// earthRadius is the mean one, metres.
const earthRadius = 6_371_000

// metres is the distance of two points along the ground.
func metres(a, b casecore.Point) float64 {
	const degree = math.Pi / 180
	sinLat, sinLon := math.Sin((b.Lat-a.Lat)*degree/2), math.Sin((b.Lon-a.Lon)*degree/2)
	h := sinLat*sinLat + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}
