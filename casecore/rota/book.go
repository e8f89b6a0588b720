package rota

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// State is where a version of a month stands.
type State string

// The states. None is that of a month which nobody has begun.
const (
	None      State = ""
	Draft     State = "draft"
	Submitted State = "submitted" // the head has to say
	Approved  State = "approved"  // in force
	Replaced  State = "replaced"  // was in force
)

// Version is one version of a month's rota.
type Version struct {
	ID          uuid.UUID
	Month       Month
	Number      int
	Revision    int64 // moves with each change; 0 of a month that nobody has begun
	State       State
	ChangedBy   casecore.StaffID
	ChangedAt   time.Time
	SubmittedBy casecore.StaffID
	SubmittedAt time.Time
	ApprovedBy  casecore.StaffID
	ApprovedAt  time.Time
	Reason      string // why it was returned, as long as it is a draft again
	InForce     int    // the number of the version that is approved, 0 for none
	Sheet       Sheet
}

// maxReason bounds the reason of a return, runes.
const maxReason = 500

// Claims remembers the keys of commands.
type Claims interface {
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
}

// Log writes down what makes a rota law, once.
type Log interface {
	Do(ctx context.Context, cmd casecore.Command, what string, payload any,
		change func(ctx context.Context) (adminlog.Change, error)) (adminlog.Entry, bool, error)
}

// Book keeps the rotas of a city.
type Book struct {
	db     *pg.DB
	claims Claims
	log    Log
	rules  casecore.Rules
	now    func() time.Time
}

// NewBook returns the rotas of a database. now is the one clock.
func NewBook(db *pg.DB, claims Claims, log Log, rules casecore.Rules, now func() time.Time) *Book {
	return &Book{db: db, claims: claims, log: log, rules: rules, now: now}
}

// Open returns the version of a month that is worked on, else the one in force, else an empty one. Refused where the city keeps no
// rota in the product.
func (b *Book) Open(ctx context.Context, m Month) (v Version, err error) {
	err = b.db.InTx(ctx, func(ctx context.Context) error {
		v, err = b.read(ctx, "open rota", m, false)
		return err
	})
	return v, err
}

// Propose returns the cells with which the hours of a month that are open are filled as well; nothing is kept.
func (b *Book) Propose(ctx context.Context, m Month, cells []Cell) ([]Cell, error) {
	v, err := b.Open(ctx, m)
	if err != nil {
		return nil, err
	}
	if err := v.put("propose rota", cells); err != nil {
		return nil, err
	}
	return Propose(&v.Sheet), nil
}

// Like returns the cells of a month made like the one before: everybody goes on with the turn that they had, found again by what
// they did in its last days. Nothing is kept.
func (b *Book) Like(ctx context.Context, m Month) ([]Cell, error) {
	v, err := b.Open(ctx, m)
	if err != nil {
		return nil, err
	}
	before, err := b.Open(ctx, m.Add(-1))
	if err != nil {
		return nil, err
	}
	if len(before.Sheet.Cells) == 0 {
		return nil, &casecore.Error{Code: casecore.NotFound, Op: "copy rota", Key: "error.rota_nothing_before"}
	}
	return goOn(&v.Sheet, &before.Sheet), nil
}

// Save writes all cells of a month.
type Save struct {
	casecore.Command `json:"-"`
	Month            Month
	Revision         int64 // that was seen
	Cells            []Cell
}

// Save keeps the cells. On a month that nobody has begun it begins a draft, on an approved one the next version; Conflict when it
// has changed since it was seen or waits for the head.
func (b *Book) Save(ctx context.Context, cmd Save) error {
	const op = "save rota"
	claim, err := cmd.Claim(cmd, uuid.Must(uuid.NewV7()), subject, b.now(), keyLife)
	if err != nil {
		return err
	}
	return refused(b.db.InTx(ctx, func(ctx context.Context) error {
		if _, repeated, err := b.claims.Claim(ctx, claim).Repeat(ctx); err != nil || repeated {
			return err
		}
		v, err := b.locked(ctx, op, cmd.Month, cmd.Revision)
		if err != nil {
			return err
		}
		if err := v.put(op, cmd.Cells); err != nil {
			return err
		}
		switch v.State {
		case Submitted:
			return fail(casecore.Conflict, op, "error.rota_submitted")
		case Draft:
			v.Revision++
		default:
			v = Version{ID: claim.Result, Month: v.Month, Number: v.Number + 1, Revision: v.Revision + 1, State: Draft, Sheet: v.Sheet}
		}
		v.ChangedBy, v.ChangedAt = cmd.Actor.Staff, b.now()
		if err := b.write(ctx, &v); err != nil {
			return err
		}
		return b.writeCells(ctx, &v)
	}))
}

// Step names a version that somebody decides about.
type Step struct {
	casecore.Command `json:"-"`
	Month            Month
	Revision         int64 // that was seen
	Reason           string
}

// Submit sends a draft to the head. Refused while a finding forbids its approval.
func (b *Book) Submit(ctx context.Context, cmd Step) error {
	return b.step(ctx, "submit", cmd, func(ctx context.Context, op string, v *Version) error {
		if v.State != Draft {
			return fail(casecore.Conflict, op, "error.rota_state")
		}
		if Blocks(Check(&v.Sheet)) {
			return fail(casecore.Refused, op, "error.rota_findings")
		}
		v.State, v.SubmittedBy, v.SubmittedAt, v.Reason = Submitted, cmd.Actor.Staff, b.now(), ""
		return b.write(ctx, v)
	})
}

// Approve puts a version in force (MR-2.2), one that was sent or the head's own draft. Forbidden unless the actor is one of those
// whom the profile has approve.
func (b *Book) Approve(ctx context.Context, cmd Step) error {
	return b.step(ctx, "approve", cmd, func(ctx context.Context, op string, v *Version) error {
		switch {
		case !mayApprove(v.Sheet.Rules, cmd.Actor):
			return fail(casecore.Forbidden, op, "error.rota_approve")
		case v.State != Draft && v.State != Submitted:
			return fail(casecore.Conflict, op, "error.rota_state")
		case Blocks(Check(&v.Sheet)):
			return fail(casecore.Refused, op, "error.rota_findings")
		}
		v.State, v.ApprovedBy, v.ApprovedAt, v.Reason = Approved, cmd.Actor.Staff, b.now(), ""
		return b.putInForce(ctx, v)
	})
}

// Return gives a version back to be changed; it needs a reason. Those may who may approve.
func (b *Book) Return(ctx context.Context, cmd Step) error {
	return b.step(ctx, "return", cmd, func(ctx context.Context, op string, v *Version) error {
		reason := strings.TrimSpace(cmd.Reason)
		switch {
		case !mayApprove(v.Sheet.Rules, cmd.Actor):
			return fail(casecore.Forbidden, op, "error.rota_approve")
		case v.State != Submitted:
			return fail(casecore.Conflict, op, "error.rota_state")
		case reason == "" || utf8.RuneCountInString(reason) > maxReason:
			return fail(casecore.Invalid, op, "error.rota_reason")
		}
		v.State, v.Reason = Draft, reason
		return b.write(ctx, v)
	})
}

// Discard throws a version away that is not in force; the one in force stays as it was.
func (b *Book) Discard(ctx context.Context, cmd Step) error {
	return b.step(ctx, "discard", cmd, func(ctx context.Context, op string, v *Version) error {
		if v.State != Draft {
			return fail(casecore.Conflict, op, "error.rota_state")
		}
		return b.remove(ctx, v)
	})
}

// MayApprove tells whether the actor is one of those who approve the rotas of the city.
func (b *Book) MayApprove(a casecore.Actor) bool {
	p, err := b.rules.At(b.now())
	return err == nil && mayApprove(&p.Rota, a)
}

func mayApprove(rules *regulation.Rota, a casecore.Actor) bool {
	return slices.ContainsFunc(rules.ApprovedBy, a.Has)
}

// step decides about a version, with its row in the log of administration.
func (b *Book) step(ctx context.Context, action string, cmd Step, decide func(ctx context.Context, op string, v *Version) error) error {
	op := action + " rota"
	_, _, err := b.log.Do(ctx, cmd.Command, op, cmd, func(ctx context.Context) (adminlog.Change, error) {
		v, err := b.locked(ctx, op, cmd.Month, cmd.Revision)
		if err != nil {
			return adminlog.Change{}, err
		}
		before := kept(&v)
		v.Revision++
		if err := decide(ctx, op, &v); err != nil {
			return adminlog.Change{}, err
		}
		return adminlog.Change{
			Subject: adminlog.Rota, SubjectID: cmd.Month.String(), Action: action, Before: before, After: kept(&v),
		}, nil
	})
	return refused(err)
}

// keptVersion is what the log keeps of a version.
type keptVersion struct {
	Version int    `json:"version"`
	State   State  `json:"state"`
	Shifts  int    `json:"shifts"`
	Reason  string `json:"reason,omitempty"`
}

func kept(v *Version) keptVersion {
	return keptVersion{Version: v.Number, State: v.State, Shifts: len(v.Sheet.Cells), Reason: v.Reason}
}

// put gives a version other cells; Invalid when one is of another month, of nobody in the rota, of no pattern or there twice.
func (v *Version) put(op string, cells []Cell) error {
	type place struct {
		who casecore.StaffID
		day int
	}
	there := make(map[place]bool, len(cells))
	for _, c := range cells {
		at := place{c.Staff, c.Day.Day}
		known := slices.Contains(v.Sheet.People, c.Staff) ||
			slices.ContainsFunc(v.Sheet.Cells, func(old Cell) bool { return old.Staff == c.Staff })
		if _, ok := v.Sheet.Rules.Pattern(c.Pattern); !ok || !known || there[at] || !v.Month.Has(c.Day) {
			return fail(casecore.Invalid, op, "error.rota_cell")
		}
		there[at] = true
	}
	v.Sheet.Cells = cells
	return nil
}

const (
	// subject is what the keys of commands about rotas are about.
	subject casecore.SubjectType = "rota"
	// keyLife is how long a command's key is remembered.
	keyLife = 7 * 24 * time.Hour
)

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: op, Key: key}
}
