package bot_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/internal/tgtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

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
	got := strings.TrimLeft(k.b.String(), "\n")
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
