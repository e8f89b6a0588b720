package dashboard

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// ownRules are a city's with something changed.
type ownRules struct {
	casecore.Rules

	change func(*regulation.Profile)
}

func (o ownRules) At(t time.Time) (*regulation.Profile, error) {
	p, err := o.Rules.At(t)
	if err != nil {
		return nil, err
	}
	own := *p
	o.change(&own)
	return &own, nil
}

func TestMapsBeginWhereTheProfileSays(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var m MapView
	agent.get("/api/cases/map").ok().json(&m)
	require.Empty(t, m.Cases)
	require.NotNil(t, m.Centre)
	require.True(t, m.Centre.Assumed)
	var v RulesView
	agent.get("/api/rules").ok().json(&v)
	require.Equal(t, m.Centre, v.Centre)

	h = build(t, "mariupol", func(c *Config) {
		c.Rules = ownRules{c.Rules, func(p *regulation.Profile) { p.Centre = regulation.Centre{} }}
	})
	m = MapView{}
	h.hire(regulation.RoleAgent, casecore.OrgID{}).get("/api/cases/map").ok().json(&m)
	require.Nil(t, m.Centre)
}

// MR-6.2
func TestAreasAreCalledAsTheCityCallsThem(t *testing.T) {
	t.Parallel()
	roads := regulation.Area{ID: "roads", Names: regulation.Text{"uk": "Дорожнє господарство", "en": "Roads"}}
	h := build(t, "mariupol", func(c *Config) {
		c.Rules = ownRules{c.Rules, func(p *regulation.Profile) { p.Areas = []regulation.Area{roads} }}
	})
	var c Catalogue
	h.hire(regulation.RoleAgent, casecore.OrgID{}).get("/api/catalogue?lang=uk").ok().json(&c)
	require.Equal(t, []Named{{"roads", "Дорожнє господарство"}}, c.Areas)
}
