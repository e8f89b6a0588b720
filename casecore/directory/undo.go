package directory

import (
	"context"
	"encoding/json"
	"strings"

	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
)

// takeAway removes what an entry added, as long as the rest still fits.
func (e *Editor) takeAway(ctx context.Context, entry *adminlog.Entry) error {
	if entry.Subject == adminlog.Org {
		return e.orgs.RetireOrg(ctx, entry.SubjectID)
	}
	if err := e.store.Remove(ctx, entry.Subject, entry.SubjectID); err != nil {
		return err
	}
	c, err := e.store.Classifier(ctx)
	if err != nil {
		return err
	}
	return e.check(c)
}

// putBack makes what an entry changed what it was, as long as that still fits: the city has gone on since.
func (e *Editor) putBack(ctx context.Context, entry *adminlog.Entry) error {
	switch entry.Subject {
	case adminlog.Topic:
		t, err := decoded[Topic](entry)
		if err != nil {
			return err
		}
		return write(ctx, e, topicIn(t))
	case adminlog.Body:
		b, err := decoded[Body](entry)
		if err != nil {
			return err
		}
		return write(ctx, e, bodyIn(b))
	case adminlog.District:
		d, err := decoded[District](entry)
		if err != nil {
			return err
		}
		return write(ctx, e, districtIn(d))
	case adminlog.Org:
		o, err := decoded[Org](entry)
		if err != nil {
			return err
		}
		return e.orgs.PutOrg(ctx, o)
	case adminlog.Classifier:
		whole, err := decoded[Whole](entry)
		if err != nil {
			return err
		}
		c, err := regulation.ReadClassifierCSV(strings.NewReader(whole.CSV))
		if err != nil {
			return err
		}
		if err := e.check(c); err != nil {
			return err
		}
		return e.store.Import(ctx, c)
	}
	return errUndo
}

// write puts one item into the classifier, which is checked as a whole first.
func write[V any](ctx context.Context, e *Editor, in inserted[V]) error {
	c, err := e.store.Classifier(ctx)
	if err != nil {
		return err
	}
	_, part := in(c)
	if err := e.check(c); err != nil {
		return err
	}
	return e.store.Put(ctx, part)
}

func decoded[V any](entry *adminlog.Entry) (V, error) {
	var v V
	err := json.Unmarshal(entry.Before, &v)
	return v, err
}
