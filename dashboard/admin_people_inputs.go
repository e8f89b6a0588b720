package dashboard

import (
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/site"
)

type peopleInput struct {
	Text  string `query:"text" maxLength:"100" doc:"Within the name or the login"`
	Role  string `query:"role" maxLength:"40"`
	Org   string `query:"org" format:"uuid"`
	State string `query:"state" enum:"active,disabled" doc:"Both when absent"`
}

type personInput struct {
	ID casecore.StaffID `path:"id" format:"uuid"`
}

type personCommand struct {
	site.KeyedOn[casecore.StaffID]
}

type newPersonInput struct {
	site.Keyed
	Body struct {
		Login string       `json:"login" minLength:"1" maxLength:"100"`
		Name  string       `json:"name" minLength:"1" maxLength:"200"`
		Lang  string       `json:"lang" enum:"uk,en,pl"`
		Phone string       `json:"phone,omitempty" maxLength:"40"`
		Roles []GrantInput `json:"roles,omitempty" maxItems:"20"`
	}
}

// GrantInput is a role to be given, or one that is held.
type GrantInput struct {
	Role  regulation.RoleID `json:"role" minLength:"1" maxLength:"40"`
	Org   *casecore.OrgID   `json:"org,omitempty"`
	Area  string            `json:"area,omitempty" maxLength:"100"`
	Since string            `json:"since,omitempty" format:"date" doc:"The first day; from always when absent"`
	Until string            `json:"until,omitempty" format:"date" doc:"The last day; without end when absent"`
}

type editPersonInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		Revision string `json:"revision" minLength:"1" maxLength:"40" doc:"The one that the person saw"`
		Name     string `json:"name" minLength:"1" maxLength:"200"`
		Lang     string `json:"lang" enum:"uk,en,pl"`
		Phone    string `json:"phone,omitempty" maxLength:"40"`
	}
}

type disableInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		Revision string `json:"revision" minLength:"1" maxLength:"40" doc:"The one that the person saw"`
		Disabled bool   `json:"disabled"`
	}
}

type giveInput struct {
	site.KeyedOn[casecore.StaffID]

	Body GrantInput
}

type endRoleInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		GrantInput
		Day string `json:"day,omitempty" format:"date" doc:"The first day without it; today when absent"`
	}
}

type handOverInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		GrantInput
		To  casecore.StaffID `json:"to"`
		Day string           `json:"day" format:"date" doc:"The successor's first day"`
	}
}

type endSessionInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		Session *uuid.UUID `json:"session,omitempty" doc:"All of them when absent"`
	}
}

type mailboxInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		Address string `json:"address" minLength:"3" maxLength:"200"`
	}
}

type unlinkInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		Point uuid.UUID `json:"point"`
	}
}

type editSelfInput struct {
	site.Keyed
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"200"`
		Lang string `json:"lang" enum:"uk,en,pl"`
	}
}

type changePasswordInput struct {
	site.Keyed
	Body struct {
		Present string `json:"present" minLength:"1" maxLength:"200"`
		Next    string `json:"next" minLength:"1" maxLength:"200"`
	}
}

type endOwnSessionInput struct {
	site.Keyed
	Body struct {
		Session uuid.UUID `json:"session"`
	}
}

type unlinkOwnInput struct {
	site.Keyed
	Body struct {
		Point uuid.UUID `json:"point"`
	}
}

// grant reads the input; a day that is none is Invalid.
func (g *GrantInput) grant() (casecore.Grant, error) {
	out := casecore.Grant{Role: g.Role, Area: g.Area, Org: deref(g.Org)}
	var err error
	if out.Since, err = dayIn(time.UTC, g.Since); err != nil {
		return out, err
	}
	if out.Until, err = dayIn(time.UTC, g.Until); err != nil {
		return out, err
	}
	if !out.Until.IsZero() {
		out.Until = out.Until.AddDate(0, 0, 1) // the last day counts
	}
	return out, nil
}
