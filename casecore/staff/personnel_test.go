package staff_test

import (
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
)

// personnel administers the people of a place.
func (p *place) personnel() *staff.Personnel {
	hasher := staff.NewHasher(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16})
	log := adminlog.New(p.db, pgstore.New(p.db), p.clock.Now)
	return staff.NewPersonnel(p.people, log, hasher, casetest.Kyiv(), p.clock.Now)
}

func command(actor casecore.Actor, key string) casecore.Command {
	return casecore.Command{Scope: "test", Key: key, Actor: actor}
}

func TestAPasswordIsChangedOnceHoweverOftenItsCommandComes(t *testing.T) {
	t.Parallel()
	p := open(t)
	id := p.add(t, "agent")
	personnel, own := p.personnel(), casecore.Actor{Staff: id}
	change := func(key, present, next string) error {
		return personnel.ChangePassword(t.Context(), command(own, key), present, next, uuid.Nil)
	}
	require.ErrorContains(t, change("one", wrong, "a brand new one"), "error.password_wrong")
	require.NoError(t, change("two", right, "a brand new one"))
	require.NoError(t, change("two", right, "a brand new one"), "the answer was lost on its way, and it is asked again")
	require.NoError(t, p.tries(t, "a brand new one"))
	require.ErrorContains(t, change("three", right, "yet another one"), "error.password_wrong")
	require.ErrorContains(t, change("four", "a brand new one", "a brand new one"), "error.password_same")
	require.ErrorContains(t, change("five", "a brand new one", "short"), "error.password_short")
}

// RO-2.2: an administrator's account is not the technical administrator's to take over, before, during or by a hand-over.
func TestOnlyAPresentOrComingAdministratorIsGuarded(t *testing.T) {
	t.Parallel()
	p := open(t)
	today := day(2026, 3, 2)
	technical := casecore.Actor{
		Staff: p.add(t, "technical"), Grants: []casecore.Grant{{Role: regulation.RoleTechnicalAdministrator}},
	}
	for login, test := range map[string]struct {
		grant casecore.Grant
		taken bool
	}{
		"former": {casecore.Grant{Since: day(2025, 1, 1), Until: today}, true},
		"last":   {casecore.Grant{Since: day(2025, 1, 1), Until: today.AddDate(0, 0, 1)}, false},
		"coming": {casecore.Grant{Since: today.AddDate(0, 1, 0)}, false},
		"always": {casecore.Grant{}, false},
	} {
		test.grant.Role = regulation.RoleAdministrator
		_, err := p.personnel().ResetPassword(t.Context(), command(technical, login), p.add(t, login, test.grant))
		if test.taken {
			require.NoError(t, err, login)
			continue
		}
		require.ErrorContains(t, err, "error.only_administrator", login)
	}
}
