package directory

import (
	"context"
	"encoding/json"
	"strings"

	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
)

// putBack makes what an entry changed what it was.
func (e *Editor) putBack(ctx context.Context, entry *adminlog.Entry) error {
	switch entry.Subject {
	case adminlog.Topic:
		t, err := decoded[Topic](entry)
		if err != nil {
			return err
		}
		return e.store.Put(ctx, &regulation.Classifier{Topics: []regulation.Topic{t.rule()}})
	case adminlog.Body:
		b, err := decoded[Body](entry)
		if err != nil {
			return err
		}
		return e.store.Put(ctx, &regulation.Classifier{Bodies: []regulation.CompetentBody{b.rule()}})
	case adminlog.District:
		d, err := decoded[District](entry)
		if err != nil {
			return err
		}
		return e.store.Put(ctx, &regulation.Classifier{Districts: []regulation.District{d.rule()}})
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
		return e.store.Import(ctx, c)
	}
	return errUndo
}

func decoded[V any](entry *adminlog.Entry) (V, error) {
	var v V
	err := json.Unmarshal(entry.Before, &v)
	return v, err
}
