package queuehall_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// What a city changes in its profile is so after the next start, whatever was before: no start fails for a letter that somebody had.
func TestAProfileThatChangedIsImportedAnew(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	waits := h.comes("centre", "land") // В
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	land, business := &p.Directions[2], &p.Directions[3]
	land.Letter, business.Letter = business.Letter, land.Letter
	p.Directions[0].Code = "homes" // another direction, by the letter of the one that it takes the place of
	for i := range p.Branches {
		p.Branches[i].Counters = p.Branches[i].Counters[:1]
		p.Branches[i].Counters[0].Directions = []string{"homes", "business"}
	}
	require.NoError(t, queuehall.Import(t.Context(), h.DB, p))
	require.NoError(t, queuehall.Import(t.Context(), h.DB, p), "and again")

	require.Equal(t, "А-001", h.code(queuehall.Visit{Ticket: h.comes("centre", "homes").ID}))
	require.Equal(t, "В-002", h.code(queuehall.Visit{Ticket: h.comes("centre", "business").ID}), "numbers of a letter go on")
	_, err = h.Issue(t.Context(), queuehall.IssueTicket{Command: h.Command(h.operator("centre")), Direction: h.direction("centre", "residence")})
	requireCode(t, "refused", "error.hall_direction_closed", err)

	// Nobody serves the direction of whoever waits: they are called by name.
	s := h.seat("centre", "1")
	v, err := h.CallTicket(t.Context(), queuehall.CallTicket{Command: h.Command(s.who), Counter: s.counter, Ticket: waits.ID})
	require.NoError(t, err)
	s.does(h.Finish, v)
	err = h.SignOn(t.Context(), h.seatless("centre", "2").at())
	requireCode(t, "not_found", "error.hall_no_counter", err)
}
