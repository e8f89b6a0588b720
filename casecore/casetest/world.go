package casetest

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// Kyiv is the zone of the shipped profiles.
func Kyiv() *time.Location {
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		panic(err)
	}
	return zone
}

// Start is where a world's clock stands at first: a Monday morning.
func Start() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, Kyiv()) }

// World is a city with its people, on a database of its own.
type World struct {
	Rows

	Store     *pgstore.Store
	Catalogue *pgstore.Catalogue
	Rules     casecore.City
	Clock     *Clock
	Service   *casecore.Service
	keys      atomic.Int64
}

// New makes a world under the named profile.
func New(t testing.TB, profile regulation.ProfileName) *World {
	t.Helper()
	return On(t, pgtest.New(t), profile, casecore.Hooks{})
}

// On makes a world on a database that is migrated already.
func On(t testing.TB, pool *pgxpool.Pool, profile regulation.ProfileName, hooks casecore.Hooks) *World {
	t.Helper()
	ctx := context.Background()
	library, err := regulation.Embedded()
	require.NoError(t, err)
	classifier, err := regulation.EmbeddedClassifier()
	require.NoError(t, err)
	db := pg.NewDB(pool)
	require.NoError(t, pgstore.Import(ctx, db, classifier))
	catalogue, err := pgstore.NewCatalogue(ctx, db, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	w := &World{
		Rows: Rows{t, db}, Store: pgstore.New(db), Catalogue: catalogue, Rules: casecore.City{Library: library, Name: profile},
		Clock: NewClock(Start()),
	}
	require.NoError(t, w.Store.EnsureAhead(ctx, w.Clock.Now()))
	w.Service = casecore.NewService(w.Store, w.Rules, catalogue, w.Clock.Now, hooks, slog.New(slog.DiscardHandler))
	return w
}

// Command returns a command of the actor's with a key of its own.
func (w *World) Command(a casecore.Actor) casecore.Command {
	return casecore.Command{Scope: "test", Key: fmt.Sprint(w.keys.Add(1)), Actor: a}
}

// Person adds somebody with one role, for an organisation or for the city.
func (w *World) Person(role regulation.RoleID, org casecore.OrgID) casecore.Actor {
	w.T.Helper()
	ctx := context.Background()
	id := casecore.NewID[casecore.StaffID]()
	area := ""
	if o, ok := w.Catalogue.Org(org); ok && role == regulation.RoleControlBody {
		area, org = o.Area, casecore.OrgID{}
	}
	_, err := w.DB.Exec(ctx, `INSERT INTO staff (id, login, name, password_hash) VALUES ($1, $2, $3, '-')`,
		id.UUID(), fmt.Sprintf("%s-%s", role, id), string(role))
	require.NoError(w.T, err)
	var orgID any
	if !org.IsZero() {
		orgID = org.UUID()
	}
	_, err = w.DB.Exec(ctx, `INSERT INTO staff_roles (staff_id, role, org_id, area) VALUES ($1, $2, $3, $4)`, id.UUID(), role, orgID, area)
	require.NoError(w.T, err)
	return casecore.Actor{Staff: id, Grants: []casecore.Grant{{Role: role, Org: org, Area: area}}}
}

// Agent adds somebody who takes and words reports, under the name that the profile has for them.
func (w *World) Agent() casecore.Actor {
	if w.Rules.Name == "romny" {
		return w.Person(regulation.RoleAdministrator, casecore.OrgID{})
	}
	return w.Person(regulation.RoleAgent, casecore.OrgID{})
}

// Citizen is a complete applicant who is answered in a chat.
func Citizen() casecore.Applicant {
	return casecore.Applicant{
		Surname: "Коваль", Name: "Оксана", Patronymic: "Іванівна", Residence: "вул. Миру, 5, кв. 12", Phone: "+380501112233",
		Lang: "uk", ReplyChannel: casecore.ReplyByTelegram, ReplyAddress: "1001",
	}
}

// Topic is an ordinary topic of the shipped classifier, SOSTopic an emergency.
const (
	Topic    regulation.TopicCode = "water.hot"
	SOSTopic regulation.TopicCode = "water.leak"
)

// Report takes in a report by the bot.
func (w *World) Report() casecore.Report {
	w.T.Helper()
	r, err := w.Service.Receive(context.Background(), casecore.ReceiveReport{
		Command: w.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: Citizen(),
		Text: "нема гарячої води вже третій день", Place: "вул. Миру, 5", District: "central",
	})
	require.NoError(w.T, err)
	return r
}

// Worded takes in a report, claims it and sends its wording to the applicant.
func (w *World) Worded(agent casecore.Actor, topic regulation.TopicCode) casecore.Worded {
	w.T.Helper()
	ctx := context.Background()
	r := w.Report()
	_, err := w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(w.T, err)
	out, err := w.Service.Word(ctx, casecore.WordReport{
		Command: w.Command(agent), Report: r.ID, Text: "За адресою вул. Миру, 5 відсутня гаряча вода.", Topic: topic,
		District: "central", Place: "вул. Миру, 5", Via: casecore.AskBot,
	})
	require.NoError(w.T, err)
	return out
}

// Case brings a report to a registered case.
func (w *World) Case(topic regulation.TopicCode) casecore.Case {
	w.T.Helper()
	agent := w.Agent()
	out := w.Worded(agent, topic)
	if out.Case != nil {
		return *out.Case
	}
	c, err := w.Service.Agree(context.Background(), casecore.AgreeWording{
		Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot,
	})
	require.NoError(w.T, err)
	return c
}

// Fire fires, through the handlers, whatever of the subject is due by the world's clock, and returns how many were.
func (w *World) Fire(sub casecore.Subject) int {
	w.T.Helper()
	ctx := context.Background()
	all, err := w.Store.Deadlines(ctx, sub)
	require.NoError(w.T, err)
	n := 0
	for _, d := range all {
		if !d.Live() || d.Due.After(w.Clock.Now()) {
			continue
		}
		ref := casecore.TimerRef{DeadlineKey: d.DeadlineKey, Version: d.Version, Due: d.Due}
		require.NoError(w.T, w.DB.InTx(ctx, func(ctx context.Context) error {
			held, err := w.Service.Handlers()[d.Kind].FireDeadlines(ctx, w.Clock.Now(), []casecore.TimerRef{ref})
			require.Empty(w.T, held)
			return err
		}))
		n++
	}
	return n
}
