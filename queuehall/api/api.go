package api

import (
	"io/fs"
	"log/slog"
	"time"

	"hotline/casecore"
	"hotline/internal/live"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/slip"
)

// Config is what an API is made of.
type Config struct {
	Hall *queuehall.Hall
	// Hub carries the stream queuehall.Stream.
	Hub *live.Hub
	// Follow is the address of the page that follows a ticket.
	Follow func(queuehall.TicketID) string
	// IsCode tells whether what was typed is the code of a booking.
	IsCode func(typed string) func(queuehall.BookingID) bool
	// Code is the code of a booking.
	Code func(queuehall.BookingID) string
	// Days are the days on which halls open otherwise.
	Days *queuehall.Days
	// Slips are what kiosks print.
	Slips *slip.Maker
	// Screens are the built screens, index.html at their root.
	Screens fs.FS
	// Sounds are what displays say, <language>/<name>.ogg.
	Sounds fs.FS
	Log    *slog.Logger
}

// API is the halls over HTTP.
type API struct {
	cfg     Config
	hall    *queuehall.Hall
	door    *queuehall.Door
	devices connected
	paces   paces
}

var _ site.Part = (*API)(nil)

// New returns an API; [API.Run] brings its watch over devices to life.
func New(cfg Config) *API {
	return &API{
		cfg: cfg, hall: cfg.Hall, door: queuehall.NewDoor(cfg.Hall), devices: connected{all: map[*device]struct{}{}},
		paces: paces{drawn: map[queuehall.DeviceID][]time.Time{}},
	}
}

// Mount implements [site.Part].
func (a *API) Mount(s *site.Site) {
	a.mountStaff(s)
	a.mountVisits(s)
	a.mountPriorities(s)
	a.mountIncidents(s)
	a.mountDevices(s)
	a.mountPeople(s)
	a.mountKiosk(s)
	a.mountBookings(s)
	a.mountDay(s)
	a.mountDays(s)
	a.mountSlips(s)
	a.mountFeed(s)
	a.mountScreens(s)
}

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: "hall: " + op, Key: key}
}

var errElsewhere = fail(casecore.NotFound, "branch", "error.hall_no_branch")
