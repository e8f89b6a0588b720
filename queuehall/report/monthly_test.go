package report

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/outbox"
	"hotline/casecore/regulation"
	"hotline/internal/letter"
	"hotline/internal/secret"
	"hotline/queuehall"
)

func (o *open) monthly() *Monthly { return NewMonthly(o.Office, o.Rules, "uk") }

// live are the deadlines of reports that have not fired, the earliest first.
func (o *open) live() []casecore.TimerRef {
	o.T.Helper()
	rows, err := o.DB.Query(context.Background(), `SELECT subject_type, subject_id, kind, cycle, version, due_at FROM deadlines
		WHERE kind = 'hall.monthly' AND fired_at IS NULL ORDER BY due_at, subject_id`)
	require.NoError(o.T, err)
	refs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r casecore.TimerRef, err error) {
		err = row.Scan(&r.Subject.Type, &r.Subject.ID, &r.Kind, &r.Cycle, &r.Version, &r.Due)
		return r, err
	})
	require.NoError(o.T, err)
	return refs
}

// fire fires what is due by the clock.
func (o *open) fire(refs []casecore.TimerRef) (held []casecore.TimerRef) {
	o.T.Helper()
	m := o.monthly()
	require.NoError(o.T, o.DB.InTx(context.Background(), func(ctx context.Context) (err error) {
		held, err = m.Handlers()["hall.monthly"].FireDeadlines(ctx, o.Clock.Now(), refs)
		return err
	}))
	return held
}

// told are those who were told, and when.
func (o *open) told() map[casecore.Recipient]time.Time {
	o.T.Helper()
	rows, err := o.DB.Query(context.Background(), `SELECT recipient, coalesce(recipient_id, '00000000-0000-0000-0000-000000000000'), next_at FROM deliveries
		WHERE template = 'hall.monthly'`)
	require.NoError(o.T, err)
	told := map[casecore.Recipient]time.Time{}
	var to casecore.Recipient
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&to.Kind, &to.ID, &at}, func() error {
		_, twice := told[to]
		require.False(o.T, twice, "%v", to)
		told[to] = at
		return nil
	})
	require.NoError(o.T, err)
	return told
}

// VN-4.1, VN-4.2, VN-0.2
func TestTheReportsOfAMonthAreMadeAndToldAtTheNextOpening(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	require.NoError(t, o.monthly().Arm(t.Context()))
	require.NoError(t, o.monthly().Arm(t.Context()), "another copy starts")
	refs := o.live()
	require.Len(t, refs, 1+4+3, "the centre, its branches and participants")
	opening := time.Date(2026, 4, 1, 8, 0, 0, 0, casetest.Kyiv())
	p, err := o.Rules.At(o.Clock.Now())
	require.NoError(t, err)
	require.Equal(t, p.Calendar.NextOpening(time.Date(2026, 4, 1, 0, 0, 0, 0, casetest.Kyiv())).UTC(), refs[0].Due.UTC())
	require.Equal(t, opening.Day(), refs[0].Due.In(casetest.Kyiv()).Day())

	require.Empty(t, o.fire(refs))
	require.Empty(t, o.told(), "the month is not over")
	o.Clock.Set(refs[0].Due)
	require.Empty(t, o.fire(refs))
	told := o.told()
	require.Len(t, told, 8)
	require.Contains(t, told, casecore.Recipient{Kind: "hall_head,director,mayor"})
	require.Contains(t, told, casecore.Recipient{Kind: "branch_head", ID: o.centre.branch("centre").UUID()})
	require.Contains(t, told, casecore.Recipient{Kind: "participant_head", ID: o.centre.participant("state")})

	require.Empty(t, o.fire(refs))
	require.Len(t, o.told(), 8, "once")
	next := o.live()
	require.Len(t, next, 8)
	require.Equal(t, time.May, next[0].Due.In(casetest.Kyiv()).Month())

	all, err := o.MonthlyReports(t.Context(), o.director)
	require.NoError(t, err)
	require.Len(t, all, 8)
	require.Equal(t, OfCentre, all[0].Scope)
	require.Equal(t, day("2026-03-01"), all[0].Month)
	for who, scope := range map[*casecore.Actor]Scope{&o.branch: OfBranch, &o.participant: OfParticipant} {
		mine, err := o.MonthlyReports(t.Context(), *who)
		require.NoError(t, err)
		require.Len(t, mine, 1, "their own alone")
		require.Equal(t, scope, mine[0].Scope)
		kept, err := o.OpenMonthly(t.Context(), *who, mine[0].ID)
		require.NoError(t, err)
		file, err := io.ReadAll(kept.Bytes)
		require.NoError(t, err)
		require.NoError(t, kept.Bytes.Close())
		require.True(t, bytes.HasPrefix(file, []byte("%PDF")))
		_, err = o.OpenMonthly(t.Context(), *who, all[0].ID)
		o.refused("error.hall_no_report", err)
	}
}

// VN-4.1: who was away on the first days of two months makes the report of each, once, and of the month in which nobody came too.
func TestAMonthThatWasSleptThroughIsReportedAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	require.NoError(t, o.monthly().Arm(t.Context()))
	o.Clock.Set(time.Date(2026, 5, 20, 12, 0, 0, 0, casetest.Kyiv()))
	require.NoError(t, o.monthly().Arm(t.Context()), "it starts again")
	for range 3 { // each report arms the next; those of May are not due
		require.Empty(t, o.fire(o.live()))
	}
	rows, err := o.DB.Query(t.Context(), `SELECT to_char(month, 'YYYY-MM'), count(*) FROM hall_monthly GROUP BY 1`)
	require.NoError(t, err)
	made := map[string]int{}
	var month string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&month, &n}, func() error { made[month] = n; return nil })
	require.NoError(t, err)
	require.Equal(t, map[string]int{"2026-03": 8, "2026-04": 8}, made)
	letters := o.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.monthly'`)
	require.EqualValues(t, 16, letters)
}

// VN-4.1
func TestLettersOfALateReportWaitForTheOffice(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	require.NoError(t, o.monthly().Arm(t.Context()))
	night := time.Date(2026, 4, 5, 3, 0, 0, 0, casetest.Kyiv()) // a Sunday
	o.Clock.Set(night)
	require.Empty(t, o.fire(o.live()))
	p, err := o.Rules.At(night)
	require.NoError(t, err)
	for _, at := range o.told() {
		require.True(t, p.Calendar.IsWorking(at), "%s", at)
		require.Equal(t, p.Calendar.NextOpening(night).UTC(), at.UTC())
	}
	o.Clock.Set(time.Date(2026, 7, 20, 12, 0, 0, 0, casetest.Kyiv()))
	for range 3 { // what was missed is caught up, month by month
		require.Empty(t, o.fire(o.live()))
	}
	require.EqualValues(t, 4, o.Number(`SELECT count(DISTINCT month) FROM hall_monthly`))
	require.EqualValues(t, 4*8, o.Number(`SELECT count(*) FROM hall_monthly`))
}

// VN-4.1
func TestTwoCopiesTellOfAMonthOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var copies sync.WaitGroup
	for range 3 { // they start together
		copies.Go(func() {
			if err := o.monthly().Arm(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	copies.Wait()
	refs := o.live()
	require.Len(t, refs, 8)
	o.Clock.Set(refs[0].Due)
	for range 3 {
		copies.Go(func() {
			m := o.monthly()
			for left := refs; len(left) > 0; {
				err := o.DB.InTx(context.Background(), func(ctx context.Context) (err error) {
					left, err = m.FireDeadlines(ctx, o.Clock.Now(), left)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	copies.Wait()
	require.Len(t, o.told(), 8)
	require.EqualValues(t, 8, o.Number(`SELECT count(*) FROM files WHERE subject_type = 'hall_report'`))
	require.EqualValues(t, 8, o.Number(`SELECT count(*) FROM hall_monthly`))
}

// VN-4.3, VN-4.7
func TestAMonthTellsOperatorsApartOnlyUnderAnInstruction(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	m := o.monthly()
	slicesOf := func(id uuid.UUID, scope Scope) (list []By) {
		t.Helper()
		tables, err := m.tables(t.Context(), &scoped{ID: id, Scope: scope}, day("2026-03-01"))
		require.NoError(t, err)
		for _, table := range tables {
			list = append(list, table.By)
			if table.By == ByOperator && scope == OfParticipant {
				require.Equal(t, 1, table.Total.Visits, "their own people")
			}
		}
		return list
	}
	branch, participant := o.centre.branch("centre").UUID(), o.centre.participant("state")
	require.Equal(t, []By{ByDirection}, slicesOf(branch, OfBranch))
	require.Equal(t, []By{ByBranch, ByDirection}, slicesOf(participant, OfParticipant))
	o.instruct([]By{ByOperator}, queuehall.BranchID{}, day("2026-12-31"))
	require.Equal(t, []By{ByDirection, ByOperator}, slicesOf(branch, OfBranch))
	require.Equal(t, []By{ByBranch, ByDirection, ByOperator}, slicesOf(participant, OfParticipant))
	require.Equal(t, []By{ByBranch, ByDirection}, slicesOf(uuid.MustParse(theCentre), OfCentre))
}

// VN-4.7, VN-4.8
func TestALetterReachesWhoHeadsAndSaysWhatResultsAreNoGroundFor(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.Person(regulation.RoleParticipantHead, casecore.OrgID{}) // of another
	o.Exec(`INSERT INTO contact_points (id, staff_id, channel, address) SELECT gen_random_uuid(), id, 'email', login || '@example.org' FROM staff`)
	require.NoError(t, o.monthly().Arm(t.Context()))
	o.Clock.Set(o.live()[0].Due)
	o.fire(o.live())
	directory := outbox.NewDirectory(o.DB, casetest.Kyiv())
	to := casecore.Recipient{Kind: "participant_head", ID: o.centre.participant("state")}
	found, err := directory.Resolve(t.Context(), o.Clock.Now(), []casecore.Recipient{to})
	require.NoError(t, err)
	require.Len(t, found[to].Reach, 1)
	require.Equal(t, o.participant.Staff.UUID(), found[to].Reach[0].Whose.ID)

	var args json.RawMessage
	require.NoError(t, o.DB.QueryRow(t.Context(), `SELECT args FROM deliveries WHERE template = 'hall.monthly' AND recipient = 'participant_head'
		AND recipient_id = $1`, to.ID).Scan(&args))
	texts, ok := o.writer.texts.(letter.Texts)
	require.True(t, ok)
	links, err := secret.New("0123456789abcdef0123456789abcdef")
	require.NoError(t, err)
	for lang, says := range map[string]string{"uk": "дисциплінарних", "en": "disciplinary", "pl": "dyscyplinarnych"} {
		l, err := letter.NewWriter(texts, links, "https://hotline.example", casetest.Kyiv()).Write(lang, "hall.monthly", args)
		require.NoError(t, err)
		require.Contains(t, l.Body, says)
		require.Contains(t, l.Body, "100")
		require.NotContains(t, l.Subject+l.Body, "{")
		require.Equal(t, "https://hotline.example/hall/manage", l.Action.URL)
	}
}
