package directory

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
)

// Classifiers is a store of the city's classifier.
type Classifiers interface {
	// Classifier reads it as it is now, not from a memory.
	Classifier(ctx context.Context) (*regulation.Classifier, error)
	// Put writes the topics, bodies and districts of part and leaves the others.
	Put(ctx context.Context, part *regulation.Classifier) error
	// Remove retires a topic, deletes a body or a district.
	Remove(ctx context.Context, subject adminlog.Subject, code string) error
	// Import makes it what c says.
	Import(ctx context.Context, c *regulation.Classifier) error
}

// Log does changes once and writes them down.
type Log interface {
	Do(ctx context.Context, cmd casecore.Command, what string, payload any,
		change func(ctx context.Context) (adminlog.Change, error)) (adminlog.Entry, bool, error)
	LastUndoable(ctx context.Context) (adminlog.Entry, error)
	Entry(ctx context.Context, id uuid.UUID) (adminlog.Entry, error)
}

// Editor edits the classifier and the organisations.
type Editor struct {
	store Classifiers
	orgs  Orgs
	log   Log
	rules casecore.Rules
	now   func() time.Time
}

// NewEditor returns an Editor. What is edited has to fit the regulation in force.
func NewEditor(store Classifiers, orgs Orgs, log Log, rules casecore.Rules, now func() time.Time) *Editor {
	return &Editor{store: store, orgs: orgs, log: log, rules: rules, now: now}
}

// Classifier returns the classifier as it is now.
func (e *Editor) Classifier(ctx context.Context) (*regulation.Classifier, error) {
	return e.store.Classifier(ctx)
}

// PutTopic adds a topic when revision is "", else changes it.
func (e *Editor) PutTopic(ctx context.Context, cmd casecore.Command, revision string, t Topic) error {
	rule := t.rule()
	return edit(ctx, e, cmd, adminlog.Topic, string(t.Code), revision, TopicOf(&rule), topicIn(t))
}

// PutBody adds a competent body when revision is "", else changes it.
func (e *Editor) PutBody(ctx context.Context, cmd casecore.Command, revision string, b Body) error {
	rule := b.rule()
	return edit(ctx, e, cmd, adminlog.Body, b.Code, revision, BodyOf(&rule), bodyIn(b))
}

// PutDistrict adds a district when revision is "", else changes it.
func (e *Editor) PutDistrict(ctx context.Context, cmd casecore.Command, revision string, d District) error {
	rule := d.rule()
	return edit(ctx, e, cmd, adminlog.District, string(d.Code), revision, DistrictOf(&rule), districtIn(d))
}

// inserted puts an item into a classifier and returns what stood there before, nil for nothing, and the part to write.
type inserted[V any] func(c *regulation.Classifier) (*V, *regulation.Classifier)

func topicIn(t Topic) inserted[Topic] {
	rule := t.rule()
	return func(c *regulation.Classifier) (*Topic, *regulation.Classifier) {
		i := slices.IndexFunc(c.Topics, func(o regulation.Topic) bool { return o.Code == t.Code })
		return place(&c.Topics, i, rule, TopicOf), &regulation.Classifier{Topics: []regulation.Topic{rule}}
	}
}

func bodyIn(b Body) inserted[Body] {
	rule := b.rule()
	return func(c *regulation.Classifier) (*Body, *regulation.Classifier) {
		i := slices.IndexFunc(c.Bodies, func(o regulation.CompetentBody) bool { return o.Code == b.Code })
		return place(&c.Bodies, i, rule, BodyOf), &regulation.Classifier{Bodies: []regulation.CompetentBody{rule}}
	}
}

func districtIn(d District) inserted[District] {
	rule := d.rule()
	return func(c *regulation.Classifier) (*District, *regulation.Classifier) {
		i := slices.IndexFunc(c.Districts, func(o regulation.District) bool { return o.Code == d.Code })
		return place(&c.Districts, i, rule, DistrictOf), &regulation.Classifier{Districts: []regulation.District{rule}}
	}
}

// place puts a rule where the old one stood, which it returns as it is edited; at the end where there was none.
func place[R, V any](list *[]R, i int, rule R, view func(*R) V) *V {
	if i < 0 {
		*list = append(slices.Clone(*list), rule)
		return nil
	}
	before := view(&(*list)[i])
	*list = slices.Clone(*list)
	(*list)[i] = rule
	return &before
}

// edit writes one item to the classifier, which is checked as a whole first.
func edit[V any](ctx context.Context, e *Editor, cmd casecore.Command, subject adminlog.Subject, code, revision string, after V,
	in inserted[V],
) error {
	op := "edit " + string(subject)
	if code = strings.TrimSpace(code); code == "" {
		return &casecore.Error{Code: casecore.Invalid, Op: op, Key: "error.code_missing"}
	}
	_, _, err := e.log.Do(ctx, cmd, op, []any{revision, after}, func(ctx context.Context) (adminlog.Change, error) {
		c, err := e.store.Classifier(ctx)
		if err != nil {
			return adminlog.Change{}, err
		}
		before, part := in(c)
		done := adminlog.Change{Subject: subject, SubjectID: code, Action: "edit", After: after}
		switch {
		case before == nil && revision == "":
			done.Action = "create"
		case before == nil || revision == "" || adminlog.Revision(*before) != revision:
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.item_changed"}
		default:
			done.Before = *before
		}
		if err := e.check(c); err != nil {
			return adminlog.Change{}, err
		}
		return done, e.store.Put(ctx, part)
	})
	return err
}

// Remove retires a topic, or deletes a body.
func (e *Editor) Remove(ctx context.Context, cmd casecore.Command, subject adminlog.Subject, code, revision string) error {
	op := "remove " + string(subject)
	_, _, err := e.log.Do(ctx, cmd, op, []string{code, revision}, func(ctx context.Context) (adminlog.Change, error) {
		c, err := e.store.Classifier(ctx)
		if err != nil {
			return adminlog.Change{}, err
		}
		before := item(c, subject, code)
		if before == nil || adminlog.Revision(before) != revision {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.item_changed"}
		}
		done := adminlog.Change{Subject: subject, SubjectID: code, Action: "remove", Before: before}
		return done, e.store.Remove(ctx, subject, code)
	})
	return err
}

// item returns one item as it is edited, nil when there is none.
func item(c *regulation.Classifier, subject adminlog.Subject, code string) any {
	switch subject {
	case adminlog.Topic:
		if t, ok := c.Topic(regulation.TopicCode(code)); ok {
			return TopicOf(t)
		}
	case adminlog.Body:
		if i := slices.IndexFunc(c.Bodies, func(b regulation.CompetentBody) bool { return b.Code == code }); i >= 0 {
			return BodyOf(&c.Bodies[i])
		}
	case adminlog.District:
		if d, ok := c.District(regulation.DistrictCode(code)); ok {
			return DistrictOf(&d)
		}
	}
	return nil
}

// check refuses what could not be read back from a file, or does not fit the regulation in force: the file's reader knows
// what a classifier has to hold.
func (e *Editor) check(c *regulation.Classifier) error {
	var file bytes.Buffer
	err := regulation.WriteClassifierCSV(&file, c)
	if err == nil {
		_, err = regulation.ReadClassifierCSV(&file)
	}
	if err == nil {
		var p *regulation.Profile
		if p, err = e.rules.At(e.now()); err == nil {
			err = p.CheckClassifier(c)
		}
	}
	return faulty(err)
}

// faulty makes what is wrong with a classifier readable: each fault on a line.
func faulty(err error) error {
	if err == nil {
		return nil
	}
	what := strings.ReplaceAll(err.Error(), "regulation: ", "")
	return &casecore.Error{
		Code: casecore.Refused, Op: "check classifier", Key: "error.classifier_fault", Args: map[string]string{"what": what}, Err: err,
	}
}

// Undo takes back the latest edit that still stands; expected is the entry that the person saw, another one since is a
// Conflict.
func (e *Editor) Undo(ctx context.Context, cmd casecore.Command, expected uuid.UUID) error {
	const op = "undo"
	_, _, err := e.log.Do(ctx, cmd, op, expected, func(ctx context.Context) (adminlog.Change, error) {
		last, err := e.log.LastUndoable(ctx)
		if err != nil {
			return adminlog.Change{}, err
		}
		if last.ID != expected {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.item_changed"}
		}
		if last, err = e.log.Entry(ctx, expected); err != nil {
			return adminlog.Change{}, err
		}
		done := adminlog.Change{Subject: last.Subject, SubjectID: last.SubjectID, Action: "undo", Undoes: last.ID}
		if last.After != nil {
			done.Before = last.After
		}
		if last.Before == nil {
			return done, e.takeAway(ctx, &last)
		}
		done.After = last.Before
		return done, e.putBack(ctx, &last)
	})
	return err
}

// errUndo says that a log's row cannot be read: it was written by another version of the program.
var errUndo = errors.New("directory: an entry of an unknown kind")
