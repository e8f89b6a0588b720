package dashboard

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
)

// Me is who has signed in, what they may do, and the city's rules in short.
type Me struct {
	ID      casecore.StaffID `json:"id"`
	Name    string           `json:"name"`
	Login   string           `json:"login"`
	Lang    string           `json:"lang"`
	Roles   []HeldRole       `json:"roles" nullable:"false"`
	Tags    []string         `json:"tags" nullable:"false" doc:"Audiences that the person belongs to"`
	Actions []access.Action  `json:"actions" nullable:"false" doc:"What the person may do at all"`
	Profile ProfileView      `json:"profile"`
	Held    *time.Time       `json:"held,omitempty" doc:"The city was restored from a backup of this moment; letters or timers wait to be released"`
	// MustChange: the password is temporary and opens nothing but its own change.
	MustChange bool `json:"must_change,omitempty" doc:"The password is temporary: change it first"`
	Halls      bool `json:"halls" doc:"This city has service halls, and they are served here"`
}

// HeldRole is a role that the person holds now.
type HeldRole struct {
	Role regulation.RoleID `json:"role"`
	Org  *casecore.OrgID   `json:"org,omitempty"`
	Area string            `json:"area,omitempty"`
}

// ProfileView is the regulation profile in force, as far as the consoles need it.
type ProfileView struct {
	Name         string           `json:"name"`
	Version      string           `json:"version"`
	Title        string           `json:"title"`
	Zone         string           `json:"zone" doc:"IANA time zone of the city"`
	Languages    []string         `json:"languages" nullable:"false"`
	Statutory    bool             `json:"statutory" doc:"Cases are citizens' appeals under the law"`
	TwoStep      bool             `json:"two_step" doc:"An organisation's head names the executor"`
	Confirmation ConfirmationView `json:"confirmation"`
	Anonymous    AnonymousView    `json:"anonymous"`
	Card         []CardField      `json:"card" nullable:"false"`
}

// ConfirmationView says whether the applicant has to agree to the wording (MR-4.4).
type ConfirmationView struct {
	Required      bool                `json:"required"`
	RegisterFirst []regulation.KindID `json:"register_first" nullable:"false" doc:"Kinds registered first and confirmed after"`
	Means         []string            `json:"means" nullable:"false"`
	Clause        string              `json:"clause,omitempty"`
}

// AnonymousView says what holds for an applicant who gives no name (MR-4.4.2).
type AnonymousView struct {
	Allowed bool `json:"allowed"`
	Warn    bool `json:"warn" doc:"The notice \"anonymous\" is read first"`
}

// CardField is one field of the card (MR-4.4.1).
type CardField struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
	Personal bool   `json:"personal"`
}
