package regulation

// Zooms of a map, in levels of web tiles: each shows half as much as the one before.
const (
	minZoom = 1  // the world
	maxZoom = 19 // houses
)

// Centre is where maps of the city begin; the zero value is nowhere in particular.
type Centre struct {
	Lat     float64 `yaml:"lat,required"` // degrees of WGS 84
	Lon     float64 `yaml:"lon,required"`
	Zoom    int     `yaml:"zoom,required"`
	Clause  string  `yaml:"clause"`
	Assumed bool    `yaml:"assumed"`
}

// IsZero tells whether the profile names no centre.
func (c Centre) IsZero() bool { return c.Zoom == 0 }

// centre checks that the centre, where one is given, lies on the earth.
func (c checker) centre() {
	if _, given := c.places["centre"]; !given {
		return
	}
	at := c.p.Centre
	if at.Lat < -90 || at.Lat > 90 {
		c.fail("centre.lat", "%v is no latitude: it lies between -90 and 90", at.Lat)
	}
	if at.Lon < -180 || at.Lon > 180 {
		c.fail("centre.lon", "%v is no longitude: it lies between -180 and 180", at.Lon)
	}
	if at.Zoom < minZoom || at.Zoom > maxZoom {
		c.fail("centre.zoom", "%d is no zoom: it lies between %d and %d", at.Zoom, minZoom, maxZoom)
	}
}
