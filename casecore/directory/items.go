package directory

import (
	"maps"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Topic is a row of the classifier (MR-4.6), as it is edited and logged.
type Topic struct {
	Code       regulation.TopicCode                           `json:"code"`
	Group      string                                         `json:"group"`
	GroupNames regulation.Text                                `json:"group_names"`
	Names      regulation.Text                                `json:"names"`
	Keywords   map[string][]string                            `json:"keywords"`
	Kind       regulation.KindID                              `json:"kind"`
	Term       *regulation.Term                               `json:"term,omitempty" doc:"The kind's when absent"`
	Executors  map[regulation.DistrictCode]regulation.OrgCode `json:"executors" doc:"By district; the empty one stands for anywhere else"`
	Grounds    []regulation.GroundID                          `json:"grounds" nullable:"false"`
	Housing    bool                                           `json:"housing,omitempty"`
	Assumed    bool                                           `json:"assumed,omitempty"`
}

// Body is whom to turn to with a matter that is not the city's (MR-4.2.1).
type Body struct {
	Code     string              `json:"code"`
	Names    regulation.Text     `json:"names"`
	About    regulation.Text     `json:"about"`
	Phones   []string            `json:"phones" nullable:"false"`
	Site     string              `json:"site,omitempty"`
	Keywords map[string][]string `json:"keywords"`
}

// District is a district of the city.
type District struct {
	Code  regulation.DistrictCode `json:"code"`
	Names regulation.Text         `json:"names"`
}

// Org is an organisation.
type Org struct {
	ID          casecore.OrgID     `json:"id"`
	Code        regulation.OrgCode `json:"code"`
	Names       regulation.Text    `json:"names"`
	Parent      *casecore.OrgID    `json:"parent,omitempty"`
	Kind        string             `json:"kind" enum:"unit,enterprise,external,centre"`
	Council     bool               `json:"council,omitempty" doc:"A unit of the council: it may ask to extend (MR-5.8.2)"`
	PhoneOnly   bool               `json:"phone_only,omitempty" doc:"Outside the program: only its telephone reaches it (MR-7.8)"`
	Area        string             `json:"area,omitempty" doc:"Of the control body that answers for it"`
	Phones      []string           `json:"phones" nullable:"false"`
	Email       string             `json:"email,omitempty"`
	Responsible []casecore.StaffID `json:"responsible" nullable:"false" doc:"Whom it names as responsible (MR-5.7)"`
	Retired     bool               `json:"retired,omitempty"`
}

// TopicOf returns a topic as it is edited.
func TopicOf(t *regulation.Topic) Topic {
	out := Topic{
		Code: t.Code, Group: t.Group, GroupNames: texts(t.GroupNames), Names: texts(t.Names), Keywords: lists(t.Keywords),
		Kind: t.Kind, Executors: maps.Clone(t.Executors), Grounds: append([]regulation.GroundID{}, t.Grounds...),
		Housing: t.Housing, Assumed: t.Assumed,
	}
	if out.Executors == nil {
		out.Executors = map[regulation.DistrictCode]regulation.OrgCode{}
	}
	if t.Solve.N > 0 {
		term := t.Solve
		out.Term = &term
	}
	return out
}

func (t *Topic) rule() regulation.Topic {
	out := regulation.Topic{
		Code: t.Code, Group: t.Group, GroupNames: t.GroupNames, Names: t.Names, Keywords: t.Keywords, Kind: t.Kind,
		Executors: t.Executors, Grounds: t.Grounds, Housing: t.Housing, Assumed: t.Assumed,
	}
	if t.Term != nil {
		out.Solve = *t.Term
	}
	return out
}

// BodyOf returns a body as it is edited.
func BodyOf(b *regulation.CompetentBody) Body {
	return Body{
		Code: b.Code, Names: texts(b.Names), About: texts(b.Purpose), Phones: append([]string{}, b.Phones...), Site: b.Site,
		Keywords: lists(b.Keywords),
	}
}

func (b *Body) rule() regulation.CompetentBody {
	return regulation.CompetentBody{
		Code: b.Code, Names: b.Names, Purpose: b.About, Phones: b.Phones, Site: b.Site, Keywords: b.Keywords,
	}
}

// DistrictOf returns a district as it is edited.
func DistrictOf(d *regulation.District) District {
	return District{Code: d.Code, Names: texts(d.Names)}
}

func (d *District) rule() regulation.District {
	return regulation.District{Code: d.Code, Names: d.Names}
}

// texts leaves out languages without a text, so that revisions tell contents apart and not ways of writing them.
func texts(t regulation.Text) regulation.Text {
	out := regulation.Text{}
	for lang, text := range t {
		if text != "" {
			out[lang] = text
		}
	}
	return out
}

func lists(l map[string][]string) map[string][]string {
	out := map[string][]string{}
	for lang, words := range l {
		if len(words) > 0 {
			out[lang] = words
		}
	}
	return out
}

// Load is what an organisation has to do now.
type Load struct {
	Open, Late, Waiting int // Waiting: not yet accepted
}

// Listed is an organisation with what a list shows besides.
type Listed struct {
	Org

	Revision string
	Chats    int
	Load     Load
}
