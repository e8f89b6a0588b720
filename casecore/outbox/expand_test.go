package outbox

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
)

func kyiv(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	return zone
}

func (b *bench) exec(sql string, args ...any) {
	b.t.Helper()
	_, err := b.pool.Exec(b.t.Context(), sql, args...)
	require.NoError(b.t, err)
}

func (b *bench) person(login, lang string) casecore.StaffID {
	b.t.Helper()
	id := casecore.NewID[casecore.StaffID]()
	b.exec(`INSERT INTO staff (id, login, name, password_hash, lang) VALUES ($1, $2, $2, '', $3)`, id.UUID(), login, lang)
	return id
}

func (b *bench) org(code string, parent casecore.OrgID, area string) casecore.OrgID {
	b.t.Helper()
	id := casecore.NewID[casecore.OrgID]()
	b.exec(`INSERT INTO orgs (id, code, parent_id, kind, area) VALUES ($1, $2, $3, 'enterprise', $4)`,
		id.UUID(), code, orNull(parent.UUID()), area)
	return id
}

func (b *bench) grant(person casecore.StaffID, role string, org casecore.OrgID, area string) {
	b.t.Helper()
	b.exec(`INSERT INTO staff_roles (staff_id, role, org_id, area) VALUES ($1, $2, $3, $4)`,
		person.UUID(), role, orNull(org.UUID()), area)
}

func (b *bench) point(person casecore.StaffID, org casecore.OrgID, channel, address string) {
	b.t.Helper()
	b.exec(`INSERT INTO contact_points (id, staff_id, org_id, channel, address) VALUES ($1, $2, $3, $4, $5)`,
		uuid.New(), orNull(person.UUID()), orNull(org.UUID()), channel, address)
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// reached resolves one recipient and returns the addresses, sorted, or the reason why there are none.
func (b *bench) reached(kind string, id uuid.UUID) ([]string, string) {
	b.t.Helper()
	to := casecore.Recipient{Kind: kind, ID: id}
	found, err := NewDirectory(b.db, kyiv(b.t)).Resolve(b.t.Context(), b.now(), []casecore.Recipient{to})
	require.NoError(b.t, err)
	require.Contains(b.t, found, to)
	var list []string
	for _, r := range found[to].Reach {
		list = append(list, r.Channel+":"+r.Address)
	}
	slices.Sort(list)
	return list, found[to].Reason
}

// MR-6.2
func TestBreachReachesTheParentUnitsHeadAndTheControlBodyOfTheArea(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := casecore.OrgID{}
	unit, otherUnit := b.org("housing", none, ""), b.org("roads", none, "")
	executor := b.org("vodokanal", unit, "communal")

	head := b.person("head", "uk")
	b.grant(head, "parent_head", unit, "")
	b.point(head, none, "telegram", "1")
	b.point(head, none, "email", "head@x")
	otherHead := b.person("other-head", "uk")
	b.grant(otherHead, "parent_head", otherUnit, "")
	b.point(otherHead, none, "telegram", "2")

	deputy, otherDeputy := b.person("deputy", "uk"), b.person("other-deputy", "uk")
	b.grant(deputy, "control_body", none, "communal")
	b.grant(otherDeputy, "control_body", none, "transport")
	b.point(deputy, none, "telegram", "3")
	b.point(otherDeputy, none, "telegram", "4")

	got, _ := b.reached("parent_head", executor.UUID())
	require.Equal(t, []string{"email:head@x", "telegram:1"}, got)
	got, _ = b.reached("parent_head", unit.UUID())
	require.Equal(t, []string{"email:head@x", "telegram:1"}, got, "a unit that executes by itself")
	got, _ = b.reached("control_body", executor.UUID())
	require.Equal(t, []string{"telegram:3"}, got)
	_, reason := b.reached("control_body", unit.UUID())
	require.Equal(t, reasonNobody, reason, "a unit without an area has no control body")
}

// RO-4.3
func TestNewForTooLongReachesTheAdministrators(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := casecore.OrgID{}
	org, other := b.org("school", none, ""), b.org("hospital", none, "")
	admin := b.person("admin", "uk")
	b.grant(admin, "administrator", none, "")
	b.point(admin, none, "telegram", "1")
	operator, otherOperator, head := b.person("operator", "uk"), b.person("other", "uk"), b.person("head", "uk")
	b.grant(operator, "operator", org, "")
	b.grant(otherOperator, "operator", other, "")
	b.grant(head, "executor_head", org, "")
	b.point(operator, none, "telegram", "2")
	b.point(otherOperator, none, "telegram", "3")
	b.point(head, none, "telegram", "4")

	got, _ := b.reached("administrator", org.UUID())
	require.Equal(t, []string{"telegram:1"}, got)
	got, _ = b.reached("administrator", uuid.Nil)
	require.Equal(t, []string{"telegram:1"}, got, "about no organisation")
	got, _ = b.reached("operator", org.UUID())
	require.Equal(t, []string{"telegram:2"}, got)
	got, _ = b.reached("executor_head", org.UUID())
	require.Equal(t, []string{"telegram:4"}, got)
}

// MR-4.9
func TestOrganisationIsReachedByItsOwnAddressesAndItsPeoples(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none, nobody := casecore.OrgID{}, casecore.StaffID{}
	org := b.org("vodokanal", none, "")
	b.exec(`UPDATE orgs SET email = 'listed@x' WHERE id = $1`, org.UUID())
	got, _ := b.reached(toOrg, org.UUID())
	require.Equal(t, []string{"email:listed@x"}, got, "the directory's mailbox, as long as nobody linked anything")

	executor, gone, clerk := b.person("executor", "uk"), b.person("gone", "uk"), b.person("clerk", "uk")
	b.grant(executor, "executor", org, "")
	b.grant(executor, "operator", org, "")
	b.grant(gone, "executor", org, "")
	b.grant(clerk, "executor_head", org, "")
	b.exec(`UPDATE staff SET disabled_at = now() WHERE id = $1`, gone.UUID())
	b.point(nobody, org, "telegram", "-100")
	b.point(executor, none, "telegram", "1")
	b.point(executor, none, "telegram", "-100") // the same chat, linked twice
	b.point(gone, none, "telegram", "2")
	b.point(clerk, none, "telegram", "3")
	got, _ = b.reached(toOrg, org.UUID())
	require.Equal(t, []string{"telegram:-100", "telegram:1"}, got)

	_, reason := b.reached(toOrg, uuid.New())
	require.Equal(t, reasonNobody, reason)
}

func TestRolesCountBetweenTheirLocalDates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := casecore.OrgID{}
	acting := b.person("acting", "uk")
	b.point(acting, none, "telegram", "1")
	b.exec(`INSERT INTO staff_roles (staff_id, role, since, until) VALUES ($1, 'mayor', '2026-11-23', '2026-11-25')`, acting.UUID())
	for at, want := range map[string]bool{
		"2026-11-22T21:59:00Z": false, // 23:59 in Kyiv
		"2026-11-22T22:00:00Z": true,
		"2026-11-24T21:59:00Z": true,
		"2026-11-24T22:00:00Z": false,
	} {
		moment, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		b.at = moment
		got, _ := b.reached("mayor", uuid.Nil)
		require.Equal(t, want, len(got) == 1, at)
	}
}

func TestApplicantIsToldInTheChannelTheyCameBy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	applicant := func(channel, address string) uuid.UUID {
		id := uuid.New()
		b.exec(`INSERT INTO applicants (id, reply_channel, reply_address, lang) VALUES ($1, $2, $3, 'en')`, id, channel, address)
		return id
	}
	got, _ := b.reached(toCitizen, applicant("telegram", "77"))
	require.Equal(t, []string{"telegram:77"}, got)
	for channel, want := range map[string]string{"phone": reasonByPhone, "": reasonNoReply, "email": reasonNoReply} {
		_, reason := b.reached(toCitizen, applicant(channel, ""))
		require.Equal(t, want, reason, "by %q", channel)
	}
	_, reason := b.reached(toCitizen, uuid.New())
	require.Equal(t, reasonUnknown, reason)
}

func TestExpansionMakesOneRowForEachAddressAndKeepsWhatCannotBeTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := casecore.OrgID{}
	org := b.org("vodokanal", none, "")
	executor := b.person("executor", "en")
	b.grant(executor, "executor", org, "")
	b.point(executor, none, "telegram", "1")
	b.point(executor, none, "email", "e@x")
	told := b.queue(casecore.Delivery{
		To: casecore.Recipient{Kind: toOrg, ID: org.UUID()}, Urgent: true, Args: []byte(`{"n": 1}`), NextAt: b.now().Add(-time.Minute),
	})
	untold := b.queue(casecore.Delivery{To: casecore.Recipient{Kind: "parent_head", ID: org.UUID()}})
	future := b.queue(casecore.Delivery{To: casecore.Recipient{Kind: toOrg, ID: org.UUID()}, NextAt: b.now().Add(time.Hour)})

	d := b.deliverer(DeliverConfig{})
	n, err := d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, "expanded", b.stored(told).State)
	require.Equal(t, "unreachable", b.stored(untold).State)
	require.Equal(t, reasonNobody, b.stored(untold).Error)
	require.Equal(t, "queued", b.stored(future).State)

	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, "en", b.mail.sent[0].Lang, "the person's language")
	require.Equal(t, told, b.mail.sent[0].Delivery.Parent)
	require.True(t, b.mail.sent[0].Delivery.Urgent)
	var chats int
	require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT count(*) FROM deliveries WHERE parent_id = $1 AND channel = 'telegram'
		AND recipient = 'staff' AND recipient_id = $2 AND next_at = $3`, told.UUID(), executor.UUID(), b.now().Add(-time.Minute)).Scan(&chats))
	require.Equal(t, 1, chats)

	// Somebody takes the role and links a chat; the replay finds them.
	head := b.person("head", "uk")
	b.grant(head, "parent_head", org, "")
	b.point(head, none, "email", "head@x")
	require.NoError(t, d.Replay(t.Context(), untold))
	_, err = d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, "head@x", b.mail.sent[1].Delivery.Address)
}

// MR-6.2: one breach, one letter for each person, and a role that nobody holds is seen though the other is told.
func TestRolesToldTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := casecore.OrgID{}
	org := b.org("vodokanal", none, "")
	both := b.person("both", "uk")
	b.grant(both, "control_officer", none, "")
	b.grant(both, "supervisor", none, "")
	b.point(both, none, "email", "both@x")
	letter := b.queue(casecore.Delivery{To: casecore.Together(org, "control_officer", "parent_head", "supervisor")})
	d := b.deliverer(DeliverConfig{})
	_, err := d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, "expanded", b.stored(letter).State)
	require.Equal(t, 1, deliver(t, d))

	var untold uuid.UUID
	var reason string
	require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT id, last_error FROM deliveries
		WHERE parent_id = $1 AND state = 'unreachable' AND recipient = 'parent_head'`, letter.UUID()).Scan(&untold, &reason))
	require.Equal(t, reasonNobody, reason)

	head := b.person("head", "uk")
	b.grant(head, "parent_head", org, "")
	b.point(head, none, "email", "head@x")
	require.NoError(t, d.Replay(t.Context(), casecore.DeliveryID(untold)))
	_, err = d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, "head@x", b.mail.sent[1].Delivery.Address)

	nobody := b.queue(casecore.Delivery{To: casecore.Together(org, "mayor", "deputy_mayor")})
	_, err = d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, "unreachable", b.stored(nobody).State)
}

// VN-3.3: heads of a hall's branch, of the whole centre, and who keeps it running, each once.
func TestAHallsBranchReachesItsHeadsAndWhoeverSeesAllOfThem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := casecore.OrgID{}
	branch, other := casecore.NewID[casecore.OrgID](), casecore.NewID[casecore.OrgID]()
	for _, id := range []casecore.OrgID{branch, other} {
		b.exec(`INSERT INTO hall_branches (id, code, place, name, zone, hours, complaints) VALUES ($1, $2, 0, '{}', 'Europe/Kyiv', '{}', '{}')`,
			id.UUID(), id.String())
	}
	for login, heads := range map[string]casecore.OrgID{"head": branch, "neighbour": other} {
		head := b.person(login, "uk")
		b.grant(head, "branch_head", none, "")
		b.exec(`INSERT INTO hall_heads (staff_id, branch_id) VALUES ($1, $2)`, head.UUID(), heads.UUID())
		b.point(head, none, "email", login+"@x")
	}
	former := b.person("former", "uk")
	b.exec(`INSERT INTO hall_heads (staff_id, branch_id) VALUES ($1, $2)`, former.UUID(), branch.UUID())
	b.point(former, none, "email", "former@x")
	centre := b.person("centre", "uk")
	b.grant(centre, "hall_head", none, "")
	b.grant(centre, "technical_administrator", none, "")
	b.point(centre, none, "telegram", "7")
	letter := b.queue(casecore.Delivery{To: casecore.Together(branch, "branch_head", "hall_head", "technical_administrator")})
	_, err := b.deliverer(DeliverConfig{}).Expand(t.Context())
	require.NoError(t, err)
	rows, err := b.pool.Query(t.Context(), `SELECT address FROM deliveries WHERE parent_id = $1 ORDER BY address`, letter.UUID())
	require.NoError(t, err)
	told, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"7", "head@x"}, told)
}

func TestTwoExpandersMakeEachRowOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	org := b.org("vodokanal", casecore.OrgID{}, "")
	b.point(casecore.StaffID{}, org, "email", "o@x")
	for range 40 {
		b.queue(casecore.Delivery{To: casecore.Recipient{Kind: toOrg, ID: org.UUID()}})
	}
	done := make(chan error)
	for range 2 {
		d := b.deliverer(DeliverConfig{Batch: 4})
		go func() {
			for {
				n, err := d.Expand(t.Context())
				if err != nil || n == 0 {
					done <- err
					return
				}
			}
		}()
	}
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	var children int
	require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT count(*) FROM deliveries WHERE parent_id IS NOT NULL`).Scan(&children))
	require.Equal(t, 40, children)
}
