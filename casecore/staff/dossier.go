package staff

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
)

// Point is where a person or an organisation is reached: a chat, a mailbox.
type Point struct {
	ID            uuid.UUID
	Channel       string // telegram, email
	Address       string
	UnreachableAt time.Time // zero while it takes what is sent
	CreatedAt     time.Time
}

// Masked is the address without what would let somebody else write to it.
func (p *Point) Masked() string { return Mask(p.Address) }

// Mask hides the middle of an address: the ends are enough to tell one's own addresses apart.
func Mask(address string) string {
	local, domain, mail := strings.Cut(address, "@")
	r := []rune(local)
	switch {
	case mail && len(r) > 2:
		return string(r[0]) + "…" + string(r[len(r)-1]) + "@" + domain
	case mail:
		return "…@" + domain
	case utf8.RuneCountInString(address) > 4:
		return "…" + string(r[len(r)-4:])
	}
	return "…"
}

// Session is a sign-in that goes on.
type Session struct {
	ID       uuid.UUID
	OpenedAt time.Time
	SeenAt   time.Time
	Client   string // what the browser called itself
}

// Dossier is everything that is kept of a person who signs in.
type Dossier struct {
	Account

	Grants   []casecore.Grant // with those that are over and those to come
	Points   []Point
	Sessions []Session
}

// Revision changes with what an administrator may change: an edit names the revision that it was made on.
func (d *Dossier) Revision() string {
	return adminlog.Revision(struct {
		Login, Name, Lang, Phone string
		Disabled                 bool
		Grants                   []casecore.Grant
	}{d.Login, d.Name, d.Lang, d.Phone, !d.DisabledAt.IsZero(), d.Grants})
}

// Kept is a person as the administrators' log keeps them: no password, no addresses.
type Kept struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Lang     string `json:"lang"`
	Phone    string `json:"phone,omitempty"`
	Disabled bool   `json:"disabled,omitempty"`
}

func kept(p *Person) Kept {
	return Kept{Login: p.Login, Name: p.Name, Lang: p.Lang, Phone: p.Phone, Disabled: !p.DisabledAt.IsZero()}
}

// KeptGrant is a grant as the administrators' log keeps it: days, the last one counting.
type KeptGrant struct {
	Role  string          `json:"role"`
	Org   *casecore.OrgID `json:"org,omitempty"`
	Area  string          `json:"area,omitempty"`
	Since string          `json:"since,omitempty"`
	Until string          `json:"until,omitempty"`
	To    string          `json:"to,omitempty"` // a hand-over: the successor's login
}

func keptGrant(g casecore.Grant) KeptGrant {
	k := KeptGrant{Role: string(g.Role), Area: g.Area}
	if !g.Org.IsZero() {
		k.Org = &g.Org
	}
	if g.Since.Year() > alwaysYear {
		k.Since = g.Since.Format(time.DateOnly)
	}
	if !g.Until.IsZero() {
		k.Until = g.Until.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return k
}

// alwaysYear stands for "from always" in a grant's first day.
const alwaysYear = 2000

// PeopleFilter narrows a list of people down; zero fields let everybody pass.
type PeopleFilter struct {
	Text     string // within the name or the login
	Role     string // held now or to come
	Org      casecore.OrgID
	Disabled *bool
	Today    time.Time // a day, midnight UTC
	Limit    int
}

// Listed is a person as a list shows them.
type Listed struct {
	Account

	Grants []casecore.Grant // in force or to come
	Points int              // chats and mailboxes that take what is sent
	SeenAt time.Time        // the latest sign of an open session, zero without one
}
