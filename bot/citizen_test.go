package bot_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// ownChat is where casetest's citizen is answered.
const ownChat = 1001

// act does an action of a member of staff's.
func (r *rig) act(a casecore.Actor, id casecore.CaseID, cmd casecore.ActOnCase) casecore.Case {
	r.t.Helper()
	cmd.Command, cmd.Case = r.world.Command(a), id
	c, err := r.world.Service.Act(context.Background(), cmd)
	require.NoError(r.t, err)
	return c
}

// end brings a case to its end.
func (r *rig) end(c casecore.Case) casecore.Case {
	r.t.Helper()
	r.act(r.world.Person(regulation.RoleExecutor, c.LeadOrg), c.ID, casecore.ActOnCase{Action: regulation.ActionAccept})
	f := casecore.File{
		ID: casecore.NewID[casecore.FileID](), Name: "act.jpg", ContentType: "image/jpeg", SHA256: []byte{1}, AddedBy: "system",
		AddedAt: time.Now(), Key: casecore.NewID[casecore.FileID]().String(),
	}
	require.NoError(r.t, r.world.Store.AddFile(r.t.Context(), f))
	return r.act(r.world.Agent(), c.ID, casecore.ActOnCase{Action: regulation.ActionClose, Ground: "act", Files: []casecore.FileID{f.ID}})
}

// complete answers what is asked after the files, up to the preview.
func (k *talk) complete() *talk {
	k.press("Вказати свої дані").hear(1)
	k.press("Погоджуюся").hear(1)
	for _, answer := range []string{"Коваль", "Оксана", "Іванівна", "вул. Миру, 5, кв. 12"} {
		k.say(answer).hear(1)
	}
	return k.say("050 111 22 33").hear(2)
}

// placed begins a report up to the question in whose name it is.
func (k *talk) placed(words string) *talk {
	k.say(words).hear(1)
	k.press("Ні").hear(1)
	k.say("вул. Миру, 5").hear(2)
	k.press("Центральний").hear(1)
	return k.press("Далі").hear(1)
}

// MR-4.4.1: consent is asked before anything personal, kept with its date and the text's version, and asked once.
func TestConsentComesBeforeTheCardAndIsRemembered(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(100, uk)).placed("Третій день немає гарячої води").complete()
	k.press("Надіслати")
	r.settled()
	require.Equal(t, 1, r.count(`SELECT count(*) FROM applicants WHERE consent_at IS NOT NULL AND consent_version = '1'`))

	k.say("Не горить ліхтар біля під’їзду").hear(1)
	k.press("Ні").hear(1)
	require.Contains(t, k.last.Keyboard, "📌 вул. Миру, 5")
	k.say("📌 вул. Миру, 5").hear(2)
	require.Contains(t, k.last.Text, "Додайте фото", "the district came with the place")
	k.press("Далі").hear(1)
	k.press("Ті самі дані: Оксана Коваль").hear(1)
	require.Contains(t, k.last.Text, "Перевірте, чи все правильно")
	k.press("Надіслати")
	r.settled()
	reports := r.reports()
	require.Equal(t, "+380501112233", reports[1].phone)
	require.Equal(t, "central", reports[1].district)

	k.say("/privacy").hear(1)
	require.Contains(t, k.last.Text, "Ви погодилися на обробку даних")
	require.Contains(t, k.last.Text, "1825 діб")
	require.Contains(t, k.last.Text, "записи розмов і номери телефонів: 180 діб")
	k.press("Забути мої дані в боті").hear(1)
	require.Equal(t, 1, r.count(`SELECT count(*) FROM tg_chats WHERE saved = '{}' AND consent_at IS NULL`))
	k.placed("Яма на дорозі біля школи").press("Вказати свої дані").hear(1)
	require.Contains(t, k.last.Text, "потрібна ваша згода")
	k.press("Залишитися анонімом").hear(1)
	require.Contains(t, k.last.Text, "Залишитися анонімом?", "who refuses is warned first (MR-4.4.2)")
}

// MR-6.4: an ended case is rated and, when it is not fixed, taken up again with its history.
func TestAnEndedCaseIsRatedOrIsNotFixed(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.end(r.world.Case(casetestTopic))
	k := newTalk(t, r.tg.Person(ownChat, uk))
	require.NoError(t, r.deliver("citizen.status", "1001"))
	k.hear(1)
	letter := k.last
	require.Contains(t, letter.Text, "Оцініть від 1 до 5")

	stranger := r.tg.Person(666, uk)
	for _, name := range []string{"5 ⭐", "Не вирішено"} {
		b, ok := letter.Button(name)
		require.True(t, ok)
		require.Equal(t, r.T("bot.stale"), stranger.Answer(t, stranger.Tap(1, b.Data)))
	}
	k.press("4 ⭐").hear(1)
	require.Contains(t, k.last.Text, "4 з 5")
	words := k.last
	four, _ := letter.Button("4 ⭐")
	require.Equal(t, "Оцінка: 4", k.chat.Answer(t, k.chat.Tap(letter.ID, four.Data)), "a second tap changes nothing")
	k.last = words
	k.press("Додати кілька слів").hear(1)
	k.say("Швидко, дякую").hear(1)
	require.Equal(t, 1, r.count(`SELECT count(*) FROM case_ratings WHERE mark = 4 AND text = 'Швидко, дякую'`))
	require.Equal(t, 2, r.count(`SELECT count(*) FROM events WHERE type LIKE 'case.rated%'`))

	k.last = letter
	k.press("Не вирішено").hear(1)
	require.Contains(t, k.last.Text, "Повідомити про це можна до")
	k.chat.Photo([]byte("proof"), "")
	k.hear(1)
	require.Contains(t, k.last.Text, "напишіть словами")
	k.say("Вода знову холодна").hear(1)
	require.Contains(t, k.last.Text, "Роботу за № 2026-000001 відновлено")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM cases WHERE cycle = 2 AND ended_at IS NULL`))
	require.Equal(t, 1, r.count(`SELECT count(*) FROM files WHERE subject_id = $1 AND name = 'photo.jpg'`, c.ID.UUID()))
	require.Equal(t, r.T("bot.stale"), k.chat.Answer(t, k.chat.Tap(letter.ID, four.Data)), "a mark of the cycle before is stale")

	group := r.tg.Group(-7, 1)
	require.NoError(t, r.deliver("executor.case", "-7"))
	require.Contains(t, group.Next(t).Text, "Вода знову холодна")
}

func TestWhatIsAddedReachesTheCase(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.world.Case(casetestTopic)
	k := newTalk(t, r.tg.Person(ownChat, uk))
	k.say("/my").hear(1)
	k.press("№ 2026-000001").hear(1)
	add := k.last
	k.press("➕ Додати").hear(1)
	k.chat.Album("тече сильніше", []byte("one"), []byte("two"), []byte("three"))
	k.hear(1)
	require.Contains(t, k.last.Text, "Додано до № 2026-000001")
	require.Equal(t, 3, r.count(`SELECT count(*) FROM files WHERE subject_id = $1`, c.ID.UUID()))
	require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE subject_id = $1 AND text = 'тече сильніше'`, c.ID.UUID()))

	stranger := r.tg.Person(666, uk)
	b, _ := add.Button("➕ Додати")
	require.Equal(t, r.T("bot.stale"), stranger.Answer(t, stranger.Tap(1, b.Data)))
}

// A button that is refused leaves the question open that other words will answer.
func TestAQuestionOutlastsWhatIsRefusedMeanwhile(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	r.end(r.world.Case(casetestTopic))
	k := newTalk(t, r.tg.Person(ownChat, uk))
	require.NoError(t, r.deliver("citizen.status", "1001"))
	k.hear(1)
	letter := k.last
	k.press("4 ⭐").hear(1)
	r.world.Clock.Advance(2 * casecore.RatingOpen)
	open := r.world.Case(casetestTopic)
	k.say("/my").hear(1)
	k.press("№ 2026-000002").hear(1)
	k.press("➕ Додати").hear(1)
	five, _ := letter.Button("5 ⭐")
	require.Equal(t, r.T("error.rated"), k.chat.Answer(t, k.chat.Tap(letter.ID, five.Data)))
	k.say("тече й на третьому поверсі").hear(1)
	require.Contains(t, k.last.Text, "Додано до № 2026-000002")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE subject_id = $1`, open.ID.UUID()))
}

// join makes a chat's report one more of a case's, and returns its applicant's talk with the agent's question asked.
func (r *rig) join(c casecore.Case, chat int64) *talk {
	r.t.Helper()
	ctx, agent := r.t.Context(), r.world.Agent()
	who := casetest.Citizen()
	who.Phone, who.ReplyAddress = "+380671112233", strconv.FormatInt(chat, 10)
	report, err := r.world.Service.Receive(ctx, casecore.ReceiveReport{
		Command: r.world.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: who, Text: "і в нас немає гарячої води",
		Place: "вул. Миру, 5", District: "central",
	})
	require.NoError(r.t, err)
	_, err = r.world.Service.WriteOnReport(ctx, casecore.WriteToCitizen{Command: r.world.Command(agent), Report: report.ID, Text: "Який під’їзд?"})
	require.NoError(r.t, err)
	k := newTalk(r.t, r.tg.Person(chat, uk))
	require.NoError(r.t, r.deliver("citizen.message", who.ReplyAddress))
	k.hear(1).press("Відповісти").hear(1)
	_, err = r.world.Service.Claim(ctx, casecore.ClaimReport{Command: r.world.Command(agent), Report: report.ID})
	require.NoError(r.t, err)
	_, err = r.world.Service.Link(ctx, casecore.LinkReport{Command: r.world.Command(agent), Report: report.ID, Case: c.ID})
	require.NoError(r.t, err)
	return k
}

func TestWhoeverJoinedACaseAnswersOnItAndDoesNotRateIt(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.world.Case(casetestTopic)
	k := r.join(c, 2002).say("Другий").hear(1)
	require.Contains(t, k.last.Text, "Додано до № 2026-000001")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE subject_id = $1 AND text = 'Другий'`, c.ID.UUID()))

	r.end(c)
	require.NoError(t, r.deliver("citizen.status", "2002"))
	k.hear(1)
	_, disputes := k.last.Button("Не вирішено")
	require.True(t, disputes)
	for range 2 {
		_, rates := k.last.Button("5 ⭐")
		require.False(t, rates)
		k.say("/status 2026-1").hear(1)
	}
}

func TestTheCentreAndTheApplicantTalkOnACase(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.end(r.world.Case(casetestTopic))
	k := newTalk(t, r.tg.Person(ownChat, uk)).say("/help").hear(1)
	_, err := r.world.Service.Write(t.Context(), casecore.WriteToCitizen{Command: r.world.Command(r.world.Agent()), Case: c.ID, Text: "Коли ви вдома?"})
	require.NoError(t, err)
	require.NoError(t, r.deliver("citizen.message", "1001"))
	k.hear(1)
	require.Contains(t, k.last.Text, "Коли ви вдома?")
	k.say("Після шостої").hear(1)
	k.press("Так, це відповідь").hear(1)
	require.Contains(t, k.last.Text, "Додано до № 2026-000001")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE subject_id = $1 AND text = 'Після шостої'`, c.ID.UUID()))

	report := r.world.Report()
	_, err = r.world.Service.WriteOnReport(t.Context(), casecore.WriteToCitizen{
		Command: r.world.Command(r.world.Agent()), Report: report.ID, Text: "Який під’їзд?",
	})
	require.NoError(t, err)
	require.NoError(t, r.deliver("citizen.message", "1001"))
	k.hear(1)
	question := k.last
	k.press("Відповісти").hear(1)
	k.say("Другий").hear(1)
	require.Contains(t, k.last.Text, "Додано до вашого повідомлення")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE subject_id = $1 AND text = 'Другий'`, report.ID.UUID()))

	agent := r.world.Agent()
	_, err = r.world.Service.Claim(t.Context(), casecore.ClaimReport{Command: r.world.Command(agent), Report: report.ID})
	require.NoError(t, err)
	out, err := r.world.Service.Word(t.Context(), casecore.WordReport{
		Command: r.world.Command(agent), Report: report.ID, Text: "Відсутня гаряча вода.", Topic: casetestTopic,
		District: "central", Place: "вул. Миру, 5", Via: casecore.AskBot,
	})
	require.NoError(t, err)
	_, err = r.world.Service.Agree(t.Context(), casecore.AgreeWording{
		Command: r.world.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot,
	})
	require.NoError(t, err)
	k.last = question
	k.press("Відповісти").hear(1)
	require.Contains(t, k.last.Text, "№ 2026-000002", "it is a case by now")
}

// sent is what the sender says to a delivery at a moment of the city's day.
func (r *rig) sent(template string, urgent bool, hour int) error {
	r.t.Helper()
	r.settled() // a leap of the clock ends the lease of whatever is still in hand, and it would be said twice
	now := time.Now().In(casetest.Kyiv())
	at := time.Date(now.Year(), now.Month(), now.Day()+1, hour, 0, 0, 0, now.Location())
	r.ahead.Store(int64(at.Sub(now)))
	d := casecore.Delivery{Channel: "telegram", Address: "1001", Template: template, Urgent: urgent}
	require.NoError(r.t, r.world.DB.QueryRow(r.t.Context(), `
		SELECT args FROM deliveries WHERE template = $1 ORDER BY created_at DESC, id DESC LIMIT 1`, template).Scan(&d.Args))
	_, err := r.bot.Sender().Send(r.t.Context(), d, nil, uk)
	return err
}

func TestWhatCanWaitComesAfterTheQuietHoursOrTheMute(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	r.end(r.world.Case(casetestTopic))
	k := newTalk(t, r.tg.Person(ownChat, uk)).say("/help").hear(1)
	var later bot.Later
	require.ErrorAs(t, r.sent("citizen.status", false, 23), &later)
	require.Equal(t, 8, later.At.In(casetest.Kyiv()).Hour())
	require.ErrorAs(t, r.sent("citizen.status", false, 7), &later)
	require.NoError(t, r.sent("citizen.status", true, 23), "SOS and answers to one's own action come at once")
	require.NoError(t, r.sent("executor.case", false, 23), "staff are told at any hour")
	require.NoError(t, r.sent("citizen.status", false, 9))
	k.hear(3)

	k.say("/quiet off").hear(1)
	require.NoError(t, r.sent("citizen.status", false, 23))
	k.hear(1)
	k.say("/mute").hear(1)
	k.press("1 година").hear(1)
	require.Contains(t, k.last.Text, "Не турбуємо до")
	muted := r.now().Add(time.Hour)
	require.ErrorAs(t, r.sent("citizen.status", false, 23), &later)
	require.WithinDuration(t, muted, later.At, time.Minute)
}

func TestAnEditedMessageChangesTheDraftOrIsACorrection(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(100, uk))
	k.say("Третій день немає гарячої воді").hear(1)
	k.chat.EditLast("Третій день немає гарячої води")
	k.hear(1)
	require.Contains(t, k.last.Text, "Чернетку виправлено")
	k.last = k.chat.Messages()[0]
	k.press("Ні").hear(1)
	k.say("вул. Миру, 5").hear(2)
	k.chat.EditLast("вул. Миру, 15")
	k.hear(1)
	k.last = k.chat.Messages()[4]
	k.press("Центральний").hear(1)
	k.press("Далі").hear(1)
	k.complete().press("Надіслати")
	r.settled()
	require.Equal(t, "Третій день немає гарячої води", r.reports()[0].text)
	require.Equal(t, "вул. Миру, 15", r.reports()[0].place)
}

func TestAnEditAfterSendingIsAddedToTheReport(t *testing.T) {
	t.Parallel()
	r := run(t, "romny", nil)
	k := newTalk(t, r.tg.Person(100, uk))
	c := k.chat
	k.say("Не горить ліхтар біля будинку").hear(1)
	require.Contains(t, k.last.Text, "Де сталася проблема?")
	_, err := r.world.DB.Exec(t.Context(), `UPDATE tg_chats SET session = jsonb_build_object('sent', jsonb_build_array(
		jsonb_build_object('message', (session->'draft'->'parts'->0->>'message')::int, 'report', $1::text)))`, r.report(100).String())
	require.NoError(t, err)
	c.EditLast("Не горить ліхтар біля будинку 7")
	k.hear(1)
	require.Contains(t, k.last.Text, "Додано до вашого повідомлення")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM messages WHERE text = 'Виправлення: Не горить ліхтар біля будинку 7'`))
}

func TestAnEditOfWhatWasDealtWithIsAnsweredWithHowToAdd(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(100, uk))
	k.say("Ні").hear(1) // too short to begin a report: a part of none
	k.chat.EditLast("Ніяк")
	k.hear(1)
	require.Contains(t, k.last.Text, "/my")
	require.Empty(t, r.reports())
}

// report takes in a report that is answered in the chat.
func (r *rig) report(chat int64) casecore.ReportID {
	r.t.Helper()
	a := casetest.Citizen()
	a.ReplyAddress = strconv.FormatInt(chat, 10)
	rep, err := r.world.Service.Receive(r.t.Context(), casecore.ReceiveReport{
		Command: r.world.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: a, Text: "Не горить ліхтар біля будинку",
	})
	require.NoError(r.t, err)
	return rep.ID
}

func TestAVoiceMessageIsEnough(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(100, uk))
	k.chat.Voice([]byte("OggS…"))
	k.hear(1)
	k.press("Достатньо голосового").hear(1)
	k.press("Ні").hear(1)
	k.say("вул. Миру, 5").hear(2)
	k.press("Центральний").hear(1)
	k.press("Далі").hear(1)
	k.complete().press("Надіслати")
	r.settled()
	require.Equal(t, "Голосове повідомлення (у файлах)", r.reports()[0].text)
	require.Equal(t, 1, r.count(`SELECT count(*) FROM files WHERE purpose = 'voice' AND subject_id IS NOT NULL`))
}

func TestAnExecutorsChatIsUnlinked(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	person := r.world.Person(regulation.RoleExecutor, r.otherOrg(casecore.OrgID{}))
	k := newTalk(t, r.tg.Person(5, uk))
	k.say("/unlink").hear(1)
	require.Contains(t, k.last.Text, "нічого не під’єднано")
	require.Contains(t, k.last.Text, "/mute", "a citizen's own notices are silenced otherwise")
	r.link(k.chat, person, casecore.OrgID{}, "/link ")
	k.say("/unlink").hear(1)
	require.Contains(t, k.last.Text, "більше не надходитимуть", "what stops is said before it stops")
	k.press("Від’єднати").hear(1)
	require.Zero(t, r.count(`SELECT count(*) FROM contact_points`))
}
