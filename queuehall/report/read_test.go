package report

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/wilson"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// centre is the halls of Vinnytsia, whose visits are written as they would have been.
type centre struct {
	*casetest.World

	reader *Reader
	pads   map[uuid.UUID]uuid.UUID // by counter
	number int
}

func newCentre(t testing.TB) *centre {
	t.Helper()
	w := casetest.New(t, "mariupol")
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.NoError(t, queuehall.Import(context.Background(), w.DB, p))
	return &centre{World: w, reader: NewReader(w.DB), pads: map[uuid.UUID]uuid.UUID{}}
}

func (c *centre) id(sql string, args ...any) uuid.UUID {
	c.T.Helper()
	rows, err := c.DB.Query(context.Background(), sql, args...)
	require.NoError(c.T, err)
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[uuid.UUID])
	require.NoError(c.T, err)
	return id
}

func (c *centre) branch(code string) queuehall.BranchID {
	return queuehall.BranchID(c.id(`SELECT id FROM hall_branches WHERE code = $1`, code))
}

func (c *centre) participant(code string) uuid.UUID {
	return c.id(`SELECT id FROM hall_participants WHERE code = $1`, code)
}

// operator serves in a branch for a participant.
func (c *centre) operator(branch, participant string) casecore.Actor {
	c.T.Helper()
	a := c.Person(regulation.RoleHallOperator, casecore.OrgID{})
	c.Exec(`INSERT INTO hall_operators SELECT $1, b.id, p.id FROM hall_branches b, hall_participants p WHERE b.code = $2 AND p.code = $3`,
		a.Staff.UUID(), branch, participant)
	return a
}

// visit is what became of a client.
type visit struct {
	branch, direction, counter string
	staff                      casecore.StaffID
	day                        calendar.Date
	wait, service              time.Duration
	step                       string // served where it is empty
	mark                       int    // 0 for none
	pad                        string
	ticket                     uuid.UUID // a ticket that was called before
	foretold                   time.Duration
}

// came writes a client's visit and returns their ticket.
func (c *centre) came(v visit) uuid.UUID {
	c.T.Helper()
	if v.step == "" {
		v.step = "served"
	}
	if v.counter == "" {
		v.counter = "1"
	}
	branch := c.branch(v.branch).UUID()
	direction := c.id(`SELECT id FROM hall_directions WHERE branch_id = $1 AND code = $2`, branch, v.direction)
	counter := c.id(`SELECT id FROM hall_counters WHERE branch_id = $1 AND code = $2`, branch, v.counter)
	issued := time.Date(v.day.Year, v.day.Month, v.day.Day, 9, 0, 0, 0, casetest.Kyiv())
	called := issued.Add(v.wait)
	ticket := v.ticket
	if ticket == uuid.Nil {
		c.number++
		ticket = uuid.Must(uuid.NewV7())
		c.Exec(`INSERT INTO hall_tickets (id, branch_id, direction_id, day, letter, number, state, source, lang, lane, turn_at, issued_at, called_at,
				least_wait, most_wait, version)
			VALUES ($1, $2, $3, $4, 'А', $5, 'served', 'desk', 'uk', 1, $6, $6, $7, 0, $8, 1)`,
			ticket, branch, direction, v.day.String(), c.number, issued, called, int(v.foretold.Seconds()))
	}
	id, nonce := uuid.Must(uuid.NewV7()), uuid.New()
	ended := called.Add(v.service)
	var started *time.Time
	if v.step == "served" || v.step == "passed" {
		started = &called
	}
	c.Exec(`INSERT INTO hall_visits (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, stepped_at, nonce, called_at, started_at,
			ended_at, version, pad) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $10, $11, 1, $12)`,
		id, ticket, branch, counter, v.staff.UUID(), direction, v.step, called, nonce, started, ended, v.pad)
	if v.mark > 0 {
		pad, known := c.pads[counter]
		if !known {
			pad = uuid.Must(uuid.NewV7())
			c.pads[counter] = pad
			c.Exec(`INSERT INTO hall_devices (id, branch_id, counter_id, role, name, made_at) VALUES ($1, $2, $3, 'pad', 'pad', $4)`, pad, branch,
				counter, issued)
		}
		c.Exec(`INSERT INTO hall_presses (id, device_id, visit_id, mark, pressed_at, received_at) VALUES ($1, $2, $3, $4, $5, $5)`,
			uuid.Must(uuid.NewV7()), pad, id, v.mark, ended)
	}
	return ticket
}

// everywhere reaches every branch.
func (c *centre) everywhere() reach {
	c.T.Helper()
	rows, err := c.DB.Query(context.Background(), `SELECT id FROM hall_branches`)
	require.NoError(c.T, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	require.NoError(c.T, err)
	return reach{branches: ids}
}

func (c *centre) read(q Query, within reach) Table {
	c.T.Helper()
	table, err := c.reader.read(context.Background(), q, within)
	require.NoError(c.T, err)
	return table
}

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// march is the month that most tests look at.
func march(by By, per Per) Query {
	return Query{By: by, Per: per, From: day("2026-03-01"), Until: day("2026-03-31")}
}

// VN-2.2, VN-3.4
func TestFiguresSayWhatBecameOfEachVisit(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	ann, bea := c.operator("centre", "administrators"), c.operator("centre", "state")
	on := func(v visit) visit {
		v.branch, v.direction, v.day = "centre", "residence", day("2026-03-03")
		if v.staff.IsZero() {
			v.staff = ann.Staff
		}
		return v
	}
	c.came(on(visit{wait: 10 * time.Minute, service: 5 * time.Minute, mark: 3, pad: "lit", foretold: 20 * time.Minute}))
	c.came(on(visit{wait: 30 * time.Minute, service: 15 * time.Minute, pad: "lit", foretold: 20 * time.Minute}))
	c.came(on(visit{wait: time.Minute, service: time.Minute, pad: "unavailable"}))
	c.came(on(visit{wait: time.Minute, service: time.Minute, pad: "unavailable", mark: 1}))
	c.came(on(visit{wait: 2 * time.Minute, step: "absent"}))
	c.came(on(visit{wait: time.Minute, step: "undone", mark: 1}))
	passed := c.came(on(visit{wait: 4 * time.Minute, service: 2 * time.Minute, step: "passed", mark: 2, pad: "lit"}))
	c.came(on(visit{ticket: passed, wait: 9 * time.Minute, service: 3 * time.Minute, staff: bea.Staff, mark: 3, pad: "lit"}))

	f := c.read(march(ByCentre, PerAll), c.everywhere()).Total
	require.Equal(t, 7, f.Visits, "what was a mis-click is none")
	require.Equal(t, 6, f.Served)
	require.Equal(t, 1, f.Absent)
	require.Equal(t, [Marks]int{1, 1, 2}, f.Marks)
	require.Equal(t, 1, f.Unavailable, "a mark came of the other one")
	require.Equal(t, Share{Count: 4, Of: 5, Low: f.Response().Low, High: f.Response().High}, f.Response())
	require.Equal(t, 6, f.Waits.Count, "of the client who was passed on, once")
	require.Equal(t, 48*time.Minute, f.Waits.Sum)
	require.Equal(t, 3*time.Minute, f.Waits.Median)
	require.Equal(t, 6, f.Services.Count)
	require.Equal(t, 4*time.Minute+30*time.Second, f.Services.Mean())
	require.Equal(t, 1, f.Held)

	by := c.read(march(ByOperator, PerAll), c.everywhere())
	require.Len(t, by.Rows, 2)
	for _, row := range by.Rows {
		if row.Key == bea.Staff.String() {
			require.Equal(t, [Marks]int{0, 0, 1}, row.Marks, "each operator of a visit has their own mark")
			require.Zero(t, row.Waits.Count, "nobody waited for the second")
		}
	}
}

// VN-4.3
func TestPeriodsAreThoseOfTheBranchsOwnDates(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	who := c.operator("centre", "administrators").Staff
	for _, on := range []string{"2026-03-29", "2026-03-30", "2026-04-01", "2026-12-31"} { // a Sunday, a Monday after the clocks changed
		c.came(visit{branch: "centre", direction: "residence", staff: who, day: day(on), mark: 3})
	}
	year := Query{By: ByBranch, From: day("2026-01-01"), Until: day("2026-12-31")}
	for per, want := range map[Per][]string{
		PerAll:     {"0000-00-00"},
		PerDay:     {"2026-03-29", "2026-03-30", "2026-04-01", "2026-12-31"},
		PerWeek:    {"2026-03-23", "2026-03-30", "2026-12-28"},
		PerMonth:   {"2026-03-01", "2026-04-01", "2026-12-01"},
		PerQuarter: {"2026-01-01", "2026-04-01", "2026-10-01"},
		PerYear:    {"2026-01-01"},
	} {
		year.Per = per
		var starts []string
		for _, row := range c.read(year, c.everywhere()).Rows {
			starts = append(starts, row.Start.String())
			require.Equal(t, "centre", row.Key)
			require.Equal(t, "Прозорий офіс", row.Names["uk"])
		}
		require.Equal(t, want, starts, per)
	}
}

// VN-4.3, VN-4.7
func TestPartsAddUpToTheWhole(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	branches, participants := []string{"centre", "vyshenka"}, []string{"administrators", "state", "registrars"}
	var staff []casecore.StaffID
	for _, p := range participants {
		a := c.operator("centre", p)
		c.Exec(`INSERT INTO hall_operators SELECT $1, b.id, p.id FROM hall_branches b, hall_participants p WHERE b.code = 'vyshenka' AND p.code = $2`,
			a.Staff.UUID(), p)
		staff = append(staff, a.Staff)
	}
	random := rapid.Custom(func(t *rapid.T) visit {
		return visit{
			branch: rapid.SampledFrom(branches).Draw(t, "branch"), direction: rapid.SampledFrom([]string{"residence", "land", "advice"}).Draw(t, "direction"),
			staff: rapid.SampledFrom(staff).Draw(t, "staff"), day: day("2026-01-01").Add(rapid.IntRange(0, 100).Draw(t, "day")),
			wait:    time.Duration(rapid.IntRange(0, 3600_000).Draw(t, "wait")) * time.Millisecond,
			service: time.Duration(rapid.IntRange(1, 1800_000).Draw(t, "service")) * time.Millisecond,
			step:    rapid.SampledFrom([]string{"served", "served", "served", "absent", "parked", "passed", "undone"}).Draw(t, "step"),
			mark:    rapid.IntRange(0, 3).Draw(t, "mark"), pad: rapid.SampledFrom([]string{"", "lit", "lit", "unavailable"}).Draw(t, "pad"),
			foretold: time.Duration(rapid.IntRange(0, 3600).Draw(t, "foretold")) * time.Second,
		}
	})
	for seed := range 150 {
		v := random.Example(seed)
		if ticket := c.came(v); seed%4 == 0 {
			v.ticket, v.wait, v.staff = ticket, v.wait+time.Hour, staff[seed%len(staff)]
			c.came(v)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		q := Query{
			By:   rapid.SampledFrom([]By{ByCentre, ByBranch, ByDirection, ByOperator}).Draw(t, "by"),
			Per:  rapid.SampledFrom([]Per{PerAll, PerDay, PerWeek, PerMonth, PerQuarter, PerYear}).Draw(t, "per"),
			From: day("2026-01-01").Add(rapid.IntRange(0, 60).Draw(t, "from")),
		}
		q.Until = q.From.Add(rapid.IntRange(0, 90).Draw(t, "days"))
		require.NoError(t, q.check())
		within := c.everywhere()
		if rapid.Bool().Draw(t, "one branch") {
			q.Branch = c.branch("centre")
		}
		if rapid.Bool().Draw(t, "participants") {
			within = reach{participants: []uuid.UUID{c.participant("state"), c.participant("administrators")}}
		}
		table := c.read(q, within)
		var sum Figures
		for _, row := range table.Rows {
			requireWhole(t, &row.Figures)
			sum.add(&row.Figures)
		}
		requireWhole(t, &table.Total)
		whole := table.Total
		whole.Waits.Median, whole.Waits.Slow, whole.Services.Median, whole.Services.Slow, whole.Operators = 0, 0, 0, 0, 0
		require.InDelta(t, whole.Waits.Sum, sum.Waits.Sum, float64(time.Millisecond))
		require.InDelta(t, whole.Services.Sum, sum.Services.Sum, float64(time.Millisecond))
		sum.Waits.Sum, sum.Services.Sum = whole.Waits.Sum, whole.Services.Sum
		require.Equal(t, whole, sum)

		parts := Figures{}
		for _, p := range within.participants {
			one := c.read(Query{By: ByCentre, From: q.From, Until: q.Until, Branch: q.Branch, Participant: p}, within)
			parts.add(&one.Total)
		}
		if len(within.participants) > 0 {
			require.Equal(t, whole.Visits, parts.Visits)
			require.Equal(t, whole.Marks, parts.Marks)
		}
	})
}

func (f *Figures) add(g *Figures) {
	f.Visits += g.Visits
	f.Served += g.Served
	f.Absent += g.Absent
	for i := range f.Marks {
		f.Marks[i] += g.Marks[i]
	}
	f.Asked += g.Asked
	f.Answered += g.Answered
	f.Unavailable += g.Unavailable
	f.Flags += g.Flags
	f.Waits.Count += g.Waits.Count
	f.Waits.Sum += g.Waits.Sum
	f.Services.Count += g.Services.Count
	f.Services.Sum += g.Services.Sum
	f.Foretold += g.Foretold
	f.Held += g.Held
}

// requireWhole holds what is true of any visits.
func requireWhole(t require.TestingT, f *Figures) {
	var shares float64
	for i := range Marks {
		s := f.Mark(i)
		shares += s.Value()
		require.LessOrEqual(t, s.Low, s.Value()+1e-9)
		require.GreaterOrEqual(t, s.High, s.Value()-1e-9)
		low, high := wilson.Interval(s.Count, s.Of)
		require.Equal(t, []float64{low, high}, []float64{s.Low, s.High})
	}
	if f.Rated() > 0 {
		require.InDelta(t, 1, shares, 1e-9)
	}
	require.Equal(t, f.Served, f.Asked+f.Unavailable)
	require.LessOrEqual(t, f.Answered, f.Asked)
	require.LessOrEqual(t, f.Served+f.Absent, f.Visits)
	require.LessOrEqual(t, f.Rated(), f.Visits)
	require.LessOrEqual(t, f.Held, f.Foretold)
	require.LessOrEqual(t, f.Waits.Median, f.Waits.Slow)
}
