package queuehall

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Log is where changes by administrators are written down, each once.
type Log interface {
	Do(ctx context.Context, cmd casecore.Command, what string, payload any, change func(ctx context.Context) (adminlog.Change, error),
	) (adminlog.Entry, bool, error)
}

// Days keeps the days on which branches open otherwise than on others of their week. It holds no state.
type Days struct {
	hall *Hall
	log  Log
}

// NewDays returns the days of the halls; what is done with them is written down in the log.
func NewDays(h *Hall, log Log) *Days { return &Days{h, log} }

// SetDay says when branches are open on a day, and why.
type SetDay struct {
	casecore.Command `json:"-"`
	Branches         []BranchID
	Day              string       // time.DateOnly
	Opens, Closes    string       // by the wall clock, such as "09:00"; both "": they stay closed
	Reason           profile.Text // Ukrainian at least
	Bookings         int          // how many whoever says so was shown to be called off
}

// RemoveDay makes a day of branches as others of their week.
type RemoveDay struct {
	casecore.Command `json:"-"`
	Branches         []BranchID
	Day              string
}

// KnownDay is a day apart of a branch, with what it did to bookings.
type KnownDay struct {
	DayApart
	Branch BranchID
	By     string // whose word it is
	At     time.Time
	Off    int // bookings that it called off
	Told   int // of them, those whose holders were told by Telegram or on the telephone
}

// Touched is how many bookings a change of a day calls off, and restores. Told counts those of both whose holders are told by Telegram.
type Touched struct{ Off, Back, Told int }

const (
	mostReason   = 200 // characters
	mostDayAhead = 400 // days
)

// check refuses what is no day, no hours or has no reason. It returns the day at midnight.
func (d *Days) check(cmd *SetDay) (day time.Time, err error) {
	const op = "set day"
	for lang, text := range cmd.Reason {
		if text = strings.TrimSpace(text); text == "" {
			delete(cmd.Reason, lang)
		} else {
			cmd.Reason[lang] = text
		}
		if utf8.RuneCountInString(text) > mostReason {
			return day, fail(casecore.Invalid, op, "error.hall_day_reason")
		}
	}
	if cmd.Reason.In("uk") == "" {
		return day, fail(casecore.Invalid, op, "error.hall_day_reason")
	}
	if !hours(cmd.Opens, cmd.Closes) {
		return day, fail(casecore.Invalid, op, "error.hall_day_hours")
	}
	return d.ahead(op, cmd.Day)
}

// hours tells whether a day may have these: from and until by the clock, or neither.
func hours(opens, closes string) bool {
	if opens == "" && closes == "" {
		return true
	}
	from, ok := profile.Clock(opens)
	until, okToo := profile.Clock(closes)
	return ok && okToo && from < until
}

// ahead refuses a day that is over or too far away.
func (d *Days) ahead(op, day string) (time.Time, error) {
	now := d.hall.Now()
	at, err := time.ParseInLocation(time.DateOnly, day, now.Location())
	if err != nil || day < d.hall.today() || at.After(now.AddDate(0, 0, mostDayAhead)) {
		return at, fail(casecore.Invalid, op, "error.hall_day")
	}
	return at, nil
}

// InTheWay returns how many bookings a day would call off and restore if it were set so. Nothing is changed.
func (d *Days) InTheWay(ctx context.Context, cmd SetDay) (sum Touched, err error) {
	const op = "set day"
	day, err := d.ahead(op, cmd.Day)
	if err != nil {
		return sum, err
	}
	if !hours(cmd.Opens, cmd.Closes) {
		return sum, fail(casecore.Invalid, op, "error.hall_day_hours")
	}
	table := Timetable{Days: []DayApart{{Day: cmd.Day, Opens: cmd.Opens, Closes: cmd.Closes}}}
	for _, b := range cmd.Branches {
		s := d.span(b, day, &table)
		n, told, err := d.hall.count(ctx, misfitSQL, s)
		if err != nil {
			return sum, failed(op, err)
		}
		sum.Off, sum.Told = sum.Off+n, sum.Told+told
		if n, told, err = d.hall.count(ctx, fitSQL, s); err != nil {
			return sum, failed(op, err)
		}
		sum.Back, sum.Told = sum.Back+n, sum.Told+told
	}
	return sum, nil
}

// Set says when branches are open on a day. Bookings outside of it are called off and their holders told; those that were called off
// before and fit now are restored. Conflict when there are others than whoever says so was shown.
func (d *Days) Set(ctx context.Context, cmd SetDay) (sum Touched, err error) {
	const op = "set day"
	day, err := d.check(&cmd)
	if err != nil {
		return sum, err
	}
	_, repeated, err := d.log.Do(ctx, cmd.Command, "hall "+op, cmd, func(ctx context.Context) (adminlog.Change, error) {
		c := adminlog.Change{Subject: adminlog.HallDay, SubjectID: cmd.Day, Action: "set"}
		if c.Before, err = d.lock(ctx, cmd.Branches, cmd.Day); err != nil {
			return c, err
		}
		now := d.hall.now()
		for _, b := range cmd.Branches {
			_, err := d.hall.db.Exec(ctx, `INSERT INTO hall_days (branch_id, day, opens, closes, reason, made_by, made_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (branch_id, day) DO UPDATE SET opens = $3, closes = $4, reason = $5, made_by = $6, made_at = $7`,
				b.UUID(), cmd.Day, cmd.Opens, cmd.Closes, words(cmd.Reason), cmd.Actor.Staff.UUID(), now)
			if err != nil {
				return c, err
			}
		}
		if sum, err = d.fit(ctx, cmd.Branches, day, cmd.Reason); err != nil {
			return c, err
		}
		if sum.Off != cmd.Bookings {
			return c, fail(casecore.Conflict, op, "error.hall_day_bookings")
		}
		c.After, err = d.rows(ctx, cmd.Branches, cmd.Day)
		return c, err
	})
	if err == nil && repeated {
		sum.Off = cmd.Bookings
	}
	return sum, failed(op, err)
}

// Remove makes a day as others of its week. What it had called off is restored, if its time still lies ahead and its holder has not
// booked another; bookings that the hours of the week do not allow are called off.
func (d *Days) Remove(ctx context.Context, cmd RemoveDay) (sum Touched, err error) {
	const op = "remove day"
	day, err := d.ahead(op, cmd.Day)
	if err != nil {
		return sum, err
	}
	_, _, err = d.log.Do(ctx, cmd.Command, "hall "+op, cmd, func(ctx context.Context) (adminlog.Change, error) {
		c := adminlog.Change{Subject: adminlog.HallDay, SubjectID: cmd.Day, Action: "unset"}
		if c.Before, err = d.lock(ctx, cmd.Branches, cmd.Day); err != nil {
			return c, err
		}
		tag, err := d.hall.db.Exec(ctx, `DELETE FROM hall_days WHERE branch_id = ANY ($1) AND day = $2`, uuids(cmd.Branches), cmd.Day)
		if err == nil && tag.RowsAffected() == 0 {
			err = fail(casecore.NotFound, op, "error.hall_no_day")
		}
		if err != nil {
			return c, err
		}
		sum, err = d.fit(ctx, cmd.Branches, day, profile.Text{})
		return c, err
	})
	return sum, failed(op, err)
}

// lock has nobody book in the branches until the change is done, and returns what it changes.
func (d *Days) lock(ctx context.Context, branches []BranchID, day string) (any, error) {
	found, err := pg.Collect(ctx, d.hall.db, pgx.RowTo[uuid.UUID],
		`SELECT id FROM hall_branches WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`, uuids(branches))
	if err != nil {
		return nil, err
	}
	if len(branches) == 0 || len(found) != len(branches) {
		return nil, fail(casecore.Invalid, "day", "error.hall_no_branch")
	}
	return d.rows(ctx, branches, day)
}

// rows are the days of branches by their codes, as the log shows them.
func (d *Days) rows(ctx context.Context, branches []BranchID, day string) (map[string]DayApart, error) {
	type row struct {
		Branch string
		DayApart
	}
	list, err := pg.Collect(ctx, d.hall.db, func(r pgx.CollectableRow) (one row, err error) {
		err = r.Scan(&one.Branch, &one.Day, &one.Opens, &one.Closes, &one.Reason)
		return one, err
	}, `SELECT b.code, x.day::text, x.opens, x.closes, x.reason FROM hall_days x JOIN hall_branches b ON b.id = x.branch_id
		WHERE x.branch_id = ANY ($1) AND x.day = $2`, uuids(branches), day)
	all := make(map[string]DayApart, len(list))
	for _, r := range list {
		all[r.Branch] = r.DayApart
	}
	return all, err
}

// List returns the days apart of branches from today on, in their order.
func (d *Days) List(ctx context.Context, branches []BranchID) ([]KnownDay, error) {
	list, err := pg.Collect(ctx, d.hall.db, func(r pgx.CollectableRow) (k KnownDay, err error) {
		err = r.Scan((*uuid.UUID)(&k.Branch), &k.Day, &k.Opens, &k.Closes, &k.Reason, &k.By, &k.At, &k.Off, &k.Told)
		return k, err
	}, `SELECT x.branch_id, x.day::text, x.opens, x.closes, x.reason, s.name, x.made_at, count(o.id), count(o.id) FILTER (WHERE o.told)
		FROM hall_days x JOIN hall_branches b ON b.id = x.branch_id JOIN staff s ON s.id = x.made_by
		LEFT JOIN LATERAL (SELECT k.id, EXISTS (SELECT FROM hall_booking_watches w WHERE w.booking_id = k.id) OR coalesce((
				SELECT r.what = 'reached' FROM hall_booking_rings r WHERE r.booking_id = k.id ORDER BY r.seq DESC LIMIT 1), false) AS told
			FROM hall_bookings k
			WHERE k.branch_id = x.branch_id AND k.day = x.day AND k.ended_by = 'closed') o ON true
		WHERE x.branch_id = ANY ($1) AND x.day >= $2
		GROUP BY x.branch_id, x.day, s.name, b.place ORDER BY x.day, b.place`, uuids(branches), d.hall.today())
	return list, failed("days", err)
}
