package staff_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

const right, wrong = "the right password", "the wrong password"

// place is where people sign in, on a database of its own.
type place struct {
	db     *pg.DB
	people *pgstore.People
	office *staff.Office
	door   *staff.Door
	clock  *casetest.Clock
}

func open(t *testing.T) *place {
	t.Helper()
	db := pg.NewDB(pgtest.New(t))
	p := &place{db: db, people: pgstore.NewPeople(db), clock: casetest.NewClock(casetest.Start())}
	hasher := staff.NewHasher(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16})
	p.office = staff.NewOffice(p.people, hasher, p.clock.Now)
	p.door = staff.NewDoor(p.people, hasher, staff.DefaultLockout(), p.clock.Now, slog.New(slog.DiscardHandler))
	return p
}

func (p *place) add(t *testing.T, login string, grants ...casecore.Grant) casecore.StaffID {
	t.Helper()
	id, err := p.office.Add(t.Context(), staff.NewPerson{Login: login, Name: "Особа", Password: right, Grants: grants})
	require.NoError(t, err)
	return id
}

func (p *place) tries(t *testing.T, password string) error {
	t.Helper()
	_, err := p.door.SignIn(t.Context(), " Agent ", password)
	return err
}

func TestSigningInFoldsTheLogin(t *testing.T) {
	t.Parallel()
	p := open(t)
	id := p.add(t, "AGENT")
	account, err := p.door.SignIn(t.Context(), "Agent ", right)
	require.NoError(t, err)
	require.Equal(t, id, account.ID)
	require.Equal(t, "agent", account.Login)
	require.NotContains(t, account.PasswordHash, right)
	require.Contains(t, account.PasswordHash, "$argon2id$")
}

func TestEveryRefusalIsTheSame(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.add(t, "agent")
	p.add(t, "gone")
	require.NoError(t, p.office.Disable(t.Context(), "gone"))
	for _, c := range [][2]string{{"agent", wrong}, {"nobody", right}, {"gone", right}, {"", ""}} {
		_, err := p.door.SignIn(t.Context(), c[0], c[1])
		require.Same(t, staff.ErrSignIn, errorOf(t, err), c)
	}
	require.NoError(t, p.office.Enable(t.Context(), "gone"))
	_, err := p.door.SignIn(t.Context(), "gone", right)
	require.NoError(t, err)
}

func errorOf(t *testing.T, err error) *casecore.Error {
	t.Helper()
	var e *casecore.Error
	require.ErrorAs(t, err, &e)
	return e
}

func TestFiveWrongPasswordsLockAndEachFurtherOneDoubles(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.add(t, "agent")
	for range 4 {
		require.Error(t, p.tries(t, wrong))
	}
	require.NoError(t, p.tries(t, right), "four are forgiven")
	for range 5 {
		require.Error(t, p.tries(t, wrong))
	}
	for range 10 {
		require.Error(t, p.tries(t, wrong), "tries while it is locked do not count")
	}
	p.clock.Advance(15*time.Minute - time.Second)
	require.Error(t, p.tries(t, right))
	p.clock.Advance(time.Second)
	require.Error(t, p.tries(t, wrong), "the sixth")
	p.clock.Advance(29 * time.Minute)
	require.Error(t, p.tries(t, right))
	p.clock.Advance(time.Minute)
	require.NoError(t, p.tries(t, right))

	for range 5 {
		require.Error(t, p.tries(t, wrong))
	}
	require.NoError(t, p.office.SetPassword(t.Context(), "agent", "a brand new one"))
	require.NoError(t, p.tries(t, "a brand new one"), "a new password unlocks")
}

func TestGuessesInParallelAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	p := open(t)
	id := p.add(t, "agent")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { _, _ = p.door.SignIn(t.Context(), "agent", wrong) })
	}
	wg.Wait()
	require.Error(t, p.tries(t, right), "it is locked")
	account, _, err := p.people.Member(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 5, account.Failures, "the others came when it was locked")
}

func TestSigningInIsRefusedNotBrokenWhenItsCallerLeaves(t *testing.T) {
	t.Parallel()
	p := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.door.SignIn(ctx, "agent", right)
	require.Error(t, err)
	require.NotErrorIs(t, err, staff.ErrSignIn)
}

// RO-2.2: an organisation's people are bound to it, a control body to its area.
func TestARoleIsBoundToWhatItIsAbout(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.add(t, "agent")
	org := casecore.NewID[casecore.OrgID]()
	_, err := p.db.Exec(t.Context(), `INSERT INTO orgs (id, code, kind) VALUES ($1, 'vodokanal', 'enterprise')`, org.UUID())
	require.NoError(t, err)
	found, err := p.people.OrgByCode(t.Context(), "vodokanal")
	require.NoError(t, err)
	require.Equal(t, org, found)
	for key, g := range map[string]casecore.Grant{
		"error.grant_org":    {Role: regulation.RoleExecutor},
		"error.grant_area":   {Role: regulation.RoleControlBody},
		"error.role_unknown": {Role: "caretaker"},
		"error.grant_dates":  {Role: regulation.RoleAgent, Since: day(2026, 3, 2), Until: day(2026, 3, 2)},
	} {
		require.Equal(t, key, errorOf(t, p.office.Grant(t.Context(), "agent", g)).Key)
	}
	require.Equal(t, "error.role_unknown", errorOf(t, p.office.Grant(t.Context(), "agent", casecore.Grant{Role: regulation.RoleCitizen})).Key)
	require.NoError(t, p.office.Grant(t.Context(), "agent", casecore.Grant{Role: regulation.RoleExecutor, Org: org}))
	require.NoError(t, p.office.Grant(t.Context(), "agent", casecore.Grant{Role: regulation.RoleControlBody, Area: "housing"}))
	require.NoError(t, p.office.Grant(t.Context(), "agent", casecore.Grant{Role: regulation.RoleControlBody, Area: "housing"}), "twice is once")
	list, err := p.people.List(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Len(t, list[0].Grants, 2)
	require.Equal(t, org, list[0].Grants[1].Org)

	n, err := p.office.Revoke(t.Context(), "agent", casecore.Grant{Role: regulation.RoleExecutor, Org: casecore.NewID[casecore.OrgID]()})
	require.NoError(t, err)
	require.Zero(t, n, "of another organisation")
	n, err = p.office.Revoke(t.Context(), "agent", casecore.Grant{Role: regulation.RoleExecutor})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestWhoeverIsAddedIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.add(t, "agent")
	for key, person := range map[string]staff.NewPerson{
		"error.login_taken":    {Login: "Agent", Name: "Особа", Password: right},
		"error.login":          {Login: " ", Name: "Особа", Password: right},
		"error.person_name":    {Login: "other", Password: right},
		"error.password_short": {Login: "other", Name: "Особа", Password: "коротке"},
		"error.role_unknown":   {Login: "other", Name: "Особа", Password: right, Grants: []casecore.Grant{{Role: "caretaker"}}},
	} {
		_, err := p.office.Add(t.Context(), person)
		require.Equal(t, key, errorOf(t, err).Key)
	}
	list, err := p.people.List(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(p.office.Disable(t.Context(), "nobody")))
	require.Equal(t, casecore.NotFound, casecore.CodeOf(p.office.SetPassword(t.Context(), "nobody", right)))
}

func TestALinkCodeIsKeptAsAHashAndPruned(t *testing.T) {
	t.Parallel()
	p := open(t)
	id := p.add(t, "agent")
	linker := staff.NewLinker(p.people, p.clock.Now)
	actor := casecore.Actor{Staff: id}
	code, expires, err := linker.Make(t.Context(), actor, casecore.OrgID{})
	require.NoError(t, err)
	require.Regexp(t, `^[2-9A-HJKMNP-Z]{8}$`, code)
	require.Equal(t, p.clock.Now().Add(staff.LinkCodeLife), expires)
	count := func() (n int) {
		require.NoError(t, p.db.QueryRow(t.Context(), `SELECT count(*) FROM link_codes WHERE code_hash = $1 AND staff_id = $2`,
			staff.LinkCodeHash(" "+code+" "), id.UUID()).Scan(&n))
		return n
	}
	require.Equal(t, 1, count())
	require.NoError(t, p.people.PruneSessions(t.Context(), expires.Add(time.Second)))
	require.Zero(t, count())
}
