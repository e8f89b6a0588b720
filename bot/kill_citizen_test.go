package bot_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/internal/pgtest"
	"hotline/internal/tgtest"
)

// resident is somebody with an open case, an ended one that the centre has written on, and a report that is no case yet.
type resident struct {
	chat        *tgtest.Chat
	open, ended casecore.Case
	report      casecore.Report
}

// resident makes one who is answered in the chat.
func (r *rig) resident(chat int64) resident {
	r.t.Helper()
	ctx, agent := r.t.Context(), r.world.Agent()
	receive := func() casecore.Report {
		who := casetest.Citizen()
		who.ReplyAddress = strconv.FormatInt(chat, 10)
		report, err := r.world.Service.Receive(ctx, casecore.ReceiveReport{
			Command: r.world.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: who,
			Text: "нема гарячої води", Place: "вул. Миру, 5", District: "central",
		})
		require.NoError(r.t, err)
		return report
	}
	register := func() casecore.Case {
		report := receive()
		_, err := r.world.Service.Claim(ctx, casecore.ClaimReport{Command: r.world.Command(agent), Report: report.ID})
		require.NoError(r.t, err)
		out, err := r.world.Service.Word(ctx, casecore.WordReport{
			Command: r.world.Command(agent), Report: report.ID, Text: "Відсутня гаряча вода.", Topic: casetestTopic,
			District: "central", Place: "вул. Миру, 5", Via: casecore.AskBot,
		})
		require.NoError(r.t, err)
		c, err := r.world.Service.Agree(ctx, casecore.AgreeWording{
			Command: r.world.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot,
		})
		require.NoError(r.t, err)
		return c
	}
	p := resident{chat: r.tg.Person(chat, uk), open: register(), ended: r.end(register()), report: receive()}
	_, err := r.world.Service.Write(ctx, casecore.WriteToCitizen{Command: r.world.Command(agent), Case: p.ended.ID, Text: "Коли ви вдома?"})
	require.NoError(r.t, err)
	return p
}

// speak does everything that an applicant can do about what they reported, and waits for no answer.
func (p resident) speak() (updates int) {
	tap := func(about string, id fmt.Stringer, action string) {
		p.chat.Tap(1, about+":"+id.String()+":"+action)
		updates++
	}
	say := func(text string) {
		p.chat.Say(text)
		updates++
	}
	tap("m", p.open.ID, "a")
	say("тече сильніше")
	cycle := strconv.Itoa(p.ended.Cycle)
	tap("r", p.ended.ID, "4:"+cycle)
	tap("r", p.ended.ID, "w4:"+cycle)
	say("Швидко, дякую")
	tap("m", p.ended.ID, "a")
	say("Після шостої")
	tap("m", p.ended.ID, "n")
	say("Вода знову холодна")
	tap("x", p.report.ID, "a")
	say("Другий під’їзд")
	return updates
}

// MR-6.4: whatever applicants add, dispute, rate and answer happens once, though the bot is killed again and again and
// Telegram will not take what it says.
func TestWhatApplicantsSayHappensOnceThroughKillsAndTooManyRequests(t *testing.T) {
	t.Parallel()
	const people = 8
	url := pgtest.URL(t)
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	r := &rig{t: t, tg: tgtest.New(t), world: casetest.On(t, pool, "mariupol", casecore.Hooks{})}
	r.world.Clock.Set(time.Now()) // the child's
	require.NoError(t, r.world.Store.EnsureAhead(t.Context(), time.Now()))

	updates := 0
	var all []resident
	for i := range int64(people) {
		p := r.resident(2001 + i)
		updates += p.speak()
		all = append(all, p)
	}
	kill := spawn(t, url, r.tg.URL)
	kills := 0
	for _, at := range []int{8, 30, 55, 75} {
		require.Eventually(t, func() bool {
			return r.count(`SELECT count(*) FROM tg_updates WHERE done_at IS NOT NULL`) >= at
		}, tgtest.Patience, time.Millisecond)
		kill()
		kills++
		r.tg.Fail("sendMessage", 0, 3, http.StatusTooManyRequests, 1)
		r.tg.Fail("answerCallbackQuery", 0, 3, http.StatusTooManyRequests, 1)
		kill = spawn(t, url, r.tg.URL)
	}
	r.settled()
	require.Equal(t, updates, r.count(`SELECT count(*) FROM tg_updates WHERE done_at IS NOT NULL AND attempts = 0 AND dead_at IS NULL`))
	for _, p := range all {
		for text, id := range map[string]fmt.Stringer{
			"тече сильніше": p.open.ID, "Після шостої": p.ended.ID, "Вода знову холодна": p.ended.ID, "Другий під’їзд": p.report.ID,
		} {
			require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE subject_id = $1 AND text = $2`, id.String(), text), text)
		}
		for kind, n := range map[string]int{"case.rated": 1, "case.rated_anew": 1, "case.citizen_added": 1, "case.not_fixed": 1} {
			require.Equal(t, n, r.count(`SELECT count(*) FROM events WHERE subject_id = $1 AND type = $2`, p.ended.ID.UUID(), kind), kind)
		}
		require.Equal(t, 1, r.count(`SELECT count(*) FROM case_ratings WHERE case_id = $1 AND mark = 4 AND text = 'Швидко, дякую'`, p.ended.ID.UUID()))
		require.Equal(t, 1, r.count(`SELECT count(*) FROM cases WHERE id = $1 AND cycle = $2 AND ended_at IS NULL`, p.ended.ID.UUID(), p.ended.Cycle+1))
	}
	const acts = 6 // of the eleven updates of each; the others only ask
	require.Equal(t, people*acts, r.count(`SELECT count(*) FROM commands WHERE scope = $1`, fmt.Sprintf("telegram:%d", tgtest.BotID)))
	said := r.count(`SELECT count(*) FROM tg_outgoing WHERE method = 'send'`)
	require.Equal(t, said, r.count(`SELECT count(*) FROM tg_outgoing WHERE method = 'send' AND state = 'sent'`))
	const speakers = 8 // sends at once
	require.GreaterOrEqual(t, len(r.tg.Sends()), said)
	require.LessOrEqual(t, len(r.tg.Sends()), said+kills*speakers)
}
