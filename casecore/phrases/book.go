package phrases

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Limits of a phrase, runes.
const (
	MaxShort = 30
	MaxText  = 2000
)

// Phrase is a piece of text. Empty Lang, Kind and Topic mean any.
type Phrase struct {
	ID        uuid.UUID
	Version   int64
	Owner     casecore.StaffID // zero for the centre's
	Lang      string
	Kind      regulation.KindID
	Topic     regulation.TopicCode
	Short     string // what is typed after the slash: one word
	Text      string
	ChangedBy casecore.StaffID
	ChangedAt time.Time
	Removed   bool
}

// Store keeps phrases.
type Store interface {
	casecore.Transactor
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
	// Phrases returns the centre's and the person's own, those that are not removed.
	Phrases(ctx context.Context, of casecore.StaffID) ([]Phrase, error)
	// LockPhrase returns a phrase, its row locked; NotFound when there is none or it is removed.
	LockPhrase(ctx context.Context, id uuid.UUID) (Phrase, error)
	// PutPhrase writes a phrase; Conflict when another of the same owner has its short form.
	PutPhrase(ctx context.Context, p Phrase) error
}

// Book is the phrase book.
type Book struct {
	store Store
	now   func() time.Time
}

// NewBook returns a Book. now is the one clock.
func NewBook(store Store, now func() time.Time) *Book { return &Book{store: store, now: now} }

// List returns what the person may put in: the centre's phrases and their own.
func (b *Book) List(ctx context.Context, who casecore.Actor) ([]Phrase, error) {
	return b.store.Phrases(ctx, who.Staff)
}

// Save writes a new phrase when ID is zero, else the next version of one.
type Save struct {
	casecore.Command `json:"-"`
	ID               uuid.UUID
	Version          int64 // expected, of one that is there
	Centre           bool
	Lang             string
	Kind             regulation.KindID
	Topic            regulation.TopicCode
	Short            string
	Text             string
}

// Save keeps a phrase. It fails with Forbidden for the centre's unless the actor may change them, with Conflict when it has
// changed since or its short form is taken.
func (b *Book) Save(ctx context.Context, cmd Save) error {
	const op = "save phrase"
	cmd.Short, cmd.Text = strings.TrimPrefix(strings.TrimSpace(cmd.Short), "/"), strings.TrimSpace(cmd.Text)
	switch {
	case cmd.Short == "" || strings.ContainsAny(cmd.Short, " \t\n/") || utf8.RuneCountInString(cmd.Short) > MaxShort:
		return refusal(casecore.Invalid, op, "error.phrase_short")
	case cmd.Text == "" || utf8.RuneCountInString(cmd.Text) > MaxText:
		return refusal(casecore.Invalid, op, "error.phrase_text")
	}
	return b.once(ctx, cmd.Command, cmd, func(ctx context.Context) error {
		p := Phrase{ID: uuid.Must(uuid.NewV7())}
		if !cmd.Centre {
			p.Owner = cmd.Actor.Staff
		}
		if cmd.ID != uuid.Nil {
			held, err := b.own(ctx, op, cmd.Actor, cmd.ID, cmd.Version)
			if err != nil {
				return err
			}
			p.ID, p.Owner = held.ID, held.Owner
		}
		if p.Owner.IsZero() && !MayEditCentre(cmd.Actor) {
			return refusal(casecore.Forbidden, op, "error.phrase_centre")
		}
		p.Version, p.Lang, p.Kind, p.Topic, p.Short, p.Text = cmd.Version+1, cmd.Lang, cmd.Kind, cmd.Topic, cmd.Short, cmd.Text
		p.ChangedBy, p.ChangedAt = cmd.Actor.Staff, b.now()
		return b.store.PutPhrase(ctx, p)
	})
}

// Remove takes a phrase out of the book.
type Remove struct {
	casecore.Command `json:"-"`
	ID               uuid.UUID
	Version          int64
}

// Remove takes a phrase out of the book; the same people may who may change it.
func (b *Book) Remove(ctx context.Context, cmd Remove) error {
	const op = "remove phrase"
	return b.once(ctx, cmd.Command, cmd, func(ctx context.Context) error {
		p, err := b.own(ctx, op, cmd.Actor, cmd.ID, cmd.Version)
		if err != nil {
			return err
		}
		p.Version, p.Removed, p.ChangedBy, p.ChangedAt = p.Version+1, true, cmd.Actor.Staff, b.now()
		return b.store.PutPhrase(ctx, p)
	})
}

// MayEditCentre tells whether the centre's phrases are the actor's to change.
func MayEditCentre(a casecore.Actor) bool {
	return a.Has(regulation.RoleSupervisor) || a.Has(regulation.RoleAdministrator)
}

// own locks a phrase that the actor may change, at the version that they saw.
func (b *Book) own(ctx context.Context, op string, who casecore.Actor, id uuid.UUID, version int64) (Phrase, error) {
	p, err := b.store.LockPhrase(ctx, id)
	switch {
	case err != nil:
		return Phrase{}, err
	case !p.Owner.IsZero() && p.Owner != who.Staff:
		return Phrase{}, refusal(casecore.NotFound, op, "error.phrase_unknown")
	case p.Owner.IsZero() && !MayEditCentre(who):
		return Phrase{}, refusal(casecore.Forbidden, op, "error.phrase_centre")
	case p.Version != version:
		return Phrase{}, refusal(casecore.Conflict, op, "error.phrase_changed")
	}
	return p, nil
}

// keyLife is how long a command's key is remembered.
const keyLife = 7 * 24 * time.Hour

// subject is what the keys of phrases' commands are about.
const subject casecore.SubjectType = "phrase"

// once runs a change under its command's key; a repeat changes nothing.
func (b *Book) once(ctx context.Context, cmd casecore.Command, payload any, change func(ctx context.Context) error) error {
	claim, err := cmd.Claim(payload, uuid.Nil, subject, b.now(), keyLife)
	if err != nil {
		return err
	}
	return b.store.InTx(ctx, func(ctx context.Context) error {
		if _, repeated, err := b.store.Claim(ctx, claim).Repeat(ctx); err != nil || repeated {
			return err
		}
		return change(ctx)
	})
}

func refusal(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: op, Key: key}
}
