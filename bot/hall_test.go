package bot_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore"
)

// oneTicket is a hall with one ticket, whose token is "good".
type oneTicket struct {
	followed bot.Followed
	chats    []string
}

func (h *oneTicket) Follow(_ context.Context, token, chat, lang string) (bot.Followed, error) {
	switch token {
	case "good":
		h.chats = append(h.chats, chat+" "+lang)
		return h.followed, nil
	case "over":
		return bot.Followed{}, &casecore.Error{Code: casecore.Conflict, Key: "error.hall_ticket_over"}
	}
	return bot.Followed{}, &casecore.Error{Code: casecore.NotFound, Key: "error.hall_no_ticket"}
}

func (h *oneTicket) FollowBooking(_ context.Context, token, chat, lang string) (bot.FollowedBooking, error) {
	if token != "good" {
		return bot.FollowedBooking{}, &casecore.Error{Code: casecore.NotFound, Key: "error.hall_no_booking"}
	}
	h.chats = append(h.chats, chat+" "+lang)
	return bot.FollowedBooking{At: time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC), Branch: "Прозорий офіс", Service: "Земельні питання"}, nil
}

func (h *oneTicket) Invite(chat string) string { return "from-" + chat }

func TestABookingIsFollowedByTheLinkOnItsPage(t *testing.T) {
	t.Parallel()
	hall := &oneTicket{}
	r := run(t, "mariupol", func(r *rig) { r.deps.Hall = hall })
	c := r.tg.Person(1, uk)
	c.Say("/start b_good")
	m := c.Next(t)
	require.Contains(t, m.Text, "Прозорий офіс, Земельні питання")
	require.Contains(t, m.Text, "10:00", "by the clock on the wall")
	require.Equal(t, []string{"1 uk"}, hall.chats)
	c.Say("/start b_bad")
	require.Equal(t, r.T("bot.hall.wrong_booking"), c.Next(t).Text)
}

func TestATicketIsFollowedByTheLinkOnItsPage(t *testing.T) {
	t.Parallel()
	hall := &oneTicket{followed: bot.Followed{Code: "А-017", Ahead: 4}}
	r := run(t, "mariupol", func(r *rig) { r.deps.Hall = hall })
	c := r.tg.Person(1, uk)
	c.Say("/start t_good")
	m := c.Next(t)
	require.Contains(t, m.Text, "А-017")
	require.Contains(t, m.Text, "Перед вами 4 відвідувачі")
	require.Equal(t, []string{"1 uk"}, hall.chats)

	c.Say("/start t_bad")
	require.Equal(t, r.T("bot.hall.wrong"), c.Next(t).Text)
	c.Say("/start t_over")
	require.Equal(t, r.T("error.hall_ticket_over"), c.Next(t).Text)
	hall.followed.Counter = "5"
	c.Say("/start t_good")
	require.Contains(t, c.Next(t).Text, "до віконця 5")
	c.Say("/booking")
	require.Equal(t, "https://city.example.org/booking?from=bot&lang=uk&chat=from-1", c.Next(t).Buttons[0].URL)
	c.Say("/help")
	require.Contains(t, c.Next(t).Text, "/booking")
}

func TestWithoutAHallThereIsNothingToFollow(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(1, uk)
	c.Say("/start t_good")
	require.Equal(t, r.T("bot.unknown_command"), c.Next(t).Text)
	c.Say("/help")
	require.NotContains(t, c.Next(t).Text, "/booking")
}
