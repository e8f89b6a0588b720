package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/queuehall"
)

// flagged is a sign about the visit of a ticket.
func (o *open) flagged(ticket uuid.UUID, kind queuehall.FlagKind, at time.Time, detail string) queuehall.FlagID {
	o.T.Helper()
	id := casecore.NewID[queuehall.FlagID]()
	o.Exec(`INSERT INTO hall_flags (id, kind, branch_id, visit_id, staff_id, at, made_at, detail)
		SELECT $1, $2, branch_id, id, staff_id, $3, $3, $4::jsonb FROM hall_visits WHERE ticket_id = $5`, id.UUID(), string(kind), at, detail, ticket)
	return id
}

func (o *open) flags(a casecore.Actor, q FlagQuery) []Flag {
	o.T.Helper()
	list, more, err := o.Flags(o.T.Context(), a, q)
	require.NoError(o.T, err)
	require.False(o.T, more)
	return list
}

func marchFlags() FlagQuery { return FlagQuery{From: day("2026-03-01"), Until: day("2026-03-31")} }

// VN-3.2, VN-4.3, VN-4.7
func TestSignsAreSeenByHeadsAndNameOperatorsOnAnInstructionOnly(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	at := time.Date(2026, 3, 31, 23, 59, 0, 0, casetest.Kyiv())
	here := o.came(visit{branch: "centre", direction: "residence", staff: o.bea.Staff, day: day("2026-03-31"), mark: 3})
	there := o.came(visit{branch: "vyshenka", direction: "land", counter: "3", staff: o.operator("vyshenka", "registrars").Staff, day: day("2026-03-02"), mark: 3})
	o.flagged(here, queuehall.FastPress, at, `{"seconds": 1.5}`)
	o.flagged(here, queuehall.Pressured, at.Add(time.Second), `{}`)
	o.flagged(there, queuehall.LongRun, at.AddDate(0, 0, -20), `{"length": 30}`)
	o.flagged(there, queuehall.ShortService, at.Add(time.Minute), `{"seconds": 3}`) // in April already

	require.Len(t, o.flags(o.director, marchFlags()), 3)
	require.Len(t, o.flags(o.participant, marchFlags()), 2, "of their own people")
	own := o.flags(o.branch, marchFlags())
	require.Len(t, own, 2)
	require.Equal(t, queuehall.Pressured, own[0].Kind, "the latest first")
	require.InDelta(t, 1.5, own[1].Detail.Seconds, 0.01)
	require.NotEmpty(t, own[0].Ticket)
	require.Empty(t, own[0].Operator)

	q := marchFlags()
	q.Kind = queuehall.LongRun
	require.Len(t, o.flags(o.hall, q), 1)
	q.Kind = "x"
	_, _, err := o.Flags(t.Context(), o.hall, q)
	o.refused("error.hall_flag_kind", err)
	q.Kind, q.Branch = "", o.centre.branch("vyshenka")
	require.Len(t, o.flags(o.hall, q), 1)
	_, _, err = o.Flags(t.Context(), o.branch, q)
	o.refused("error.hall_not_seen", err)
	_, _, err = o.Flags(t.Context(), o.bea, marchFlags())
	o.refused("error.hall_not_seen", err)

	o.instruct([]By{ByOperator}, o.centre.branch("centre"), day("2026-12-31"))
	for _, f := range o.flags(o.hall, marchFlags()) {
		require.Equal(t, f.Branch == o.centre.branch("centre"), f.Operator != "", "where the instruction covers it")
	}
}

// VN-3.2: flagged, never deleted; neither is what was found out.
func TestWhatWasFoundOutIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.flagged(o.id(`SELECT ticket_id FROM hall_visits WHERE staff_id = $1 LIMIT 1`, o.ann.Staff.UUID()), queuehall.FastPress,
		time.Date(2026, 3, 1, 10, 0, 0, 0, casetest.Kyiv()), `{"seconds": 1}`)
	cmd := NoteFlag{Command: o.Command(o.branch), Flag: id, Word: " Дитина натиснула "}
	for range 2 { // sent again
		f, err := o.NoteFlag(t.Context(), cmd)
		require.NoError(t, err)
		require.Len(t, f.Notes, 1)
		require.Equal(t, "Дитина натиснула", f.Notes[0].Word)
	}
	_, err := o.NoteFlag(t.Context(), NoteFlag{Command: o.Command(o.hall), Flag: id, Word: "Погоджено"})
	require.NoError(t, err)
	require.Len(t, o.flags(o.hall, marchFlags())[0].Notes, 2)
	require.EqualValues(t, 2, o.Number(`SELECT count(*) FROM events WHERE subject_type = 'hall_flag' AND type = 'hall.flag_noted'`))

	_, err = o.NoteFlag(t.Context(), NoteFlag{Command: o.Command(o.hall), Flag: id, Word: "  "})
	o.refused("error.hall_flag_note", err)
	_, err = o.NoteFlag(t.Context(), NoteFlag{Command: o.Command(o.hall), Flag: casecore.NewID[queuehall.FlagID](), Word: "Так"})
	o.refused("error.hall_no_flag", err)
	for _, sql := range []string{`DELETE FROM hall_flag_notes`, `UPDATE hall_flag_notes SET word = 'x'`, `TRUNCATE hall_flag_notes`} {
		_, err := o.DB.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "is only added to", sql)
	}

	var out strings.Builder
	require.NoError(t, o.WriteFlags(&out, "uk", marchFlags(), o.flags(o.hall, marchFlags())))
	require.Contains(t, out.String(), "Оцінка одразу після виклику")
	require.Contains(t, out.String(), "Дитина натиснула")
	require.Contains(t, out.String(), "дисциплінарних", "VN-4.8")
}

// Those of one moment are told once as well, however many there are.
func TestSignsAreToldPageByPageAndAllOfThemInTheFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const many = 2*MostFlags + 1
	o.Exec(`WITH one AS (SELECT * FROM hall_visits WHERE staff_id = $1 LIMIT 1), visits AS (
			INSERT INTO hall_visits (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, stepped_at, nonce, called_at, ended_at, version)
			SELECT gen_random_uuid(), ticket_id, branch_id, counter_id, staff_id, direction_id, 'served', stepped_at, gen_random_uuid(), called_at,
				stepped_at, 1 FROM one, generate_series(1, $2::int) RETURNING id, branch_id, staff_id
		)
		INSERT INTO hall_flags (id, kind, branch_id, visit_id, staff_id, at, made_at)
		SELECT gen_random_uuid(), 'pressure', branch_id, id, staff_id, $3, $3 FROM visits`,
		o.ann.Staff.UUID(), many, time.Date(2026, 3, 1, 10, 0, 0, 0, casetest.Kyiv()))
	seen := map[queuehall.FlagID]bool{}
	q := marchFlags()
	for _, page := range []int{MostFlags, MostFlags, 1} {
		list, more, err := o.Flags(t.Context(), o.hall, q)
		require.NoError(t, err)
		require.Len(t, list, page)
		require.Equal(t, page == MostFlags, more)
		for _, f := range list {
			seen[f.ID] = true
		}
		q.Before = list[page-1].ID
	}
	require.Len(t, seen, many)
	all, err := o.EveryFlag(t.Context(), o.hall, marchFlags())
	require.NoError(t, err)
	require.Len(t, all, many)
}
