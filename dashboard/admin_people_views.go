package dashboard

import (
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
)

// PersonRow is somebody who signs in, as a list shows them.
type PersonRow struct {
	ID         casecore.StaffID `json:"id"`
	Login      string           `json:"login"`
	Name       string           `json:"name"`
	Lang       string           `json:"lang"`
	Roles      []GrantView      `json:"roles" nullable:"false" doc:"In force or to come"`
	Reached    int              `json:"reached" doc:"Chats and mailboxes that take what is sent"`
	SeenAt     *time.Time       `json:"seen_at,omitempty" doc:"The latest sign of an open session"`
	DisabledAt *time.Time       `json:"disabled_at,omitempty"`
	Locked     *time.Time       `json:"locked_until,omitempty" doc:"Too many wrong passwords"`
	MustChange bool             `json:"must_change,omitempty"`
}

// GrantView is a role as it is held: bound to an organisation or an area, between days.
type GrantView struct {
	Role  regulation.RoleID `json:"role"`
	Org   *casecore.OrgID   `json:"org,omitempty"`
	Area  string            `json:"area,omitempty"`
	Since string            `json:"since,omitempty" format:"date" doc:"The first day; from always when absent"`
	Until string            `json:"until,omitempty" format:"date" doc:"The last day; without end when absent"`
	State string            `json:"state" enum:"now,over,to_come"`
}

// DossierView is everything of a person.
type DossierView struct {
	PersonRow

	Revision string        `json:"revision" doc:"An edit names the revision that it was made on"`
	Phone    string        `json:"phone,omitempty"`
	Created  time.Time     `json:"created_at"`
	Points   []PointRow    `json:"points" nullable:"false"`
	Sessions []SessionView `json:"sessions" nullable:"false"`
}

// PointRow is where somebody is reached, the address masked.
type PointRow struct {
	ID            uuid.UUID  `json:"id"`
	Channel       string     `json:"channel" enum:"telegram,email"`
	Address       string     `json:"address" doc:"Masked"`
	UnreachableAt *time.Time `json:"unreachable_at,omitempty"`
	CreatedAt     time.Time  `json:"created_at"`
}

// SessionView is a sign-in that goes on.
type SessionView struct {
	ID       uuid.UUID `json:"id"`
	OpenedAt time.Time `json:"opened_at"`
	SeenAt   time.Time `json:"seen_at"`
	Client   string    `json:"client" doc:"What the browser calls itself"`
	Own      bool      `json:"own,omitempty" doc:"The one that asks"`
}

// PersonList is people by name.
type PersonList struct {
	People []PersonRow `json:"people" nullable:"false"`
	More   bool        `json:"more,omitempty" doc:"There are more: search"`
}

// AddedPerson is a person just added, with the temporary password, shown once.
type AddedPerson struct {
	ID       casecore.StaffID `json:"id"`
	Password string           `json:"password,omitempty" doc:"Temporary; absent in the answer to a repeat"`
}

// TemporaryPassword is shown once.
type TemporaryPassword struct {
	Password string `json:"password,omitempty" doc:"Temporary; absent in the answer to a repeat"`
}

func (s *Server) grantViews(grants []casecore.Grant) []GrantView {
	today := s.today()
	views := make([]GrantView, 0, len(grants))
	for _, g := range grants {
		v := GrantView{Role: g.Role, Org: ref(g.Org), Area: g.Area, State: "now"}
		switch {
		case today.Before(g.Since):
			v.State = "to_come"
		case !g.Until.IsZero() && !today.Before(g.Until):
			v.State = "over"
		}
		if g.Since.Year() > 2000 {
			v.Since = g.Since.Format(time.DateOnly)
		}
		if !g.Until.IsZero() {
			v.Until = g.Until.AddDate(0, 0, -1).Format(time.DateOnly) // the last day counts
		}
		views = append(views, v)
	}
	return views
}

// today is the city's day as grants name days: midnight UTC.
func (s *Server) today() time.Time {
	now := s.cfg.Now()
	if p, err := s.cfg.Rules.At(now); err == nil {
		now = now.In(p.Zone)
	}
	y, m, d := now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (s *Server) personRow(a *staff.Account, grants []casecore.Grant) PersonRow {
	row := PersonRow{
		ID: a.ID, Login: a.Login, Name: a.Name, Lang: a.Lang, Roles: s.grantViews(grants), DisabledAt: ref(a.DisabledAt),
		MustChange: a.MustChange,
	}
	if a.LockedUntil.After(s.cfg.Now()) {
		row.Locked = &a.LockedUntil
	}
	return row
}

func (s *Server) dossierView(d *staff.Dossier, own uuid.UUID) DossierView {
	v := DossierView{
		PersonRow: s.personRow(&d.Account, d.Grants), Revision: d.Revision(), Phone: d.Phone, Created: d.CreatedAt,
		Points: pointRows(d.Points), Sessions: make([]SessionView, 0, len(d.Sessions)),
	}
	for _, p := range d.Points {
		if p.UnreachableAt.IsZero() {
			v.Reached++
		}
	}
	for _, o := range d.Sessions {
		v.Sessions = append(v.Sessions, SessionView{
			ID: o.ID, OpenedAt: o.OpenedAt, SeenAt: o.SeenAt, Client: o.Client, Own: own != uuid.Nil && o.ID == own,
		})
	}
	if len(d.Sessions) > 0 {
		v.SeenAt = &d.Sessions[0].SeenAt
	}
	return v
}

func pointRows(points []staff.Point) []PointRow {
	rows := make([]PointRow, 0, len(points))
	for _, p := range points {
		rows = append(rows, PointRow{
			ID: p.ID, Channel: p.Channel, Address: p.Masked(), UnreachableAt: ref(p.UnreachableAt), CreatedAt: p.CreatedAt,
		})
	}
	return rows
}
