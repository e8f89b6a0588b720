package report

import (
	"context"
	"io"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/audit"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/internal/blob"
	"hotline/internal/i18n"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// open is a centre with an office, some visits in March and those who may see them.
type open struct {
	*centre
	*Office

	files                               *blob.Store
	hall, branch, participant, director casecore.Actor
	ann, bea                            casecore.Actor // of the administrators and of the state, at the centre
	visits                              Query
}

func newOffice(t testing.TB) *open {
	t.Helper()
	c := newCentre(t)
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	files, err := blob.Open(context.Background(), "mem://", c.Store, c.Clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	texts, err := i18n.New()
	require.NoError(t, err)
	halls := queuehall.New(c.DB, c.Store, p, c.Clock.Now, casecore.Hooks{})
	o := &open{centre: c, files: files, Office: NewOffice(c.DB, c.Store, halls, files, texts, p.Location(), c.Clock.Now)}
	o.hall = o.Person(regulation.RoleHallHead, casecore.OrgID{})
	o.director = o.Person(regulation.RoleDirector, casecore.OrgID{})
	o.branch = o.Person(regulation.RoleBranchHead, casecore.OrgID{})
	o.Exec(`INSERT INTO hall_heads SELECT $1, id FROM hall_branches WHERE code = 'centre'`, o.branch.Staff.UUID())
	o.participant = o.Person(regulation.RoleParticipantHead, casecore.OrgID{})
	o.Exec(`INSERT INTO hall_participant_heads SELECT $1, id FROM hall_participants WHERE code = 'state'`, o.participant.Staff.UUID())
	o.ann, o.bea = o.operator("centre", "administrators"), o.operator("centre", "state")
	other := o.operator("vyshenka", "registrars")
	o.visits = march(ByBranch, PerAll)
	for i, who := range []casecore.Actor{o.ann, o.ann, o.bea} {
		o.came(visit{branch: "centre", direction: "residence", staff: who.Staff, day: day("2026-03-01"), mark: i + 1, pad: "lit"})
	}
	o.came(visit{branch: "vyshenka", direction: "land", counter: "3", staff: other.Staff, day: day("2026-03-02"), mark: 3, pad: "lit"})
	return o
}

func (o *open) results(a casecore.Actor, q Query) Table {
	o.T.Helper()
	table, err := o.Results(context.Background(), a, q)
	require.NoError(o.T, err)
	return table
}

func (o *open) refused(key string, err error) {
	o.T.Helper()
	var e *casecore.Error
	require.ErrorAs(o.T, err, &e)
	require.Equal(o.T, key, e.Key)
}

func (o *open) instruct(slices []By, branch queuehall.BranchID, until calendar.Date) uuid.UUID {
	o.T.Helper()
	id, err := o.Instruct(context.Background(), Instruct{
		Command: o.Command(o.director), GivenBy: "Міський голова", Document: "12-р", Dated: day("2026-03-01"), Slices: slices, Branch: branch,
		Until: until,
	})
	require.NoError(o.T, err)
	return id
}

// VN-4.1, VN-4.2, VN-4.7
func TestEachHeadSeesTheirOwn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	require.Equal(t, 4, o.results(o.hall, o.visits).Total.Visits)
	require.Equal(t, 4, o.results(o.director, o.visits).Total.Visits)
	own := o.results(o.branch, o.visits)
	require.Equal(t, 3, own.Total.Visits)
	require.Len(t, own.Rows, 1)
	theirs := o.results(o.participant, o.visits)
	require.Equal(t, 1, theirs.Total.Visits, "of their own people")
	require.Equal(t, [Marks]int{0, 0, 1}, theirs.Total.Marks)

	elsewhere := o.visits
	elsewhere.Branch = o.centre.branch("vyshenka")
	_, err := o.Results(t.Context(), o.branch, elsewhere)
	o.refused("error.hall_not_seen", err)
	for _, a := range []casecore.Actor{o.ann, o.Agent()} {
		_, err = o.Results(t.Context(), a, o.visits)
		o.refused("error.hall_not_seen", err) // VN-3.2: nor do operators
	}
	elsewhere = o.visits
	elsewhere.Participant = o.centre.participant("administrators")
	require.Zero(t, o.results(o.participant, elsewhere).Total.Visits)
}

// VN-4.3
func TestOperatorsAreToldApartOnlyOnAnInstructionThatCoversIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	by := march(ByOperator, PerAll)
	denied := func(a casecore.Actor, q Query) {
		t.Helper()
		_, err := o.Results(t.Context(), a, q)
		o.refused("error.hall_no_instruction", err)
	}
	denied(o.director, by)
	denied(o.branch, by)
	o.instruct([]By{ByBranch, ByDirection}, queuehall.BranchID{}, day("2026-12-31"))
	denied(o.branch, by)

	id := o.instruct([]By{ByOperator}, o.centre.branch("centre"), day("2026-03-05"))
	require.Len(t, o.results(o.branch, by).Rows, 2)
	denied(o.hall, by)
	denied(o.participant, by)
	at := by
	at.Branch = o.centre.branch("centre")
	require.Len(t, o.results(o.hall, at).Rows, 2)
	require.Len(t, o.results(o.participant, at).Rows, 1)
	at.Branch = o.centre.branch("vyshenka")
	denied(o.hall, at)

	o.Clock.Set(o.Clock.Now().AddDate(0, 0, 3))
	require.Len(t, o.results(o.branch, by).Rows, 2, "on its last day")
	o.Clock.Set(o.Clock.Now().AddDate(0, 0, 1))
	denied(o.branch, by)

	all := o.instruct([]By{ByOperator}, queuehall.BranchID{}, day("2026-12-31"))
	require.Len(t, o.results(o.hall, by).Rows, 3)
	require.NoError(t, o.Withdraw(t.Context(), o.Command(o.hall), all))
	denied(o.hall, by)
	o.refused("error.hall_no_such_instruction", o.Withdraw(t.Context(), o.Command(o.hall), all))

	events, err := o.Store.Events(t.Context(), casecore.Subject{Type: SubjectInstruction, ID: all})
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Equal(t, "hall.instruction_withdrawn", events[1].Type)
	list, err := o.Instructions(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, all, list[0].ID)
	require.False(t, list[0].WithdrawnAt.IsZero())
	require.Equal(t, id, list[1].ID)
	require.Equal(t, day("2026-03-05"), list[1].Until)
	_, err = o.Instruct(t.Context(), Instruct{Command: o.Command(o.hall), GivenBy: "Міський голова", Dated: day("2026-03-01"), Until: day("2026-03-01")})
	o.refused("error.hall_instruction", err)
}

func (o *open) record(a casecore.Actor, kind RequestKind, change ...func(*RecordRequest)) uuid.UUID {
	o.T.Helper()
	cmd := RecordRequest{
		Command: o.Command(a), Kind: kind, Branch: o.centre.branch("centre"), Written: true, Document: "З-7", Dated: day("2026-03-01"),
		AskedBy: "Хтось", Asked: "Результати за березень",
	}
	if kind == FromParticipant {
		cmd.Participant = o.centre.participant("state")
	}
	for _, f := range change {
		f(&cmd)
	}
	id, err := o.Record(context.Background(), cmd)
	require.NoError(o.T, err)
	return id
}

func (o *open) handOut(a casecore.Actor, request uuid.UUID, by By, form Form) (uuid.UUID, error) {
	return o.HandOut(context.Background(), HandOut{Command: o.Command(a), Request: request, Query: march(by, PerAll), Form: form, Lang: "uk"})
}

// VN-4.4, VN-4.5, VN-4.6
func TestWhoAsksGetsWhatIsTheirs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for kind, named := range map[RequestKind]string{
		FromParticipant: "", FromCourt: "", FromPolice: "", FromLeadership: "error.hall_no_instruction", FromDepartment: "error.hall_names_nobody",
		FromCitizen: "error.hall_names_nobody", FromBody: "error.hall_names_nobody",
	} {
		id := o.record(o.hall, kind)
		_, err := o.handOut(o.hall, id, ByCentre, Form(PDF))
		require.NoError(t, err, kind)
		made, err := o.handOut(o.hall, id, ByOperator, Form(CSV))
		if named != "" {
			o.refused(named, err)
			continue
		}
		require.NoError(t, err, kind)
		kept, err := o.HandedOut(t.Context(), o.branch, made)
		require.NoError(t, err)
		file, err := io.ReadAll(kept.Bytes)
		require.NoError(t, err)
		require.NoError(t, kept.Bytes.Close())
		rows := csvRows(t, file)
		want := map[RequestKind]int{FromParticipant: 1, FromCourt: 3, FromPolice: 3}[kind]
		require.Len(t, rows[4:], want+1, "%s: and the total", kind)
	}
}

// VN-4.3, VN-4.6, VN-4.7: an operator is known by a slice that is theirs alone, though no name stands there.
func TestWhatIsOneOperatorsIsGivenToWhoMayKnowThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	gives := func(request uuid.UUID, form Form, change func(q *Query)) error {
		q := march(ByBranch, PerAll) // one branch has one operator
		change(&q)
		_, err := o.HandOut(t.Context(), HandOut{Command: o.Command(o.hall), Request: request, Query: q, Form: form, Lang: "uk"})
		return err
	}
	as := func(*Query) {}
	for _, kind := range []RequestKind{FromDepartment, FromCitizen, FromBody, FromLeadership, FromParticipant} {
		for _, form := range []Form{Oral, Form(CSV)} {
			o.refused("error.hall_one_operator", gives(o.record(o.hall, kind), form, as))
		}
	}
	citizen := o.record(o.hall, FromCitizen)
	require.NoError(t, gives(citizen, Form(CSV), func(q *Query) { q.Branch = o.centre.branch("centre") }), "two work there")
	o.refused("error.hall_one_operator", gives(citizen, Form(CSV), func(q *Query) { q.By, q.Branch = ByCentre, o.centre.branch("vyshenka") }))
	require.NoError(t, gives(o.record(o.hall, FromPolice), Oral, as))
	own := func(q *Query) { q.Participant = o.centre.participant("state") }
	require.NoError(t, gives(o.record(o.hall, FromParticipant), Oral, own))
	o.refused("error.hall_one_operator", gives(citizen, Oral, own))
	o.instruct([]By{ByOperator}, queuehall.BranchID{}, day("2026-12-31"))
	require.NoError(t, gives(o.record(o.hall, FromLeadership), Oral, as))
	o.refused("error.hall_one_operator", gives(citizen, Oral, as))
}

// VN-4.4
func TestTheMediaAreAnsweredWhenItIsAgreed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.record(o.branch, FromMedia)
	_, err := o.handOut(o.branch, id, ByBranch, Oral)
	o.refused("error.hall_not_agreed", err)
	agree := Agree{Command: o.Command(o.branch), Request: id, By: "Департамент", Document: "5/1", On: day("2026-03-02")}
	require.NoError(t, o.Agree(t.Context(), agree))
	require.NoError(t, o.Agree(t.Context(), agree), "the same command")
	agree.Command = o.Command(o.branch)
	o.refused("error.hall_agreed_already", o.Agree(t.Context(), agree))
	cmd := HandOut{Command: o.Command(o.branch), Request: id, Query: o.visits, Form: Form(PDF), Lang: "uk"}
	first, err := o.HandOut(t.Context(), cmd)
	require.NoError(t, err)
	again, err := o.HandOut(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.EqualValues(t, 1, o.Number(`SELECT count(*) FROM files WHERE subject_type = 'hall_report' AND subject_id = $1`, first))
	o.refused("error.hall_request_answered", o.Refuse(t.Context(), RefuseRequest{Command: o.Command(o.hall), Request: id, Reason: "ні"}))

	list, err := o.Requests(t.Context(), o.branch)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "Департамент", list[0].AgreedBy)
	require.Equal(t, Slice{By: ByBranch, From: "2026-03-01", Until: "2026-03-31"}, list[0].HandOuts[0].Slice)
	events, err := o.Store.Events(t.Context(), casecore.Subject{Type: SubjectRequest, ID: id})
	require.NoError(t, err)
	chain := casecore.Chain{}
	for i := range events {
		require.True(t, chain.Follows(&events[i]))
		require.NotContains(t, string(events[i].Data), "Хтось")
		chain = casecore.Chain{Seq: events[i].Seq, Hash: events[i].Hash}
	}
	require.Len(t, events, 3)
	o.Seal()
	_, err = audit.Verify(t.Context(), o.DB.Pool(), audit.Observer{Found: func(p audit.Problem) { t.Error(p) }})
	require.NoError(t, err)
}

// VN-4.5, VN-4.6
func TestTheRegisterIsWholeAndEachBranchKeepsItsOwn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	bad := func(key string, a casecore.Actor, kind RequestKind, change func(*RecordRequest)) {
		t.Helper()
		cmd := RecordRequest{Command: o.Command(a), Kind: kind, Branch: o.centre.branch("centre"), AskedBy: "Хтось", Asked: "Усе"}
		change(&cmd)
		_, err := o.Record(t.Context(), cmd)
		o.refused(key, err)
	}
	for _, kind := range []RequestKind{FromCitizen, FromBody, FromCourt, FromPolice} {
		bad("error.hall_request_written", o.hall, kind, func(*RecordRequest) {})
	}
	bad("error.hall_request_written", o.hall, FromMedia, func(c *RecordRequest) { c.Written = true })
	bad("error.hall_request", o.hall, FromParticipant, func(*RecordRequest) {})
	bad("error.hall_request", o.hall, "neighbour", func(*RecordRequest) {})
	bad("error.hall_request", o.hall, FromDepartment, func(c *RecordRequest) { c.Asked = " " })
	bad("error.hall_not_seen", o.branch, FromLeadership, func(c *RecordRequest) { c.Branch = queuehall.BranchID{} })

	o.record(o.hall, FromDepartment, func(c *RecordRequest) { c.Written, c.Document, c.Branch = false, "", o.centre.branch("vyshenka") })
	id := o.record(o.hall, FromCitizen, func(c *RecordRequest) { c.Branch = queuehall.BranchID{} })
	mine, err := o.Requests(t.Context(), o.branch)
	require.NoError(t, err)
	require.Empty(t, mine)
	all, err := o.Requests(t.Context(), o.hall)
	require.NoError(t, err)
	require.Len(t, all, 2)
	_, err = o.handOut(o.branch, id, ByBranch, Oral)
	o.refused("error.hall_no_request", err)
	require.NoError(t, o.Refuse(t.Context(), RefuseRequest{Command: o.Command(o.hall), Request: id, Reason: "Не наше"}))
	_, err = o.handOut(o.hall, id, ByBranch, Oral)
	o.refused("error.hall_request_ended", err)
}
