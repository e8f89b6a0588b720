package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/tgtest"
)

// deliver sends what the core has queued for the citizen of a chat, or for an organisation's chat, as the deliverer does.
func (r *rig) deliver(template, chat string) error {
	r.t.Helper()
	d := casecore.Delivery{Channel: "telegram", Address: chat, Template: template}
	require.NoError(r.t, r.world.DB.QueryRow(r.t.Context(), `
		SELECT args FROM deliveries WHERE template = $1 ORDER BY created_at DESC, id DESC LIMIT 1`, template).Scan(&d.Args))
	_, err := r.bot.Sender().Send(r.t.Context(), d, nil, uk)
	return err
}

// word words the only report of the rig and asks the applicant in the chat.
func (r *rig) word() casecore.Worded {
	r.t.Helper()
	agent := r.world.Agent()
	id := casecore.ReportID(r.reports()[0].id)
	_, err := r.world.Service.Claim(r.t.Context(), casecore.ClaimReport{Command: r.world.Command(agent), Report: id})
	require.NoError(r.t, err)
	out, err := r.world.Service.Word(r.t.Context(), casecore.WordReport{
		Command: r.world.Command(agent), Report: id, Text: "За адресою вул. Миру, 7 не вивозять сміття.", Topic: "waste.bin",
		District: "central", Place: "вул. Миру, 7", Via: casecore.AskBot,
	})
	require.NoError(r.t, err)
	return out
}

// MR-4.4, MR-4.8: only the applicant's yes in the chat registers the case, once, and the number is told.
func TestYesInTheChatRegistersTheCase(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(100, uk)
	k := r.preview(c, "Не вивозять сміття другий тиждень").press("Надіслати")
	require.NoError(t, r.deliver("citizen.received", "100"))
	k.hear(1)
	out := r.word()
	require.NoError(t, r.deliver("citizen.wording", "100"))
	k.hear(1)
	require.Contains(t, k.last.Text, "За адресою вул. Миру, 7 не вивозять сміття.")
	require.Zero(t, r.count(`SELECT count(*) FROM cases`))

	stranger := r.tg.Person(666, uk)
	yes, _ := k.last.Button("Так, усе вірно")
	require.Equal(t, r.T("bot.stale"), stranger.Answer(t, stranger.Tap(1, yes.Data)), "another chat may not agree")
	require.Zero(t, r.count(`SELECT count(*) FROM cases`))

	first, second := c.Tap(k.last.ID, yes.Data), c.Tap(k.last.ID, yes.Data)
	require.Equal(t, r.T("bot.wording.agreed"), c.Answer(t, first))
	c.Answer(t, second)
	require.Equal(t, 1, r.count(`SELECT count(*) FROM cases`))
	require.Equal(t, 1, r.count(`SELECT count(*) FROM wordings WHERE id = $1 AND state = 'agreed' AND settled_how = 'bot'`, out.Wording.ID.UUID()))

	require.NoError(t, r.deliver("citizen.registered", "100"))
	k.hear(1)
	require.Contains(t, k.last.Text, "Зареєстровано за № 2026-000001.")
	require.Contains(t, k.last.Text, "Код для перевірки стану:")
	status, ok := k.last.Button("Стежити за станом")
	require.True(t, ok)
	require.True(t, strings.HasPrefix(status.URL, "https://city.example.org/s/"))

	k.say("/status").hear(1)
	require.Contains(t, k.last.Text, "№ 2026-000001 — Передано виконавцю")
	k.say("/status 2026/1").hear(1)
	require.Contains(t, k.last.Text, "За адресою вул. Миру, 7")
	k.say("/status завтра").hear(1)
	require.Contains(t, k.last.Text, "Номер має вигляд")
	s := newTalk(t, stranger)
	s.say("/status 2026-000001").hear(1)
	require.Contains(t, s.last.Text, "немає № 2026-000001", "numbers are guessable and open nothing")
	k.golden("wording_mariupol")
}

// MR-4.4: the applicant's no goes back to the agents with what should be different.
func TestNoInTheChatAsksWhatToCorrect(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := r.preview(r.tg.Person(100, uk), "Не вивозять сміття другий тиждень").press("Надіслати")
	out := r.word()
	require.NoError(t, r.deliver("citizen.wording", "100"))
	k.hear(1).press("Виправити").hear(1)
	require.Contains(t, k.last.Text, "що саме потрібно виправити")
	k.say("Не будинок 7, а будинок 17").hear(1)
	require.Contains(t, k.last.Text, "врахує ваше виправлення")
	var correction string
	require.NoError(t, r.world.DB.QueryRow(t.Context(), `SELECT correction FROM wordings WHERE id = $1`, out.Wording.ID.UUID()).Scan(&correction))
	require.Equal(t, "Не будинок 7, а будинок 17", correction)
	require.Equal(t, "waiting", r.reports()[0].status)
}

// link makes a code for the person, of the organisation when org is not zero, and uses it in the chat.
func (r *rig) link(c *tgtest.Chat, a casecore.Actor, org casecore.OrgID, how string) tgtest.Message {
	r.t.Helper()
	code := "CODE" + fmt.Sprint(c.ID)
	var orgID any
	if !org.IsZero() {
		orgID = org.UUID()
	}
	_, err := r.world.DB.Exec(r.t.Context(), `INSERT INTO link_codes (code_hash, staff_id, org_id, expires_at) VALUES ($1, $2, $3, $4)`,
		staff.LinkCodeHash(code), a.Staff.UUID(), orgID, r.now().Add(time.Minute))
	require.NoError(r.t, err)
	c.Say(how + code)
	return c.Next(r.t)
}

// MR-4.9, MR-5.1, MR-5.2: the executor's chat accepts, or declines with a reason and proof; nobody else's does.
func TestExecutorsActInTheirChats(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	first := r.world.Case(casetestTopic)
	other := r.world.Person(regulation.RoleExecutor, r.otherOrg(first.LeadOrg))
	person := r.world.Person(regulation.RoleExecutor, first.LeadOrg)

	group := r.tg.Group(-55, 900)
	require.Contains(t, r.link(group, person, first.LeadOrg, "/link@hotline_test_bot ").Text, "Чат під’єднано")
	require.NoError(t, r.deliver("executor.case", "-55"))
	pushed := group.Next(t)
	require.Contains(t, pushed.Text, "Нове: № 2026-000001")
	open, _ := pushed.Button("Відкрити")
	require.Equal(t, "https://city.example.org/cases/"+first.ID.String(), open.URL)
	accept, _ := pushed.Button("Прийняти")
	decline, _ := pushed.Button("Не наше")

	stranger := r.tg.Person(666, uk)
	require.Equal(t, r.T("bot.case.not_yours"), stranger.Answer(t, stranger.Tap(1, accept.Data)))
	foreign := r.tg.Person(777, uk)
	require.Contains(t, r.link(foreign, other, casecore.OrgID{}, "/start link_").Text, "до вашого облікового запису")
	require.Equal(t, r.T("bot.case.not_yours"), foreign.Answer(t, foreign.Tap(1, accept.Data)))
	require.Equal(t, 1, r.count(`SELECT count(*) FROM cases WHERE status = 'new'`))

	require.Equal(t, r.T("bot.case.accepted_short"), group.Answer(t, group.Tap(pushed.ID, accept.Data)))
	require.Contains(t, group.Next(t).Text, "№ 2026-000001: В роботі.")
	require.NotEmpty(t, group.Answer(t, group.Tap(pushed.ID, accept.Data)), "a second tap is told that it is too late")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM cases WHERE status = 'in_work'`))

	own := r.tg.Person(900, uk) // the same person's private chat
	r.link(own, person, casecore.OrgID{}, "/link ")
	own.Answer(t, own.Tap(1, decline.Data))
	require.Contains(t, own.Next(t).Text, "додайте підтвердження")
	own.Say("Мережа на балансі іншого підприємства")
	require.Contains(t, own.Next(t).Text, "Тепер додайте підтвердження")
	own.Photo([]byte("scan"), "")
	require.Contains(t, own.Next(t).Text, "передано до контакт-центру")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM cases WHERE status = 'declined'`))
	require.Equal(t, 1, r.count(`SELECT count(*) FROM events WHERE type = 'case.decline' AND actor = $1`, person.Staff.String()))
	require.Equal(t, 1, r.count(`SELECT count(*) FROM files WHERE purpose = 'proof' AND added_by = $1`, person.Staff.String()))
}

const casetestTopic = regulation.TopicCode("water.hot")

func (r *rig) otherOrg(not casecore.OrgID) casecore.OrgID {
	for id := range r.world.Catalogue.Orgs() {
		if id != not {
			return id
		}
	}
	return not
}

func TestLinkCodesAreGoodOnce(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	person := r.world.Person(regulation.RoleExecutor, r.otherOrg(casecore.OrgID{}))
	c := r.tg.Person(1, uk)
	require.Contains(t, r.link(c, person, casecore.OrgID{}, "/link ").Text, "під’єднано")
	c.Say("/link CODE1")
	require.Contains(t, c.Next(t).Text, "Код не підходить")
	c.Say("/link")
	require.Contains(t, c.Next(t).Text, "одноразовий код")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM contact_points`))
}

// What is written after a question may be its answer, or another trouble.
func TestQuestionIsAnsweredInTheChat(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(1001, uk) // the world's citizen
	made := r.world.Case(casetestTopic)
	executor := r.world.Person(regulation.RoleExecutor, made.LeadOrg)
	k := newTalk(t, c)
	k.say("/help").hear(1)
	ask := func(question string) {
		_, err := r.world.Service.Act(t.Context(), casecore.ActOnCase{
			Command: r.world.Command(executor), Case: made.ID, Action: regulation.ActionAskCitizen, Text: question,
		})
		require.NoError(t, err)
		require.NoError(t, r.deliver("citizen.question", "1001"))
		k.hear(1)
		require.Contains(t, k.last.Text, question)
	}
	ask("На якому поверсі?")
	k.press("Відповісти").hear(1)
	k.say("На третьому").hear(1)
	require.Contains(t, k.last.Text, "відповідь передано")

	ask("А квартира?")
	k.say("Квартира дванадцята").hear(1)
	require.Contains(t, k.last.Text, "Це відповідь щодо № 2026-000001?")
	k.press("Так, це відповідь").hear(1)
	require.Equal(t, 2, r.count(`SELECT count(*) FROM messages WHERE direction = 'from_citizen' AND author = 'citizen'`))

	ask("Коли ви вдома?")
	k.say("А ще на вулиці не горить ліхтар").hear(1)
	k.press("Ні, нове повідомлення").hear(1)
	require.Contains(t, k.last.Text, "Чи є загроза")
	require.Equal(t, 2, r.count(`SELECT count(*) FROM messages WHERE direction = 'from_citizen'`))
}

func TestEveryTemplateIsWritten(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", nil)
	c := r.tg.Person(1, uk)
	args, err := json.Marshal(map[string]any{
		"report_id": casecore.NewID[casecore.ReportID](), "wording_id": casecore.NewID[casecore.WordingID](),
		"case_id": casecore.NewID[casecore.CaseID](), "number": "2026-000123", "text": strings.Repeat("<слово> & ", 700),
		"executor": regulation.Text{uk: "КП «Водоканал» & Ко"}, "solve_due": "2026-03-05T12:00:00Z", "accept_due": "2026-03-02T12:00:00Z",
		"status": regulation.Text{uk: "В роботі"}, "action": "accept", "body": regulation.Text{uk: "Обленерго"}, "phones": "104",
		"site": "https://x.example", "note": "нотатка", "reason": "insult", "sos": true, "topic": regulation.Text{uk: "Витік"},
		"booking_id": casecore.NewID[casecore.CaseID](), "at": "2026-03-05T12:00:00Z", "service": regulation.Text{uk: "Земля"},
		"ticket_id": casecore.NewID[casecore.CaseID](), "ticket": "А-017", "counter": "5", "ahead": 2,
		"branch": regulation.Text{uk: "Прозорий офіс"}, "kind": "dark", "by": "operator", "how": "lit", "word": "<кабель>",
		"opened_at": "2026-03-05T12:00:00.25+00:00", "closed_at": nil,
		"whose": regulation.Text{uk: "Прозорий офіс"}, "month": regulation.Text{uk: "лютий 2026"}, "visits": "40", "rated": "30", "bad": "10",
		"good": "20", "exemplary": "70", "response": "75",
		"place": "вул. <Миру>", "org": regulation.Text{uk: "КП"}, "due_at": "2026-03-05T12:00:00Z", "statutory": false, "via": "link",
	})
	require.NoError(t, err)
	for _, template := range []string{
		"citizen.received", "citizen.wording", "citizen.wording_link", "citizen.reminder", "citizen.registered", "citizen.status",
		"citizen.question", "citizen.consulted", "citizen.refused", "citizen.withdrawn", "executor.case", "executor.update",
		"breach.accept", "breach.solve", "breach.new", "breach.cap", "breach.inform", "hall.near", "hall.called",
		"hall.booked", "hall.booking_off", "hall.booking_back",
		"hall.incident_opened", "hall.incident_closed", "hall.monthly",
	} {
		for _, lang := range []string{uk, "en"} {
			id, err := r.bot.Sender().Send(t.Context(), casecore.Delivery{Address: "1", Template: template, Args: args}, nil, lang)
			require.NoError(t, err, template)
			require.NotEmpty(t, id)
			m := c.Next(t)
			require.NotContains(t, m.Text, "bot.", "%s in %s lacks a text", template, lang)
			require.NotContains(t, m.Text, "delivery.", "%s in %s lacks a text", template, lang)
			require.NotContains(t, m.Text, "{", "%s in %s lacks an argument", template, lang)
		}
	}
	_, err = r.bot.Sender().Send(t.Context(), casecore.Delivery{Address: "1", Template: "citizen.unheard_of", Args: args}, nil, uk)
	require.ErrorContains(t, err, "citizen.unheard_of")

	gathered := make([]casecore.Delivery, 70)
	for i := range gathered {
		gathered[i] = casecore.Delivery{Template: "breach.solve", Args: args}
	}
	_, err = r.bot.Sender().Send(t.Context(), casecore.Delivery{Address: "1", Template: "breach.solve", Args: args}, gathered, uk)
	require.NoError(t, err)
	require.Contains(t, c.Next(t).Text, "і ще: 51")
}

func TestTooManyRequestsLeavesTheChannelAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", nil)
	r.tg.Person(1, uk)
	r.tg.Person(2, uk)
	d := casecore.Delivery{Address: "1", Template: "citizen.received", Args: json.RawMessage(`{}`)}
	r.tg.Fail("sendMessage", 1, 1, http.StatusTooManyRequests, 2)
	_, err := r.bot.Sender().Send(t.Context(), d, nil, uk)
	var later bot.RetryAfter
	require.ErrorAs(t, err, &later)
	require.Equal(t, 2*time.Second, later.After)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	d.Address = "2"
	_, err = r.bot.Sender().Send(ctx, d, nil, uk)
	require.ErrorIs(t, err, context.DeadlineExceeded, "others keep silent too")
	r.ahead.Add(int64(3 * time.Second))
	_, err = r.bot.Sender().Send(t.Context(), d, nil, uk)
	require.NoError(t, err)
}

// 403 marks the chat unreachable, for deliveries and for the executors' directory, until /start.
func TestBlockedChatIsLeftAloneUntilStart(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	person := r.world.Person(regulation.RoleExecutor, r.otherOrg(casecore.OrgID{}))
	c := r.tg.Person(1, uk)
	r.link(c, person, casecore.OrgID{}, "/link ")
	d := casecore.Delivery{Address: "1", Template: "citizen.received", Args: json.RawMessage(`{}`)}
	send := func() error {
		_, err := r.bot.Sender().Send(t.Context(), d, nil, uk)
		return err
	}
	unreachable := `SELECT count(*) FROM contact_points WHERE unreachable_at IS NOT NULL`
	require.NoError(t, send())
	c.Next(t)
	c.Block(false)
	var gone bot.Unreachable
	require.ErrorAs(t, send(), &gone)
	require.Equal(t, 1, r.count(unreachable))
	c.Unblock(false)
	require.ErrorAs(t, send(), &gone, "it is not tried before /start")
	c.Say("/start")
	c.Next(t)
	require.Zero(t, r.count(unreachable))
	require.NoError(t, send())
	c.Next(t)

	c.Block(true) // and Telegram tells
	r.eventually(1, unreachable)
	c.Unblock(true)
	r.eventually(0, unreachable)

	for _, address := range []string{"", "nobody", "0", "999"} {
		d.Address = address
		require.ErrorAs(t, send(), &gone, address)
	}
}

// The conversation keeps its answers through 429, lost connections and a slow server; 403 ends them.
func TestAnswersSurviveABadServer(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(1, uk))
	r.tg.Fail("sendMessage", 0, 1, http.StatusTooManyRequests, 1)
	k.say("/help").hear(1)
	r.tg.Fail("sendMessage", 0, 1, http.StatusBadGateway, 0)
	k.say("/help").hear(1)
	r.tg.Slow("sendMessage", 300*time.Millisecond)
	k.say("/help").hear(1)
	r.tg.Slow("sendMessage", 0)
	r.tg.CutAfter("sendMessage", 1)
	k.say("/help").hear(2) // nobody can know whether the first one came
	r.settled()

	blocked := r.tg.Person(2, uk)
	blocked.Block(false)
	blocked.Say("/help")
	r.eventually(1, `SELECT count(*) FROM tg_outgoing WHERE state = 'unreachable'`)
}

func TestFilesAreFetchedThroughFailuresAndTheirSizeIsLimited(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(1, uk)
	r.tg.CutAfter("file", 1)
	r.tg.Fail("getFile", 0, 1, http.StatusInternalServerError, 0)
	c.Photo([]byte("a whole photo"), "Яма на дорозі біля школи")
	require.Contains(t, c.Next(t).Text, "Усього 1 файл")
	c.Document("огляд.mp4", "video/mp4", []byte("x"), 21<<20)
	require.Contains(t, c.Next(t).Text, "до 20 МБ")
	c.Document("вірус.exe", "application/octet-stream", []byte("MZ"), 2)
	require.Contains(t, c.Next(t).Text, "не вдалося зберегти")
	c.Voice([]byte("OggS"))
	require.Contains(t, c.Next(t).Text, "Усього 2 файли")
	for range 9 {
		c.Photo([]byte("one more"), "")
	}
	r.settled()
	require.Contains(t, c.Messages()[len(c.Messages())-1].Text, "щонайбільше 10 файлів")
}

// A stale or a second tap does nothing, and every tap is answered.
func TestStaleButtonsDoNothing(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(1, uk)
	k := r.preview(c, "Не вивозять сміття другий тиждень")
	preview := k.last
	k.press("Змінити").hear(1)
	require.Equal(t, r.T("bot.stale"), c.Answer(t, c.Press(t, preview, "Надіслати")), "the draft has moved on")
	require.Empty(t, r.reports())
	k.press("Назад").hear(1)
	send, _ := k.last.Button("Надіслати")
	first, second := c.Tap(k.last.ID, send.Data), c.Tap(k.last.ID, send.Data)
	require.Equal(t, r.T("bot.sent"), c.Answer(t, first))
	require.Equal(t, r.T("bot.stale"), c.Answer(t, second))
	require.Len(t, r.reports(), 1)
	for _, data := range []string{
		"", "x", "::", "d:x:send", "w:1:y", "c:zz:a", "q:" + casecore.NewID[casecore.CaseID]().String() + ":r",
		"x:" + casecore.NewID[casecore.ReportID]().String() + ":y", strings.Repeat("я", 64),
	} {
		require.Equal(t, r.T("bot.stale"), c.Answer(t, c.Tap(1, data)), data)
	}
	require.NotEmpty(t, c.Answer(t, c.Tap(1, "c:"+casecore.NewID[casecore.CaseID]().String()+":a")))
}

func TestARefusalOfTheCoreIsExplained(t *testing.T) {
	t.Parallel()
	calls := 0
	r := run(t, "mariupol", func(r *rig) {
		r.deps.Intake = badIntake{r.world.Service, func(context.Context, casecore.ReceiveReport) (casecore.Report, error) {
			calls++
			return casecore.Report{}, &casecore.Error{Code: casecore.Refused, Op: "test", Key: "error.case_number", Err: errors.New("inner")}
		}}
	})
	k := r.preview(r.tg.Person(1, uk), "Не вивозять сміття другий тиждень")
	query := k.chat.Press(t, k.last, "Надіслати")
	require.Equal(t, r.T("error.case_number"), k.chat.Answer(t, query))
	require.Equal(t, 1, calls, "a refusal is not tried again")
	require.Equal(t, r.T("error.case_number"), k.chat.Answer(t, k.chat.Press(t, k.last, "Надіслати")), "the draft is as it was")
}
