package pgstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Import makes the database's classifier, organisations and directory of bodies what c says. Topics
// that c no longer has are retired, never deleted: cases refer to them; organisations stay for the same reason. It is one
// transaction; running copies notice within seconds.
func Import(ctx context.Context, db *pg.DB, c *regulation.Classifier) error {
	im := importer{db: db, q: dbsqlc.New(db.Deferred())}
	return db.InTx(ctx, func(ctx context.Context) error {
		ids, err := im.orgs(ctx, c.Orgs)
		if err != nil {
			return err
		}
		for i := range c.Districts {
			im.district(ctx, i, &c.Districts[i])
		}
		im.exec(ctx, `UPDATE topics SET retired_at = now() WHERE retired_at IS NULL`)
		for i := range c.Topics {
			if err := im.topic(ctx, i, &c.Topics[i], ids); err != nil {
				return err
			}
		}
		im.bodies(ctx, c.Bodies)
		if im.err == nil {
			im.err = im.q.BumpCatalogue(ctx)
		}
		return im.err
	})
}

// listed separates what one column lists.
const listed = "|"

// importer queues statements and keeps the first error.
type importer struct {
	db  *pg.DB
	q   *dbsqlc.Queries
	err error
}

func (im *importer) exec(ctx context.Context, sql string, args ...any) {
	if im.err == nil {
		im.err = im.db.Queue(ctx, nil, sql, args...)
	}
}

// names replaces the names of one thing; table and column are ours, never a caller's.
func (im *importer) names(ctx context.Context, table, column string, key any, names regulation.Text) {
	im.exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE %s = $1`, table, column), key)
	for lang, name := range names {
		im.exec(ctx, fmt.Sprintf(`INSERT INTO %s (%s, lang, name) VALUES ($1, $2, $3)`, table, column), key, lang, name)
	}
}

func (im *importer) district(ctx context.Context, sort int, d *regulation.District) {
	im.exec(ctx, `INSERT INTO districts (code, sort) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET sort = $2`, d.Code, sort)
	im.names(ctx, "district_names", "code", string(d.Code), d.Names)
}

func (im *importer) orgs(ctx context.Context, orgs []regulation.Org) (map[regulation.OrgCode]uuid.UUID, error) {
	ids := make(map[regulation.OrgCode]uuid.UUID, len(orgs))
	held, err := dbsqlc.New(im.db).Orgs(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range held {
		ids[regulation.OrgCode(o.Code)] = o.ID
	}
	parents := map[regulation.OrgCode]bool{}
	for _, o := range orgs {
		parents[o.Parent] = true
		if _, ok := ids[o.Code]; !ok {
			ids[o.Code] = uuid.Must(uuid.NewV7())
		}
	}
	for i, o := range orgs {
		kind := "enterprise"
		if parents[o.Code] || o.Parent == "" {
			kind = "unit"
		}
		im.exec(ctx, `INSERT INTO orgs (id, code, kind, council_unit, area, phone, sort) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (code) DO UPDATE SET kind = $3, council_unit = $4, area = $5, phone = $6, sort = $7,
				version = orgs.version + 1, retired_at = NULL`,
			ids[o.Code], o.Code, kind, o.Council, o.Area, strings.Join(o.Phones, listed), i)
		im.names(ctx, "org_names", "org_id", ids[o.Code], o.Names)
	}
	for _, o := range orgs {
		if o.Parent == "" {
			continue
		}
		parent, ok := ids[o.Parent]
		if !ok {
			return nil, fmt.Errorf("import: organisation %s has an unknown parent %s", o.Code, o.Parent)
		}
		im.exec(ctx, `UPDATE orgs SET parent_id = $2 WHERE id = $1`, ids[o.Code], parent)
	}
	return ids, nil
}

func (im *importer) topic(ctx context.Context, sort int, t *regulation.Topic, orgs map[regulation.OrgCode]uuid.UUID) error {
	im.exec(ctx, `INSERT INTO topics (code, grp, kind, solve_n, solve_unit, clause, housing, assumed, sort, solve_assumed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (code) DO UPDATE SET grp = $2, kind = $3, solve_n = $4, solve_unit = $5, clause = $6, housing = $7,
			assumed = $8, sort = $9, solve_assumed = $10, retired_at = NULL`,
		t.Code, t.Group, t.Kind, t.Solve.N, t.Solve.Unit, t.Solve.Clause, t.Housing, t.Assumed, sort,
		t.Solve.Assumed)
	for _, table := range []string{"topic_names", "topic_keywords", "topic_executors", "topic_grounds"} {
		im.exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE code = $1`, table), t.Code)
	}
	for lang, name := range t.Names {
		im.exec(ctx, `INSERT INTO topic_names (code, lang, name, group_name) VALUES ($1, $2, $3, $4)`,
			t.Code, lang, name, t.GroupNames[lang])
	}
	for lang, words := range t.Keywords {
		for i, w := range words {
			im.exec(ctx, `INSERT INTO topic_keywords (code, lang, keyword, sort) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
				t.Code, lang, w, i)
		}
	}
	for i, g := range t.Grounds {
		im.exec(ctx, `INSERT INTO topic_grounds (code, ground, sort) VALUES ($1, $2, $3)`, t.Code, g, i)
	}
	for district, org := range t.Executors {
		id, ok := orgs[org]
		if !ok {
			return fmt.Errorf("import: topic %s has an unknown executor %s", t.Code, org)
		}
		im.exec(ctx, `INSERT INTO topic_executors (code, district, org_id) VALUES ($1, $2, $3)`, t.Code, district, id)
	}
	return nil
}

func (im *importer) bodies(ctx context.Context, bodies []regulation.CompetentBody) {
	im.exec(ctx, `DELETE FROM competent_bodies`)
	for i := range bodies {
		im.body(ctx, i, &bodies[i])
	}
}

// body adds a body that is not there.
func (im *importer) body(ctx context.Context, sort int, b *regulation.CompetentBody) {
	im.exec(ctx, `INSERT INTO competent_bodies (code, phone, site, sort) VALUES ($1, $2, $3, $4)`,
		b.Code, strings.Join(b.Phones, listed), b.Site, sort)
	for lang, name := range b.Names {
		im.exec(ctx, `INSERT INTO competent_body_names (code, lang, name, about, keywords) VALUES ($1, $2, $3, $4, $5)`,
			b.Code, lang, name, b.Purpose[lang], strings.Join(b.Keywords[lang], listed))
	}
	for lang, words := range b.Keywords {
		if _, named := b.Names[lang]; !named { // a language in which people only ask
			im.exec(ctx, `INSERT INTO competent_body_names (code, lang, name, keywords) VALUES ($1, $2, '', $3)`,
				b.Code, lang, strings.Join(words, listed))
		}
	}
}
