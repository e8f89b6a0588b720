package pgstore

import (
	"context"
	"fmt"

	"hotline/casecore/adminlog"
	"hotline/casecore/directory"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Classifiers keeps the classifier as it is edited. The catalogue's version is moved by whoever edits.
type Classifiers struct {
	db *pg.DB
}

var _ directory.Classifiers = (*Classifiers)(nil)

// NewClassifiers returns the classifier of a database.
func NewClassifiers(db *pg.DB) *Classifiers { return &Classifiers{db: db} }

// Classifier reads the classifier as it is now. Whoever edits holds the catalogue's version, so that it stands still.
func (s *Classifiers) Classifier(ctx context.Context) (*regulation.Classifier, error) {
	c := &Catalogue{db: s.db, q: dbsqlc.New(s.db)}
	now, err := c.read(ctx)
	if err != nil {
		return nil, err
	}
	return &now.classifier, nil
}

// Put writes the topics, bodies and districts of part and leaves the others.
func (s *Classifiers) Put(ctx context.Context, part *regulation.Classifier) error {
	im := importer{db: s.db, q: dbsqlc.New(s.db.Deferred())}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, d := range part.Districts {
			sort, err := s.sort(ctx, "districts", string(d.Code))
			if err != nil {
				return err
			}
			im.district(ctx, sort, &d)
		}
		ids, err := im.orgs(ctx, nil)
		if err != nil {
			return err
		}
		for i := range part.Topics {
			sort, err := s.sort(ctx, "topics", string(part.Topics[i].Code))
			if err != nil {
				return err
			}
			if err := im.topic(ctx, sort, &part.Topics[i], ids); err != nil {
				return err
			}
		}
		for i := range part.Bodies {
			sort, err := s.sort(ctx, "competent_bodies", part.Bodies[i].Code)
			if err != nil {
				return err
			}
			im.exec(ctx, `DELETE FROM competent_bodies WHERE code = $1`, part.Bodies[i].Code)
			im.body(ctx, sort, &part.Bodies[i])
		}
		return im.err
	})
}

// sort is the place of an item in its list, the end for a new one; table is ours, never a caller's.
func (s *Classifiers) sort(ctx context.Context, table, code string) (int, error) {
	var sort int
	err := s.db.QueryRow(ctx, fmt.Sprintf(`SELECT coalesce((SELECT sort FROM %[1]s WHERE code = $1),
		(SELECT max(sort) + 1 FROM %[1]s), 0)`, table), code).Scan(&sort)
	return sort, err
}

// Remove retires a topic, deletes a body or a district.
func (s *Classifiers) Remove(ctx context.Context, subject adminlog.Subject, code string) error {
	sql := map[adminlog.Subject]string{
		adminlog.Topic:    `UPDATE topics SET retired_at = now() WHERE code = $1`,
		adminlog.Body:     `DELETE FROM competent_bodies WHERE code = $1`,
		adminlog.District: `DELETE FROM districts WHERE code = $1`,
	}[subject]
	_, err := s.db.Exec(ctx, sql, code)
	return err
}

// Import makes the classifier what c says.
func (s *Classifiers) Import(ctx context.Context, c *regulation.Classifier) error {
	return Import(ctx, s.db, c)
}
