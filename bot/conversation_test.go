package bot_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore/regulation"
	"hotline/internal/tgtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// code is a secret of the case that differs each time.
var code = regexp.MustCompile(`(Код для перевірки стану): \w+`)

// talk is a conversation being written down.
type talk struct {
	t    *testing.T
	chat *tgtest.Chat
	b    strings.Builder
	last tgtest.Message
}

func newTalk(t *testing.T, c *tgtest.Chat) *talk { return &talk{t: t, chat: c} }

func (k *talk) say(text string) *talk {
	k.b.WriteString("\n👤 " + text + "\n")
	k.chat.Say(text)
	return k
}

func (k *talk) press(text string) *talk {
	k.t.Helper()
	k.b.WriteString("\n👤 [" + text + "]\n")
	query := k.chat.Press(k.t, k.last, text)
	if answer := k.chat.Answer(k.t, query); answer != "" {
		k.b.WriteString("💬 " + answer + "\n")
	}
	return k
}

// hear reads n messages of the bot.
func (k *talk) hear(n int) *talk {
	k.t.Helper()
	for range n {
		k.last = k.chat.Next(k.t)
		k.b.WriteString("🤖 " + strings.ReplaceAll(k.last.Text, "\n", "\n   ") + "\n")
		for _, b := range k.last.Buttons {
			k.b.WriteString("   [" + b.Text + "]\n")
		}
		for _, key := range k.last.Keyboard {
			k.b.WriteString("   ⌨ " + key + "\n")
		}
	}
	return k
}

func (k *talk) golden(name string) {
	k.t.Helper()
	file := filepath.Join("testdata", name+".golden")
	got := code.ReplaceAllString(strings.TrimLeft(k.b.String(), "\n"), "$1: ‹code›")
	if *update {
		require.NoError(k.t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(k.t, err)
	require.Equal(k.t, string(want), got)
}

// MR-2.1, MR-4.4.1: words, place, files, name and residence become one report; the residence is not the place of the
// problem, and the Telegram account's name is nobody's name.
func TestConversationBecomesAReport(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(100, uk)
	k := newTalk(t, c)
	k.say("/start").hear(1)
	k.say("Третій день немає гарячої води").hear(1)
	k.say("у всьому під’їзді").hear(1)
	k.press("Ні").hear(1)
	k.say("вул. Миру, 5").hear(2)
	k.press("Центральний").hear(1)
	c.Photo([]byte("one"), "")
	k.hear(1)
	k.press("Далі").hear(1)
	k.press("Вказати свої дані").hear(1)
	k.press("Погоджуюся").hear(1)
	k.say("Коваль1").hear(1)
	k.say("Коваль").hear(1)
	k.say("Оксана").hear(1)
	k.say("Іванівна").hear(1)
	k.say("м. Маріуполь, просп. Свободи, 12, кв. 3").hear(1)
	k.say("12345").hear(1)
	c.Contact("380501112233", 100)
	k.hear(2)
	k.press("Надіслати")
	k.golden("named_mariupol")

	reports := r.reports()
	require.Len(t, reports, 1)
	got := reports[0]
	require.Equal(t, "Третій день немає гарячої води\nу всьому під’їзді", got.text)
	require.Equal(t, "вул. Миру, 5", got.place)
	require.Equal(t, "central", got.district)
	require.Equal(t, []string{"Коваль", "Оксана", "Іванівна"}, []string{got.surname, got.name, got.patronymic})
	require.Equal(t, "м. Маріуполь, просп. Свободи, 12, кв. 3", got.residence)
	require.Equal(t, "+380501112233", got.phone)
	require.Equal(t, "100", got.chat)
	require.Equal(t, 1, got.files)
	require.False(t, got.anonymous)
}

// RO-1.4: under Romny the citizen is told that this is no statutory appeal, and may leave out who they are.
func TestRomnySaysThatAMessageIsNoAppeal(t *testing.T) {
	t.Parallel()
	r := run(t, "romny", func(r *rig) { r.deps.Directory = oneDistrict{r.world.Catalogue} })
	k := newTalk(t, r.tg.Person(200, uk))
	k.say("На вулиці Горького не горить жоден ліхтар").hear(1)
	require.Contains(t, k.last.Text, "не є зверненням громадян")
	k.say("Пропустити").hear(2)
	for _, press := range []string{"Далі", "Вказати свої дані", "Погоджуюся", "Пропустити", "Пропустити", "Не маю по батькові"} {
		k.press(press).hear(1)
	}
	k.say("Пропустити").hear(2)
	require.Contains(t, k.last.Text, "не є зверненням громадян")
	k.press("Надіслати")
	k.golden("unnamed_romny")
	require.Len(t, r.reports(), 1)
	require.Empty(t, r.reports()[0].surname)
}

// MR-4.4.2: who refuses their data hears the warning first, and that they heard it is kept.
func TestAnonymousHearsTheWarningFirst(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(300, uk))
	k.say("Прорвало трубу, вода тече по сходах").hear(1)
	k.press("Так, це аварія").hear(1)
	k.chat.Location(47.0951, 37.5413)
	k.hear(2)
	k.press("Не знаю").hear(1)
	k.press("Далі").hear(1)
	k.press("Залишитися анонімом").hear(1)
	require.Contains(t, k.last.Text, "виконавець самостійно прийматиме рішення")
	k.press("Так, анонімно").hear(1)
	k.press("Надіслати")
	k.golden("anonymous_mariupol")

	got := r.reports()
	require.Len(t, got, 1)
	require.True(t, got[0].anonymous)
	require.True(t, got[0].warned)
	require.True(t, got[0].sos)
	require.Empty(t, got[0].phone)
	require.Equal(t, "300", got[0].chat, "an anonymous applicant is answered all the same")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM reports WHERE lat BETWEEN 47 AND 48 AND lon BETWEEN 37 AND 38`))
}

// preview leads a chat to the preview of an anonymous report.
func (r *rig) preview(c *tgtest.Chat, words string) *talk {
	r.t.Helper()
	k := newTalk(r.t, c)
	k.say(words).hear(1)
	k.press("Ні").hear(1)
	k.say("вул. Миру, 7").hear(2)
	k.press("Не знаю").hear(1)
	k.press("Далі").hear(1)
	k.press("Залишитися анонімом").hear(1)
	return k.press("Так, анонімно").hear(1)
}

func TestOneFieldIsChangedBeforeSending(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := r.preview(r.tg.Person(1, uk), "Не вивозять сміття другий тиждень")
	k.press("Змінити").hear(1)
	k.press("Адреса проблеми").hear(1)
	k.say("просп. Миру, 70").hear(2)
	require.Contains(t, k.last.Text, "просп. Миру, 70")
	k.press("Змінити").hear(1)
	k.press("Суть питання").hear(1)
	k.say("Не вивозять сміття вже третій тиждень").hear(1)
	require.NotContains(t, k.last.Text, "другий тиждень")
	k.press("Надіслати")
	require.Equal(t, "просп. Миру, 70", r.reports()[0].place)
	require.Equal(t, "Не вивозять сміття вже третій тиждень", r.reports()[0].text)
}

func TestWhoWasAnonymousMayStillGiveTheirName(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := r.preview(r.tg.Person(1, uk), "Не вивозять сміття другий тиждень")
	k.press("Змінити").hear(1)
	k.press("Заявник").hear(1)
	k.press("Вказати свої дані").hear(1)
	k.press("Погоджуюся").hear(1)
	for _, answer := range []string{"Коваль", "Оксана", "Іванівна", "вул. Садова, 1"} {
		k.say(answer).hear(1)
	}
	k.say("067 123 45 67").hear(2)
	require.NotContains(t, k.last.Text, "анонімно")
	k.press("Надіслати")
	require.False(t, r.reports()[0].anonymous)
	require.False(t, r.reports()[0].warned)
	require.Equal(t, "+380671234567", r.reports()[0].phone)
}

func TestPauseIsResumedWithWhatWasSaidMeanwhile(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(1, uk))
	k.say("У дворі впало дерево на дорогу").hear(1)
	k.press("Ні").hear(1)
	r.settled()
	r.ahead.Add(int64(31 * time.Minute))
	k.say("вул. Миру, 5").hear(2)
	require.Contains(t, k.last.Text, "Продовжимо?")
	require.Contains(t, k.last.Text, "У дворі впало дерево")
	k.press("Так, продовжити").hear(1)
	require.Contains(t, k.last.Text, "У якому це районі?", "what was written is the answer to the open question")

	k.say("/start").hear(1)
	require.Contains(t, k.last.Text, "Продовжимо?")
	k.say("Насправді гілка впала на машину сусіда").hear(1)
	k.press("Почати спочатку").hear(1)
	require.Contains(t, k.last.Text, "Чи є загроза", "it begins with what was written meanwhile")
}

func TestCancelDropsADraft(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(1, uk))
	k.say("Не вивозять сміття другий тиждень").hear(1)
	k.say("/cancel").hear(1)
	require.Contains(t, k.last.Text, "Чернетку видалено")
	k.say("/cancel").hear(1)
	require.Contains(t, k.last.Text, "Скасовувати нічого")
	require.Empty(t, r.reports())
}

func TestCancelWithdrawsAReportAfterAsking(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(1, uk)
	k := r.preview(c, "Не вивозять сміття другий тиждень").press("Надіслати")
	k.say("/cancel").hear(1)
	k.press("Ні, залишити")
	require.Equal(t, "waiting", r.reports()[0].status)
	k.press("Так, відкликати")
	require.Equal(t, "withdrawn", r.reports()[0].status)

	other := newTalk(t, r.tg.Person(2, uk))
	yes, _ := k.last.Button("Так, відкликати")
	require.Equal(t, r.T("bot.stale"), c.Answer(t, other.chat.Tap(1, yes.Data)), "another chat's button does nothing")
}

func TestLanguageFollowsTheAccountAndTheWish(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	en := newTalk(t, r.tg.Person(1, "en-GB"))
	en.say("/start").hear(1)
	require.Contains(t, en.last.Text, "Welcome")
	pl := newTalk(t, r.tg.Person(2, "pl"))
	pl.say("/start").hear(1)
	require.Contains(t, pl.last.Text, "Dzień dobry")
	pl.press("English").hear(1)
	require.Contains(t, pl.last.Text, "Describe the problem", "the choice is offered at the start")
	pl.say("/language").hear(1)
	pl.press("Polski").hear(1)
	pl.say("/language").hear(1)
	pl.press("English").hear(1)
	pl.say("/help").hear(1)
	require.Contains(t, pl.last.Text, "How to report")
}

// Offsets of commands count UTF-16 units.
func TestCommandAfterAnEmojiIsUnderstood(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	c := r.tg.Person(1, uk)
	c.SayCommandAfter("🚰🇺🇦 ", "/status@hotline_test_bot", " 2026-000123")
	require.Contains(t, c.Next(t).Text, "немає № 2026-000123")
}

// oneDistrict is a city without districts to choose from.
type oneDistrict struct {
	bot.Directory
}

func (d oneDistrict) Classifier() regulation.Classifier {
	c := d.Directory.Classifier()
	c.Districts = nil
	return c
}
