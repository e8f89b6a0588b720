package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
)

// written is the table as it is meant to be, apart from the code: a change of either shows here. The columns are the
// roles in the order of access.Roles.
//
//nolint:dupword,lll // a table
const written = `
                   agent supervisor control_officer centre_head director operator executor executor_head parent_head control_body mayor administrator technical_administrator hall_operator branch_head hall_head participant_head
report.read        x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.receive     x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.claim       x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.release     x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.hand_over   x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.suggest     x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.word        x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.settle      x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
report.end         x     x          .               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
case.read          x     x          x               x           x        x        x        x             x           x            x     x             .                       .             .           .         .
case.act           x     x          x               x           .        x        x        x             x           x            .     x             .                       .             .           .         .
applicant.read     x     x          x               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
applicant.write    x     x          x               .           .        .        .        .             .           .            .     x             .                       .             .           .         .
applicant.contact  x     x          x               x           .        x        x        x             .           .            .     x             .                       .             .           .         .
file.add           x     x          x               x           .        x        x        x             x           x            .     x             .                       .             .           .         .
file.read          x     x          x               x           x        x        x        x             x           x            x     x             .                       .             .           .         .
feed.follow        x     x          x               x           x        x        x        x             x           x            x     x             .                       .             .           .         .
view.keep          x     x          x               x           x        x        x        x             x           x            x     x             .                       .             .           .         .
case.export        x     x          x               x           x        .        .        x             x           x            x     x             .                       .             .           .         .
wall.read          x     x          x               x           x        .        .        x             x           x            x     x             .                       .             .           .         .
phone.use          x     x          .               .           .        .        .        .             .           .            .     .             .                       .             .           .         .
desk.manage        .     x          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
call.read          x     x          x               x           x        .        .        .             .           .            .     x             .                       .             .           .         .
call.hear          x     x          .               x           .        .        .        .             .           .            .     .             .                       .             .           .         .
call.save          .     x          .               x           .        .        .        .             .           .            .     .             .                       .             .           .         .
call.plays         .     x          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
call.make          x     x          x               x           .        x        x        x             .           .            .     x             .                       .             .           .         .
call.cancel        .     x          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
duty.manage        .     x          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
do_not_call.keep   x     x          x               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
sample.read        x     x          x               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
sample.draw        .     x          x               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
sample.answer      x     x          x               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
rota.read          x     x          x               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
rota.make          .     x          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
rota.approve       .     .          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
privacy.ask        x     x          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
privacy.serve      .     x          .               x           .        .        .        .             .           .            .     x             .                       .             .           .         .
dead.read          .     x          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
dead.replay        .     x          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
people.read        .     x          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
people.manage      .     .          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
org.read           .     x          x               x           .        .        .        .             .           .            .     x             x                       .             .           .         .
org.manage         .     .          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
classifier.read    .     x          x               x           .        .        .        .             .           .            .     x             x                       .             .           .         .
classifier.manage  .     .          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
admin_log.read     .     .          .               .           .        .        .        .             .           .            .     x             x                       .             .           .         .
hall.serve         .     .          .               .           .        .        .        .             .           .            .     .             .                       x             x           .         .
hall.follow        .     .          .               .           .        .        .        .             .           .            .     x             x                       x             x           x         .
hall.manage        .     .          .               .           .        .        .        .             .           .            .     x             x                       .             x           x         .
hall.people        .     .          .               .           .        .        .        .             .           .            .     x             x                       .             x           x         x
hall.rules         .     .          .               .           .        .        .        .             .           .            .     x             x                       x             x           x         x
hall.reports       .     .          .               .           x        .        .        .             .           .            x     .             .                       .             x           x         x
hall.flags         .     .          .               .           .        .        .        .             .           .            .     .             .                       .             x           x         .
hall.instruct      .     .          .               .           x        .        .        .             .           .            x     .             .                       .             .           x         .
hall.requests      .     .          .               .           .        .        .        .             .           .            .     .             .                       .             x           x         .
hall.days          .     .          .               .           .        .        .        .             .           .            .     x             .                       .             x           x         .
hall.bookings      .     .          .               .           .        .        .        .             .           .            .     .             .                       x             x           x         .
hall.phones        .     .          .               .           .        .        .        .             .           .            .     .             .                       .             x           x         .
`

func holder(role regulation.RoleID) casecore.Actor {
	return casecore.Actor{Staff: casecore.NewID[casecore.StaffID](), Grants: []casecore.Grant{{Role: role}}}
}

// RO-2.2, MR-3.6, MR-5.1
func TestTheTableIsAsItWasWritten(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(written), "\n")
	header := strings.Fields(lines[0])
	roles := access.Roles()
	require.Len(t, header, len(roles))
	seen := []access.Action{
		access.SignIn, access.ReadPublic, access.ReadHealth, access.UseSession, access.ReadCatalogue, access.LinkChat,
		access.UseAccount, access.ReadRules,
	}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		action := access.Action(cells[0])
		seen = append(seen, action)
		for i, role := range roles {
			require.Equal(t, header[i], string(role))
			require.Equal(t, cells[i+1] == "x", access.May(holder(role), action), "%s as %s", action, role)
		}
	}
	slices.Sort(seen)
	require.Equal(t, access.Actions(), seen, "every action is written down")
}

func TestNobodyMayOnlyWhatAnybodyMay(t *testing.T) {
	t.Parallel()
	for _, a := range access.Actions() {
		require.Equal(t, a.Public(), access.May(casecore.Actor{}, a), a)
		require.Equal(t, a.Public(), access.May(casecore.Citizen, a), "an applicant comes without an account")
		require.True(t, a.Known())
	}
	require.False(t, access.May(holder(regulation.RoleAdministrator), "made.up"))
	require.False(t, access.Action("made.up").Known())
}

func TestWhoeverSignsInMayUseTheirSessionAndNoMore(t *testing.T) {
	t.Parallel()
	nobody := casecore.Actor{Staff: casecore.NewID[casecore.StaffID]()}
	everybodys := []access.Action{
		access.UseSession, access.ReadCatalogue, access.LinkChat, access.UseAccount, access.ReadRules,
	}
	for _, a := range access.Of(nobody) {
		require.True(t, a.Public() || slices.Contains(everybodys, a), a)
	}
	require.Contains(t, access.Of(nobody), access.UseSession)
}

func TestARoleThatTheTableDoesNotKnowOpensNothing(t *testing.T) {
	t.Parallel()
	require.Equal(t, access.Of(casecore.Actor{Staff: casecore.NewID[casecore.StaffID]()}), access.Of(holder("caretaker")))
}
