package dashboard

import (
	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Catalogue is everything that has a name, in one language: what forms choose from and lists translate with.
type Catalogue struct {
	Lang      string            `json:"lang"`
	Profile   ProfileView       `json:"profile"`
	Kinds     []KindView        `json:"kinds" nullable:"false"`
	Statuses  []StatusView      `json:"statuses" nullable:"false"`
	Grounds   []GroundView      `json:"grounds" nullable:"false"`
	Roles     []Named           `json:"roles" nullable:"false"`
	Areas     []Named           `json:"areas" nullable:"false" doc:"Areas of the city's work, where the profile names its own"`
	Actions   []Named           `json:"actions" nullable:"false"`
	Levels    []LevelView       `json:"levels" nullable:"false"`
	Deadlines []DeadlineName    `json:"deadlines" nullable:"false"`
	Notices   map[string]string `json:"notices"`
	Topics    []TopicView       `json:"topics" nullable:"false"`
	Districts []Named           `json:"districts" nullable:"false"`
	Orgs      []OrgView         `json:"orgs" nullable:"false"`
	Bodies    []BodyView        `json:"bodies" nullable:"false"`
}

// Named is a code with its name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// KindView is a kind of case (MR-4.7).
type KindView struct {
	ID        regulation.KindID `json:"id"`
	Name      string            `json:"name"`
	About     string            `json:"about,omitempty"`
	Emergency bool              `json:"emergency"`
}

// StatusView is a status under its profile's name.
type StatusView struct {
	ID      regulation.StatusID `json:"id"`
	Name    string              `json:"name"`
	Phase   regulation.Phase    `json:"phase" enum:"new,working,proposed,ended"`
	Outcome regulation.Outcome  `json:"outcome,omitempty"`
}

// GroundView is a ground on which a case may be closed (MR-5.6).
type GroundView struct {
	ID             regulation.GroundID `json:"id"`
	Name           string              `json:"name"`
	Works          string              `json:"works"`
	Evidence       []string            `json:"evidence" nullable:"false"`
	NeedsApplicant bool                `json:"needs_applicant"`
	Clause         string              `json:"clause,omitempty"`
}

// LevelView is a control level (MR-6.3).
type LevelView struct {
	N    int    `json:"n"`
	Name string `json:"name"`
}

// DeadlineName is how the profile calls a clock.
type DeadlineName struct {
	ID    regulation.DeadlineID `json:"id"`
	Level int                   `json:"level"`
	Name  string                `json:"name"`
}

// TopicView is one row of the classifier (MR-4.6).
type TopicView struct {
	Code      regulation.TopicCode  `json:"code"`
	Group     string                `json:"group"`
	GroupName string                `json:"group_name"`
	Name      string                `json:"name"`
	Kind      regulation.KindID     `json:"kind"`
	Keywords  []string              `json:"keywords" nullable:"false"`
	Grounds   []regulation.GroundID `json:"grounds" nullable:"false"`
	Assumed   bool                  `json:"assumed,omitempty"`
	Retired   bool                  `json:"retired,omitempty" doc:"Named by old cases only"`
}

// OrgView is an organisation.
type OrgView struct {
	ID      casecore.OrgID     `json:"id"`
	Code    regulation.OrgCode `json:"code"`
	Name    string             `json:"name"`
	Kind    string             `json:"kind"`
	Parent  *casecore.OrgID    `json:"parent,omitempty"`
	Phone   string             `json:"phone,omitempty"`
	Retired bool               `json:"retired,omitempty" doc:"Named by old cases only"`
}

// BodyView is whom to turn to with a matter that is not the city's (MR-4.2.1).
type BodyView struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	About    string `json:"about"`
	Phone    string `json:"phone,omitempty"`
	Site     string `json:"site,omitempty"`
	Keywords string `json:"keywords,omitempty"`
}
