package callout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/internal/pg"
)

// Duty is an officer's time on duty (MR-4.9.1).
type Duty struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Phone string    `json:"phone" doc:"A number, or the name of a telephone that Asterisk knows"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// Officer is somebody to ring.
type Officer struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Own   bool   `json:"own" doc:"The organisation's own telephone, rung at last"`
}

// Rota is who is on duty at an organisation, from now on.
type Rota struct {
	Revision int64     // moves with each save; the next one names it
	Duties   []Duty    // not over, in the order in which they are rung
	Now      []Officer // who would be rung this moment, in that order
	Gaps     []Span    // within [Ahead], as far as the profile has somebody rung in those hours
}

// Log does an administrator's change once and writes it down.
type Log interface {
	Do(ctx context.Context, cmd casecore.Command, what string, payload any,
		change func(ctx context.Context) (adminlog.Change, error)) (adminlog.Entry, bool, error)
}

// Roster keeps organisations' officers on duty (MR-4.9.1).
type Roster struct {
	db        *pg.DB
	catalogue casecore.Catalogue
	rules     Rules
	log       Log
	now       func() time.Time
}

// NewRoster returns a Roster. now is the one clock.
func NewRoster(db *pg.DB, catalogue casecore.Catalogue, rules Rules, log Log, now func() time.Time) *Roster {
	return &Roster{db: db, catalogue: catalogue, rules: rules, log: log, now: now}
}

// listed parts the numbers of an organisation.
const listed = "|"

// onDuty are the officers of a moment, in their order, and at last the organisation's own telephone.
func onDuty(ctx context.Context, db *pg.DB, catalogue casecore.Catalogue, org casecore.OrgID, now time.Time) ([]Officer, error) {
	list, err := pg.Collect(ctx, db, pgx.RowToStructByPos[Officer], `SELECT name, phone, false FROM org_duty
		WHERE org_id = $1 AND starts_at <= $2 AND ends_at > $2 ORDER BY sort, starts_at, id`, org.UUID(), now)
	if err != nil {
		return nil, failed("officers", err)
	}
	if o, ok := catalogue.Org(org); ok {
		phone, _, _ := strings.Cut(o.Phone, listed)
		if phone != "" && !slices.ContainsFunc(list, func(o Officer) bool { return o.Phone == phone }) {
			list = append(list, Officer{o.Names.In("uk"), phone, true})
		}
	}
	return list, nil
}

// Rota returns an organisation's rota; NotFound for one that is not there.
func (r *Roster) Rota(ctx context.Context, org casecore.OrgID) (Rota, error) {
	const op = "rota"
	o, ok := r.catalogue.Org(org)
	if !ok {
		return Rota{}, fail(casecore.NotFound, op, "error.org_unknown")
	}
	now := r.now()
	p, err := r.rules.At(now)
	if err != nil {
		return Rota{}, failed(op, err)
	}
	var out Rota
	if out.Revision, err = r.revision(ctx, org, false); err != nil {
		return Rota{}, err
	}
	if out.Duties, err = r.duties(ctx, org, now); err != nil {
		return Rota{}, err
	}
	if out.Now, err = onDuty(ctx, r.db, r.catalogue, org, now); err != nil {
		return Rota{}, err
	}
	out.Gaps = gaps(out.Duties, rungIn(p, o.PhoneOnly, now, now.Add(Ahead)))
	return out, nil
}

func (r *Roster) revision(ctx context.Context, org casecore.OrgID, lock bool) (n int64, err error) {
	sql := `SELECT duty_revision FROM orgs WHERE id = $1`
	if lock {
		sql += ` FOR UPDATE`
	}
	err = r.db.QueryRow(ctx, sql, org.UUID()).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		err = fail(casecore.NotFound, "rota", "error.org_unknown")
	}
	return n, failed("rota", err)
}

func (r *Roster) duties(ctx context.Context, org casecore.OrgID, now time.Time) ([]Duty, error) {
	list, err := pg.Collect(ctx, r.db, pgx.RowToStructByPos[Duty], `SELECT id, name, phone, starts_at, ends_at FROM org_duty
		WHERE org_id = $1 AND ends_at > $2 ORDER BY sort, starts_at, id`, org.UUID(), now)
	return list, failed("rota", err)
}

// mostDuties bounds an organisation's rota: two a day for a year.
const mostDuties = 750

// SetRota replaces what is not over of an organisation's rota by the list, in its order, on the revision that was seen: another one
// since is a Conflict. It is written into the administrators' log.
func (r *Roster) SetRota(ctx context.Context, cmd casecore.Command, org casecore.OrgID, revision int64, list []Duty) error {
	const op = "set rota"
	if _, ok := r.catalogue.Org(org); !ok {
		return fail(casecore.NotFound, op, "error.org_unknown")
	}
	list = slices.Clone(list)
	if err := checkDuties(op, list); err != nil {
		return err
	}
	p, err := r.rules.At(r.now())
	if err != nil {
		return failed(op, err)
	}
	_, _, err = r.log.Do(ctx, cmd, op, []any{org, revision, list}, func(ctx context.Context) (adminlog.Change, error) {
		seen, err := r.revision(ctx, org, true)
		if err != nil {
			return adminlog.Change{}, err
		}
		if seen != revision {
			return adminlog.Change{}, fail(casecore.Conflict, op, "error.item_changed")
		}
		now := r.now()
		before, err := r.duties(ctx, org, now)
		if err != nil {
			return adminlog.Change{}, err
		}
		done := adminlog.Change{
			Subject: adminlog.Org, SubjectID: org.String(), Action: "duty",
			Before: logged(before, p.Zone), After: logged(list, p.Zone),
		}
		return done, r.write(ctx, org, list, now)
	})
	return err
}

// logged is a rota as it is read in the log: a line for each turn, by the city's clocks.
func logged(list []Duty, zone *time.Location) map[string][]string {
	const minute = "02.01.2006 15:04"
	lines := make([]string, len(list))
	for i, d := range list {
		lines[i] = fmt.Sprintf("%s (%s) %s – %s", d.Name, d.Phone, d.From.In(zone).Format(minute), d.Until.In(zone).Format(minute))
	}
	return map[string][]string{"duties": lines}
}

// checkDuties tidies a rota and finds what is wrong with it.
func checkDuties(op string, list []Duty) error {
	if len(list) > mostDuties {
		return fail(casecore.Invalid, op, "error.form")
	}
	for i := range list {
		d := &list[i]
		d.ID, d.Name, d.Phone = uuid.Nil, strings.TrimSpace(d.Name), strings.TrimSpace(d.Phone)
		switch {
		case d.Name == "":
			return fail(casecore.Invalid, op, "error.name_missing")
		case !Callable(d.Phone):
			return fail(casecore.Invalid, op, "error.phone")
		case !d.From.Before(d.Until):
			return fail(casecore.Invalid, op, "error.duty_times")
		}
	}
	return nil
}

func (r *Roster) write(ctx context.Context, org casecore.OrgID, list []Duty, now time.Time) error {
	if _, err := r.db.Exec(ctx, `DELETE FROM org_duty WHERE org_id = $1 AND ends_at > $2`, org.UUID(), now); err != nil {
		return failed("set rota", err)
	}
	ids, names, phones := make([]uuid.UUID, len(list)), make([]string, len(list)), make([]string, len(list))
	from, until := make([]time.Time, len(list)), make([]time.Time, len(list))
	for i, d := range list {
		ids[i], names[i], phones[i], from[i], until[i] = uuid.Must(uuid.NewV7()), d.Name, d.Phone, d.From, d.Until
	}
	if _, err := r.db.Exec(ctx, `INSERT INTO org_duty (org_id, id, name, phone, starts_at, ends_at, sort)
		SELECT $1, id, name, phone, starts_at, ends_at, sort
		FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[]) WITH ORDINALITY AS d (id, name, phone, starts_at, ends_at, sort)`,
		org.UUID(), ids, names, phones, from, until); err != nil {
		return failed("set rota", err)
	}
	_, err := r.db.Exec(ctx, `UPDATE orgs SET duty_revision = duty_revision + 1 WHERE id = $1`, org.UUID())
	return failed("set rota", err)
}

// Callable tells whether something can be rung: a number of three digits or more, or the name of a telephone.
func Callable(phone string) bool {
	if phone == "" || len(phone) > 64 {
		return false
	}
	digits := 0
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+-() ", r):
		case r >= 'a' && r <= 'z':
			return strings.Trim(phone, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
		default:
			return false
		}
	}
	return digits >= 3
}
