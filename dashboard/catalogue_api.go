package dashboard

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

func (s *Server) mountCatalogue() {
	site.Operation(s.router, access.ReadCatalogue, "GET /api/catalogue", "catalogue", "Names of everything in one language", s.catalogue)
}

// catalogues keeps each language's catalogue until something in it changes.
type catalogues struct {
	names Names

	mu      sync.Mutex
	version int64
	byLang  map[string]stats.Catalogue
}

func newCatalogues(names Names) *catalogues {
	return &catalogues{names: names, byLang: make(map[string]stats.Catalogue)}
}

func (c *catalogues) in(ctx context.Context, lang string) (stats.Catalogue, error) {
	version, err := c.names.CatalogueVersion(ctx)
	if err != nil {
		return stats.Catalogue{}, err
	}
	if cat, ok := c.kept(version, lang); ok {
		return cat, nil
	}
	// Read after the version: should it change in between, the next request reads again.
	cat, err := c.names.Catalogue(ctx, lang)
	if err != nil {
		return stats.Catalogue{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version == version {
		c.byLang[lang] = cat
	}
	return cat, nil
}

func (c *catalogues) kept(version int64, lang string) (stats.Catalogue, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		c.version = version
		clear(c.byLang)
	}
	cat, ok := c.byLang[lang]
	return cat, ok
}

func (s *Server) catalogue(ctx context.Context, in *catalogueInput) (*site.Body[Catalogue], error) {
	lang := s.langOf(ctx, in.Lang)
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	names, err := s.names.in(ctx, lang)
	if err != nil {
		return nil, err
	}
	c := Catalogue{Lang: lang, Profile: profileView(p, lang), Notices: map[string]string{}}
	c.addProfile(p, lang)
	c.addNames(&names)
	return &site.Body[Catalogue]{Body: c}, nil
}

// addProfile adds what the regulation profile names.
func (c *Catalogue) addProfile(p *regulation.Profile, lang string) {
	c.Kinds, c.Statuses, c.Grounds = []KindView{}, statusViews(p, lang), []GroundView{}
	c.Areas = []Named{}
	c.Roles, c.Actions, c.Levels, c.Deadlines = []Named{}, []Named{}, []LevelView{}, []DeadlineName{}
	for _, k := range p.Kinds {
		c.Kinds = append(c.Kinds, KindView{ID: k.ID, Name: k.Names.In(lang), About: k.About.In(lang), Emergency: k.Emergency})
	}
	for _, g := range p.Grounds {
		c.Grounds = append(c.Grounds, GroundView{
			ID: g.ID, Name: g.Names.In(lang), Works: g.Works.In(lang), Evidence: orEmpty(g.Evidence),
			NeedsApplicant: g.NeedsApplicant, Clause: g.Clause,
		})
	}
	for _, r := range p.Roles {
		c.Roles = append(c.Roles, Named{ID: string(r.ID), Name: r.Names.In(lang)})
	}
	for _, a := range p.Areas {
		c.Areas = append(c.Areas, Named{ID: a.ID, Name: a.Names.In(lang)})
	}
	for _, id := range slices.Sorted(maps.Keys(p.Actions)) {
		c.Actions = append(c.Actions, Named{ID: string(id), Name: p.Actions[id].In(lang)})
	}
	for _, l := range p.Levels {
		c.Levels = append(c.Levels, LevelView{N: l.N, Name: l.Names.In(lang)})
	}
	for _, d := range p.Deadlines {
		c.Deadlines = append(c.Deadlines, DeadlineName{ID: d.ID, Level: d.Level, Name: d.Names.In(lang)})
	}
	for key, text := range p.Notices {
		c.Notices[key] = text.In(lang)
	}
}

func statusViews(p *regulation.Profile, lang string) []StatusView {
	views := make([]StatusView, 0, len(p.Statuses))
	for _, st := range p.Statuses {
		views = append(views, StatusView{ID: st.ID, Name: st.Names.In(lang), Phase: st.Phase, Outcome: st.Outcome})
	}
	return views
}

// addNames adds the classifier and the organisations.
func (c *Catalogue) addNames(names *stats.Catalogue) {
	c.Topics, c.Districts, c.Orgs, c.Bodies = []TopicView{}, []Named{}, []OrgView{}, []BodyView{}
	for _, t := range names.Topics {
		v := TopicView{
			Code: t.Code, Group: t.Group, GroupName: t.GroupName, Name: t.Name, Kind: t.Kind, Keywords: orEmpty(t.Keywords),
			Grounds: []regulation.GroundID{}, Assumed: t.Assumed, Retired: t.Retired,
		}
		for _, g := range t.Grounds {
			v.Grounds = append(v.Grounds, regulation.GroundID(g))
		}
		c.Topics = append(c.Topics, v)
	}
	for _, d := range names.Districts {
		c.Districts = append(c.Districts, Named{ID: string(d.Code), Name: d.Name})
	}
	for _, o := range names.Orgs {
		c.Orgs = append(c.Orgs, OrgView{
			ID: o.ID, Code: o.Code, Name: o.Name, Kind: o.Kind, Parent: o.Parent, Phone: o.Phone, Retired: o.Retired,
		})
	}
	for _, b := range names.Bodies {
		c.Bodies = append(c.Bodies, BodyView{
			Code: b.Code, Name: b.Name, About: b.About, Phone: b.Phone, Site: b.Site, Keywords: strings.TrimSpace(b.Keywords),
		})
	}
}
