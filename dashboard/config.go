package dashboard

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"

	"hotline/casecore"
	"hotline/internal/live"
	"hotline/internal/site"
)

// Config is what a Server is made of. Everything without a default named here is needed.
type Config struct {
	// PublicURL is where people reach the server, without a slash at the end. Over https, cookies are Secure.
	PublicURL string
	// City is what public pages are headed with, in a language.
	City func(lang string) string
	// BotURL is where citizens find the bot, "" when there is none.
	BotURL string
	// BookingURL is where visits to a service hall are booked, "" when there are none.
	BookingURL string
	// MapTilesURL is where the map's tiles come from, with {z}, {x} and {y}; without it the map has points alone.
	MapTilesURL string
	// TrustedProxies may say in X-Forwarded-For whom they speak for; nobody by default.
	TrustedProxies []netip.Prefix

	Intake    Intake
	Endings   Endings
	Wordings  Wordings
	Suggester Suggester
	Cases     Cases
	Letters   Letters
	Citizens  Citizens
	Subjects  Subjects
	History   History
	Lists     Lists
	Views     Views
	Exports   Exports
	Overviews Overviews
	// Presence is optional: without it nobody is known to look at anything.
	Presence  Presence
	Names     Names
	Told      Told
	Deliverer Deliverer
	Timers    Timers
	Streets   Streets
	Related   Related
	Linking   Linking
	Further   Further
	Phrases   Phrases
	Rota      Rota
	Relief    Relief
	Calls     Calls
	Desk      Desk
	// Telephones are optional: without them there is no telephony, and consoles show none.
	Telephones Telephones
	Rules      casecore.Rules
	CallOut    CallOut
	Duty       DutyRota
	// Orgs tells who may see a case, and what topics and districts there are.
	Orgs PublicCatalogue

	Door     Door
	People   People
	Linker   Linker
	Sessions scs.Store
	// SessionBook remembers whose sessions are, so that they can be seen and ended.
	SessionBook SessionBook
	Admin       Admin
	// Prune deletes what has expired: sessions and codes. Optional.
	Prune func(ctx context.Context, now time.Time) error

	Privacy  Privacy
	Holds    Holds
	Blobs    Blobs
	FileRows FileRows
	Feed     FeedRows
	// Hub carries the stream of reports and cases; its snapshots come from NewSnapshots.
	Hub     *live.Hub
	Secrets Secrets
	Texts   Texts
	// Web is the built consoles, index.html at its root.
	Web fs.FS
	// Webhooks are handlers of other edges that prove by themselves who calls: "POST /telegram/webhook".
	Webhooks map[string]http.Handler

	// Hubs are all feeds that are served, by their streams: what metrics tell of.
	Hubs map[string]*live.Hub
	// Parts are the other edges that this server carries.
	Parts []site.Part
	// Bare leaves the consoles and public pages of reports and cases out: a copy that serves its parts alone.
	Bare bool

	// Held tells of which moment the backup is that the city was restored from, zero unless its letters or timers are
	// still held. Optional.
	Held func(ctx context.Context) (time.Time, error)
	// Checks are the dependencies that /readyz asks, by name.
	Checks  map[string]Check
	Metrics *Metrics // its own by default
	// MetricsElsewhere leaves the figures out: another listener shows them.
	MetricsElsewhere bool

	Limits Limits
	Now    func() time.Time
	Log    *slog.Logger
}

// Check tells whether a dependency serves.
type Check func(ctx context.Context) error

// Limits are how long and how often. Zero fields take the values of DefaultLimits.
type Limits struct {
	SessionIdle time.Duration // since the last request
	SessionLife time.Duration // since the sign-in: a shift
	FeedRecheck time.Duration // how late an open connection learns that its session or its grants have ended
	SignIns     Rate          // per address, those that fail
	PublicPages Rate          // per address
	Reports     Rate          // per address, those that were taken in
	Guesses     Rate          // per case number
}

// Rate is so many in a row and then one each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// DefaultLimits suits a contact centre whose people share an address, and citizens thousands of whom share that of their
// carrier; a case's code has 32 bits.
func DefaultLimits() Limits {
	return Limits{
		SessionIdle: 2 * time.Hour,
		SessionLife: 13 * time.Hour,
		FeedRecheck: 3 * time.Second,
		SignIns:     Rate{Burst: 20, Every: 6 * time.Second},
		PublicPages: Rate{Burst: 300, Every: 50 * time.Millisecond},
		Reports:     Rate{Burst: 30, Every: 6 * time.Second},
		Guesses:     Rate{Burst: 10, Every: time.Minute},
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, t := range []struct{ have, def *time.Duration }{
		{&l.SessionIdle, &d.SessionIdle}, {&l.SessionLife, &d.SessionLife}, {&l.FeedRecheck, &d.FeedRecheck},
	} {
		if *t.have == 0 {
			*t.have = *t.def
		}
	}
	for _, r := range []struct{ have, def *Rate }{
		{&l.SignIns, &d.SignIns},
		{&l.PublicPages, &d.PublicPages},
		{&l.Reports, &d.Reports},
		{&l.Guesses, &d.Guesses},
	} {
		if r.have.Burst == 0 {
			*r.have = *r.def
		}
	}
	return l
}
