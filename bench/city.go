package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

const (
	profile  regulation.ProfileName  = "mariupol"
	topic    regulation.TopicCode    = "water.hot"
	district regulation.DistrictCode = "central"
)

// city is the product's use cases on a database.
type city struct {
	db      *pg.DB
	store   *pgstore.Store
	rules   casecore.City
	service *casecore.Service
	agent   casecore.Actor
}

func openCity(ctx context.Context, url string, conns int32, now func() time.Time, hooks casecore.Hooks) (*city, error) {
	pool, err := pg.Open(ctx, url, conns)
	if err != nil {
		return nil, err
	}
	return newCity(ctx, pool, now, hooks)
}

func newCity(ctx context.Context, pool *pgxpool.Pool, now func() time.Time, hooks casecore.Hooks) (*city, error) {
	library, err := regulation.Embedded()
	if err != nil {
		return nil, err
	}
	c := &city{db: pg.NewDB(pool), rules: casecore.City{Library: library, Name: profile}}
	c.store = pgstore.New(c.db)
	quiet := slog.New(slog.DiscardHandler)
	catalogue, err := pgstore.NewCatalogue(ctx, c.db, quiet)
	if err != nil {
		return nil, err
	}
	c.service = casecore.NewService(c.store, c.rules, catalogue, now, hooks, quiet)
	return c, nil
}

func (c *city) close() { c.db.Pool().Close() }

// foundCity imports the classifier, hires an agent and takes one report as far as its wording, which is what everything
// else is copied from.
func foundCity(ctx context.Context, url string) (*city, casecore.Worded, error) {
	pool, err := pg.Open(ctx, url, 0)
	if err != nil {
		return nil, casecore.Worded{}, err
	}
	classifier, err := regulation.EmbeddedClassifier()
	if err != nil {
		return nil, casecore.Worded{}, err
	}
	if err := pgstore.Import(ctx, pg.NewDB(pool), classifier); err != nil {
		return nil, casecore.Worded{}, err
	}
	c, err := newCity(ctx, pool, time.Now, casecore.Hooks{})
	if err != nil {
		return nil, casecore.Worded{}, err
	}
	if err := c.store.EnsureAhead(ctx, time.Now()); err != nil {
		return nil, casecore.Worded{}, err
	}
	staff := casecore.NewID[casecore.StaffID]()
	c.agent = casecore.Actor{Staff: staff, Grants: []casecore.Grant{{Role: regulation.RoleAgent}}}
	if _, err := c.db.Exec(ctx, `INSERT INTO staff (id, login, name, password_hash) VALUES ($1, 'agent', 'agent', '-')`,
		staff.UUID()); err != nil {
		return nil, casecore.Worded{}, err
	}
	worded, err := c.word(ctx)
	return c, worded, err
}

func (c *city) word(ctx context.Context) (casecore.Worded, error) {
	keys := 0
	command := func(a casecore.Actor) casecore.Command {
		keys++
		return casecore.Command{Scope: "bench", Key: fmt.Sprintf("first-%d", keys), Actor: a}
	}
	r, err := c.service.Receive(ctx, casecore.ReceiveReport{
		Command: command(casecore.Citizen), Source: casecore.FromTelegram, Text: "нема гарячої води вже третій день",
		Place: "вул. Миру, 5", District: district, Applicant: casecore.Applicant{
			Surname: "Коваль", Name: "Оксана", Patronymic: "Іванівна", Residence: "вул. Миру, 5, кв. 12",
			Phone: "+380501112233", Lang: "uk", ReplyChannel: casecore.ReplyByTelegram, ReplyAddress: "1001",
		},
	})
	if err != nil {
		return casecore.Worded{}, err
	}
	if _, err := c.service.Claim(ctx, casecore.ClaimReport{Command: command(c.agent), Report: r.ID}); err != nil {
		return casecore.Worded{}, err
	}
	return c.service.Word(ctx, casecore.WordReport{
		Command: command(c.agent), Report: r.ID, Text: "За адресою вул. Миру, 5 відсутня гаряча вода третій день.",
		Topic: topic, District: district, Place: "вул. Миру, 5", Via: casecore.AskBot,
	})
}

// agree registers the wording's case.
func (c *city) agree(ctx context.Context, wording casecore.WordingID) (casecore.Case, error) {
	return c.service.Agree(ctx, casecore.AgreeWording{
		Command: casecore.Command{Scope: "bench", Key: wording.String(), Actor: casecore.Citizen},
		Wording: wording, How: casecore.AskBot,
	})
}

// newIDs makes n ids as the product does: in the order of time.
func newIDs(n int) []uuid.UUID {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = uuid.Must(uuid.NewV7())
	}
	return ids
}

// copyWorded makes n reports whose applicants are being asked, each with its deadlines, and returns their wordings.
func (c *city) copyWorded(ctx context.Context, of casecore.Worded, n int) ([]uuid.UUID, error) {
	applicants, reports, wordings := newIDs(n), newIDs(n), newIDs(n)
	return wordings, c.statements(ctx, [][]any{
		{
			`INSERT INTO applicants SELECT x.* FROM applicants o, unnest($2::uuid[]) n (id),
			LATERAL jsonb_populate_record(o, jsonb_build_object('id', n.id)) x WHERE o.id = $1`,
			of.Report.Applicant.ID.UUID(), applicants,
		},
		{
			`INSERT INTO reports SELECT x.* FROM reports o, unnest($2::uuid[], $3::uuid[], $4::uuid[]) n (id, applicant, wording),
			LATERAL jsonb_populate_record(o,
				jsonb_build_object('id', n.id, 'applicant_id', n.applicant, 'wording_id', n.wording)) x WHERE o.id = $1`,
			of.Report.ID.UUID(), reports, applicants, wordings,
		},
		{
			`INSERT INTO wordings SELECT x.* FROM wordings o, unnest($2::uuid[], $3::uuid[]) n (id, report),
			LATERAL jsonb_populate_record(o, jsonb_build_object('id', n.id, 'report_id', n.report)) x WHERE o.id = $1`,
			of.Wording.ID.UUID(), wordings, reports,
		},
		{
			`INSERT INTO deadlines SELECT x.* FROM deadlines o, unnest($2::uuid[]) n (id),
			LATERAL jsonb_populate_record(o, jsonb_build_object('subject_id', n.id)) x WHERE o.subject_id = $1`,
			of.Report.ID.UUID(), reports,
		},
	})
}

// copyCase makes n cases like the one given, without deadlines, and returns their ids.
func (c *city) copyCase(ctx context.Context, of casecore.Case, n int) ([]uuid.UUID, error) {
	wordings, cases := newIDs(n), newIDs(n)
	return cases, c.statements(ctx, [][]any{
		{
			`INSERT INTO wordings SELECT x.* FROM wordings o, unnest($2::uuid[]) WITH ORDINALITY n (id, i),
			LATERAL jsonb_populate_record(o, jsonb_build_object('id', n.id, 'ordinal', n.i + 1)) x WHERE o.id = $1`,
			of.WordingID.UUID(), wordings,
		},
		{
			`INSERT INTO cases SELECT x.* FROM cases o, unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY n (id, wording, i),
			LATERAL jsonb_populate_record(o,
				jsonb_build_object('id', n.id, 'wording_id', n.wording, 'seq', n.i + 1000000)) x WHERE o.id = $1`,
			of.ID.UUID(), cases, wordings,
		},
		{
			`INSERT INTO case_texts SELECT n.id, o.text FROM case_texts o, unnest($2::uuid[]) n (id) WHERE o.case_id = $1`,
			of.ID.UUID(), cases,
		},
	})
}

func (c *city) statements(ctx context.Context, list [][]any) error {
	for _, s := range list {
		if _, err := c.db.Exec(ctx, s[0].(string), s[1:]...); err != nil { //nolint:forcetypeassert // ours
			return err
		}
	}
	return nil
}
