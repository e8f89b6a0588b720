package pgstore

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/internal/regularly"
)

// catalogueEvery is how often the catalogue looks whether it changed.
const catalogueEvery = 2 * time.Second

// Catalogue implements casecore.Catalogue: the whole classifier in memory, replaced when catalogue_version moves. It is
// safe for concurrent use.
type Catalogue struct {
	db      *pg.DB
	q       *dbsqlc.Queries
	log     *slog.Logger
	current atomic.Pointer[snapshot]
}

var _ casecore.Catalogue = (*Catalogue)(nil)

type snapshot struct {
	version    int64
	classifier regulation.Classifier
	topics     map[regulation.TopicCode]*regulation.Topic
	executors  map[regulation.TopicCode]map[regulation.DistrictCode]casecore.OrgID
	orgs       map[casecore.OrgID]casecore.Org
	bodies     map[string]regulation.CompetentBody
}

// NewCatalogue returns a catalogue that has been read once.
func NewCatalogue(ctx context.Context, db *pg.DB, log *slog.Logger) (*Catalogue, error) {
	c := &Catalogue{db: db, q: dbsqlc.New(db), log: log}
	return c, c.Reload(ctx)
}

// Run keeps the catalogue current until ctx ends. A database that is away leaves the last one in use.
func (c *Catalogue) Run(ctx context.Context) error {
	return regularly.Do(ctx, catalogueEvery, func(ctx context.Context) {
		version, err := c.q.CatalogueVersion(ctx)
		if err == nil && version != c.current.Load().version {
			err = c.Reload(ctx)
		}
		if err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "catalogue not reloaded", "err", err)
		}
	})
}

// Reload reads the catalogue anew.
func (c *Catalogue) Reload(ctx context.Context) error {
	var next *snapshot
	err := c.db.InTx(ctx, func(ctx context.Context) (err error) {
		if _, err = c.db.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); err != nil {
			return err
		}
		next, err = c.read(ctx)
		return err
	})
	if err != nil {
		return err
	}
	c.current.Store(next)
	return nil
}

// Topic implements casecore.Catalogue.
func (c *Catalogue) Topic(code regulation.TopicCode) (*regulation.Topic, bool) {
	t, ok := c.current.Load().topics[code]
	return t, ok
}

// ExecutorOf implements casecore.Catalogue: the district's executor, or the one for anywhere.
func (c *Catalogue) ExecutorOf(topic regulation.TopicCode, district regulation.DistrictCode) (casecore.OrgID, bool) {
	by := c.current.Load().executors[topic]
	id, ok := by[district]
	if !ok {
		id, ok = by[""]
	}
	return id, ok
}

// Org implements casecore.Catalogue.
func (c *Catalogue) Org(id casecore.OrgID) (casecore.Org, bool) {
	o, ok := c.current.Load().orgs[id]
	return o, ok
}

// Orgs returns every organisation by id.
func (c *Catalogue) Orgs() map[casecore.OrgID]casecore.Org { return c.current.Load().orgs }

// Body implements casecore.Catalogue.
func (c *Catalogue) Body(code string) (regulation.CompetentBody, bool) {
	b, ok := c.current.Load().bodies[code]
	return b, ok
}

// Classifier returns topics, districts, organisations and bodies as the consoles and the CSV export show them.
func (c *Catalogue) Classifier() regulation.Classifier { return c.current.Load().classifier }

// Version moves whenever the catalogue changes.
func (c *Catalogue) Version() int64 { return c.current.Load().version }

func (c *Catalogue) read(ctx context.Context) (*snapshot, error) {
	s := &snapshot{
		topics:    map[regulation.TopicCode]*regulation.Topic{},
		executors: map[regulation.TopicCode]map[regulation.DistrictCode]casecore.OrgID{},
		orgs:      map[casecore.OrgID]casecore.Org{},
		bodies:    map[string]regulation.CompetentBody{},
	}
	var err error
	if s.version, err = c.q.CatalogueVersion(ctx); err != nil {
		return nil, err
	}
	for _, read := range []func(context.Context, *snapshot) error{c.readOrgs, c.readDistricts, c.readTopics, c.readBodies} {
		if err := read(ctx, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (c *Catalogue) readOrgs(ctx context.Context, s *snapshot) error {
	orgs, err := c.q.Orgs(ctx)
	if err != nil {
		return err
	}
	names, err := c.q.OrgNames(ctx)
	if err != nil {
		return err
	}
	texts := map[uuid.UUID]regulation.Text{}
	for _, n := range names {
		put(texts, n.OrgID, n.Lang, n.Name)
	}
	codes := map[uuid.UUID]string{}
	for _, o := range orgs {
		codes[o.ID] = o.Code
	}
	for _, o := range orgs {
		org := casecore.Org{
			ID: casecore.OrgID(o.ID), Code: regulation.OrgCode(o.Code), Parent: pg.ID[casecore.OrgID](o.ParentID), Kind: o.Kind,
			CouncilUnit: o.CouncilUnit, PhoneOnly: o.PhoneOnly, Area: o.Area, Names: texts[o.ID], Phone: o.Phone, Email: o.Email,
		}
		s.orgs[org.ID] = org
		var parent regulation.OrgCode
		if o.ParentID != nil {
			parent = regulation.OrgCode(codes[*o.ParentID])
		}
		s.classifier.Orgs = append(s.classifier.Orgs, regulation.Org{
			Code: org.Code, Names: org.Names, Parent: parent, Council: o.CouncilUnit, Area: o.Area, Phones: split(o.Phone),
		})
	}
	return nil
}

func (c *Catalogue) readDistricts(ctx context.Context, s *snapshot) error {
	rows, err := c.q.Districts(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		code := regulation.DistrictCode(r.Code)
		if n := len(s.classifier.Districts); n == 0 || s.classifier.Districts[n-1].Code != code {
			s.classifier.Districts = append(s.classifier.Districts, regulation.District{Code: code, Names: regulation.Text{}})
		}
		s.classifier.Districts[len(s.classifier.Districts)-1].Names[r.Lang] = r.Name
	}
	return nil
}

func (c *Catalogue) readBodies(ctx context.Context, s *snapshot) error {
	rows, err := c.q.Bodies(ctx)
	if err != nil {
		return err
	}
	names, err := c.q.BodyNames(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b := regulation.CompetentBody{
			Code: r.Code, Names: regulation.Text{}, Purpose: regulation.Text{}, Phones: split(r.Phone), Site: r.Site,
			Keywords: map[string][]string{},
		}
		for _, n := range names {
			if n.Code != r.Code {
				continue
			}
			if n.Name != "" {
				b.Names[n.Lang], b.Purpose[n.Lang] = n.Name, n.About
			}
			if words := split(n.Keywords); words != nil {
				b.Keywords[n.Lang] = words
			}
		}
		s.bodies[b.Code] = b
		s.classifier.Bodies = append(s.classifier.Bodies, b)
	}
	return nil
}

func put[K comparable](texts map[K]regulation.Text, key K, lang, text string) {
	if texts[key] == nil {
		texts[key] = regulation.Text{}
	}
	texts[key][lang] = text
}

// split takes a column that lists several apart.
func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, listed)
}

// Districts returns the city's districts in the order in which they are offered.
func (c *Catalogue) Districts() []regulation.District { return c.current.Load().classifier.Districts }
