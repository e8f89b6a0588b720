package directory

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/staff"
)

// Orgs is a store of organisations.
type Orgs interface {
	// Orgs lists all of them in their order, retired ones too.
	Orgs(ctx context.Context, now time.Time) ([]Listed, error)
	PutOrg(ctx context.Context, o Org) error
	// RetireOrg takes an organisation, by its id, out of use.
	RetireOrg(ctx context.Context, id string) error
	OrgPoints(ctx context.Context, org casecore.OrgID) ([]staff.Point, error)
	RemoveOrgPoint(ctx context.Context, org casecore.OrgID, point uuid.UUID) (staff.Point, error)
	AddOrgLinkCode(ctx context.Context, hash []byte, org casecore.OrgID, expires time.Time) error
}

// kinds of organisations.
var kinds = []string{"unit", "enterprise", "external", "centre"}

// Orgs lists all organisations.
func (e *Editor) Orgs(ctx context.Context) ([]Listed, error) { return e.orgs.Orgs(ctx, e.now()) }

// OrgPoints tells where an organisation is reached.
func (e *Editor) OrgPoints(ctx context.Context, org casecore.OrgID) ([]staff.Point, error) {
	return e.orgs.OrgPoints(ctx, org)
}

// PutOrg adds an organisation when its id is zero, else changes it on the revision that was seen. It returns the id.
func (e *Editor) PutOrg(ctx context.Context, cmd casecore.Command, revision string, o Org) (casecore.OrgID, error) {
	const op = "edit organisation"
	payload := []any{revision, o}
	add := o.ID.IsZero()
	if add {
		o.ID = casecore.NewID[casecore.OrgID]()
	}
	o.Names, o.Email = texts(o.Names), strings.TrimSpace(o.Email)
	if err := checkOrg(op, &o); err != nil {
		return casecore.OrgID{}, err
	}
	entry, _, err := e.log.Do(ctx, cmd, op, payload, func(ctx context.Context) (adminlog.Change, error) {
		all, err := e.orgs.Orgs(ctx, e.now())
		if err != nil {
			return adminlog.Change{}, err
		}
		done := adminlog.Change{Subject: adminlog.Org, SubjectID: o.ID.String(), Action: "create", After: o}
		i := slices.IndexFunc(all, func(l Listed) bool { return l.ID == o.ID })
		switch {
		case add:
		case i < 0:
			return adminlog.Change{}, &casecore.Error{Code: casecore.NotFound, Op: op, Key: "error.org_unknown"}
		case all[i].Revision != revision:
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.item_changed"}
		default:
			done.Action, done.Before = "edit", all[i].Org
		}
		if slices.ContainsFunc(all, func(l Listed) bool { return l.Code == o.Code && l.ID != o.ID }) {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.code_taken"}
		}
		if under(all, o.Parent, o.ID) {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.org_circle"}
		}
		return done, e.orgs.PutOrg(ctx, o)
	})
	if err != nil {
		return casecore.OrgID{}, err
	}
	return casecore.ParseID[casecore.OrgID](entry.SubjectID)
}

func checkOrg(op string, o *Org) error {
	key := ""
	switch {
	case strings.TrimSpace(string(o.Code)) == "":
		key = "error.code_missing"
	case o.Names["uk"] == "":
		key = "error.name_missing"
	case !slices.Contains(kinds, o.Kind):
		key = "error.form"
	case o.Email != "":
		if _, err := mail.ParseAddress(o.Email); err != nil {
			key = "error.mailbox"
		}
	}
	if key == "" {
		return nil
	}
	return &casecore.Error{Code: casecore.Invalid, Op: op, Key: key}
}

// under tells whether an organisation would stand below itself.
func under(all []Listed, parent *casecore.OrgID, id casecore.OrgID) bool {
	for range all {
		if parent == nil {
			return false
		}
		if *parent == id {
			return true
		}
		i := slices.IndexFunc(all, func(l Listed) bool { return l.ID == *parent })
		if i < 0 {
			return false
		}
		parent = all[i].Parent
	}
	return parent != nil
}

// UnlinkOrg takes a chat or a mailbox from an organisation.
func (e *Editor) UnlinkOrg(ctx context.Context, cmd casecore.Command, org casecore.OrgID, point uuid.UUID) error {
	_, _, err := e.log.Do(ctx, cmd, "unlink", []any{org, point}, func(ctx context.Context) (adminlog.Change, error) {
		gone, err := e.orgs.RemoveOrgPoint(ctx, org, point)
		return adminlog.Change{
			Subject: adminlog.Org, SubjectID: org.String(), Action: "unlink",
			After: map[string]string{"channel": gone.Channel, "address": gone.Masked()},
		}, err
	})
	return err
}

// OrgLinkCode makes a one-time code that links a chat to the organisation. The log says that one was made, not which. Nobody can
// say it twice: a repeat of the command is a Conflict.
func (e *Editor) OrgLinkCode(ctx context.Context, cmd casecore.Command, org casecore.OrgID) (code string, expires time.Time, err error) {
	_, repeated, err := e.log.Do(ctx, cmd, "link code", org, func(ctx context.Context) (adminlog.Change, error) {
		all, err := e.orgs.Orgs(ctx, e.now())
		if err != nil {
			return adminlog.Change{}, err
		}
		if !slices.ContainsFunc(all, func(l Listed) bool { return l.ID == org }) {
			return adminlog.Change{}, &casecore.Error{Code: casecore.NotFound, Op: "link code", Key: "error.org_unknown"}
		}
		if code, err = staff.NewLinkCode(); err != nil {
			return adminlog.Change{}, err
		}
		expires = e.now().Add(staff.LinkCodeLife)
		return adminlog.Change{Subject: adminlog.Org, SubjectID: org.String(), Action: "link_code"},
			e.orgs.AddOrgLinkCode(ctx, staff.LinkCodeHash(code), org, expires)
	})
	if err == nil && repeated {
		return "", time.Time{}, &casecore.Error{Code: casecore.Conflict, Op: "link code", Key: "error.code_told"}
	}
	return code, expires, err
}
