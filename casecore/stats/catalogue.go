package stats

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Catalogue is the classifier, the organisations and the competent bodies in one language, Ukrainian where that
// language has no name. What is retired is there too: old cases name it.
type Catalogue struct {
	Topics    []Topic
	Districts []District
	Orgs      []Org
	Bodies    []Body
}

// Topic is a row of the classifier.
type Topic struct {
	Code      regulation.TopicCode
	Group     string
	GroupName string
	Name      string
	Kind      regulation.KindID
	Keywords  []string // in all languages: citizens mix them
	Grounds   []string
	Assumed   bool
	Retired   bool
}

// District is a district by name.
type District struct {
	Code regulation.DistrictCode
	Name string
}

// Org is an organisation by name.
type Org struct {
	ID      casecore.OrgID
	Code    regulation.OrgCode
	Name    string
	Kind    string
	Parent  *casecore.OrgID
	Phone   string
	Retired bool
}

// Body is a competent body (MR-4.2.1).
type Body struct {
	Code, Name, About, Phone, Site, Keywords string
}

// CatalogueVersion changes with every change of what Catalogue returns.
func (r *Reader) CatalogueVersion(ctx context.Context) (int64, error) {
	var v int64
	if err := r.db.QueryRow(ctx, `SELECT version FROM catalogue_version`).Scan(&v); err != nil {
		return 0, failed("catalogue version", err)
	}
	return v, nil
}

// Catalogue reads everything that has a name.
func (r *Reader) Catalogue(ctx context.Context, lang string) (Catalogue, error) {
	var c Catalogue
	var err error
	if c.Topics, err = collect(ctx, r.db, "topics", scanTopic, `
		SELECT t.code, t.grp, coalesce(n.group_name, u.group_name, t.grp), coalesce(n.name, u.name, t.code), t.kind,
			ARRAY(SELECT DISTINCT k.keyword FROM topic_keywords k WHERE k.code = t.code ORDER BY k.keyword),
			ARRAY(SELECT g.ground FROM topic_grounds g WHERE g.code = t.code ORDER BY g.ground),
			t.assumed, t.retired_at IS NOT NULL
		FROM topics t
		LEFT JOIN topic_names n ON n.code = t.code AND n.lang = $1
		LEFT JOIN topic_names u ON u.code = t.code AND u.lang = 'uk'
		ORDER BY t.sort, t.code`, lang); err != nil {
		return Catalogue{}, err
	}
	if c.Districts, err = collect(ctx, r.db, "districts", scanDistrict, `
		SELECT d.code, coalesce(n.name, u.name, d.code) FROM districts d
		LEFT JOIN district_names n ON n.code = d.code AND n.lang = $1
		LEFT JOIN district_names u ON u.code = d.code AND u.lang = 'uk'
		ORDER BY d.sort, d.code`, lang); err != nil {
		return Catalogue{}, err
	}
	if c.Orgs, err = collect(ctx, r.db, "organisations", scanOrg, `
		SELECT o.id, o.code, coalesce(n.name, u.name, o.code), o.kind, o.parent_id, o.phone, o.retired_at IS NOT NULL
		FROM orgs o
		LEFT JOIN org_names n ON n.org_id = o.id AND n.lang = $1
		LEFT JOIN org_names u ON u.org_id = o.id AND u.lang = 'uk'
		ORDER BY o.code`, lang); err != nil {
		return Catalogue{}, err
	}
	c.Bodies, err = collect(ctx, r.db, "bodies", scanBody, `
		SELECT b.code, coalesce(n.name, u.name, b.code), coalesce(n.about, u.about, ''), b.phone, b.site,
			concat_ws(' ', n.keywords, CASE WHEN $1 <> 'uk' THEN u.keywords END)
		FROM competent_bodies b
		LEFT JOIN competent_body_names n ON n.code = b.code AND n.lang = $1
		LEFT JOIN competent_body_names u ON u.code = b.code AND u.lang = 'uk'
		ORDER BY b.sort, b.code`, lang)
	return c, err
}

func scanTopic(row pgx.CollectableRow) (Topic, error) {
	var t Topic
	err := row.Scan(&t.Code, &t.Group, &t.GroupName, &t.Name, &t.Kind, &t.Keywords, &t.Grounds, &t.Assumed, &t.Retired)
	return t, err
}

func scanDistrict(row pgx.CollectableRow) (District, error) {
	var d District
	err := row.Scan(&d.Code, &d.Name)
	return d, err
}

func scanOrg(row pgx.CollectableRow) (Org, error) {
	var (
		o      Org
		id     uuid.UUID
		parent *uuid.UUID
	)
	err := row.Scan(&id, &o.Code, &o.Name, &o.Kind, &parent, &o.Phone, &o.Retired)
	o.ID, o.Parent = casecore.OrgID(id), refTo[casecore.OrgID](parent)
	return o, err
}

func scanBody(row pgx.CollectableRow) (Body, error) {
	var b Body
	err := row.Scan(&b.Code, &b.Name, &b.About, &b.Phone, &b.Site, &b.Keywords)
	return b, err
}
