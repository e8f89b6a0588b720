package bot

import (
	"io"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"
	"github.com/stretchr/testify/require"
)

func TestCommandsAreReadInUTF16(t *testing.T) {
	t.Parallel()
	entity := func(offset, length int) []models.MessageEntity {
		return []models.MessageEntity{{Type: models.MessageEntityTypeBotCommand, Offset: offset, Length: length}}
	}
	for _, c := range []struct {
		text              string
		entities          []models.MessageEntity
		command, argument string
	}{
		{"/start", entity(0, 6), "start", ""},
		{"/status 2026-000123", entity(0, 7), "status", "2026-000123"},
		{"/Status@hotline_bot  2026\n1", entity(0, 19), "status", "2026 1"},
		{"🚰 /status 5", entity(3, 7), "status", "5"},
		{"👨‍👩‍👧 /help", entity(9, 5), "help", ""},
		{"/link\u00a0ABCD", nil, "link", "ABCD"},
		{"будинок 5 /help", entity(10, 5), "", ""},
		{"просто слова", nil, "", ""},
		{"/x", entity(0, 99), "x", ""},
		{"слова", entity(-1, 3), "", ""},
		{"слова", entity(3, 1<<62), "", ""},
		{"", nil, "", ""},
		{"/", nil, "", ""},
	} {
		command, argument := parseCommand(c.text, c.entities)
		require.Equal(t, c.command, command, c.text)
		require.Equal(t, c.argument, argument, c.text)
	}
}

func TestTextIsCleanedAndCut(t *testing.T) {
	t.Parallel()
	require.Equal(t, "немає води\nвже день", clean("  не\x00має\u00a0води\n\x1bвже\tдень \n", 100))
	require.Equal(t, "їжа…", clean("їжак-їжак", 4))
	require.Equal(t, "a b c", line(" a\n b\t c ", 100))
	require.Equal(t, "фото.jpg", fileName(`C:\Users\фото.jpg`, "x"))
	require.Equal(t, "passwd", fileName("../../etc/passwd", "x"))
	require.Equal(t, "x", fileName("..//", "x"))
	require.Equal(t, "x", fileName("", "x"))
}

func TestTokenIsCutOutOfErrors(t *testing.T) {
	t.Parallel()
	a := &api{token: "7:secret"}
	err := a.redact(&url.Error{Op: "Post", URL: "http://x/bot7:secret/getMe", Err: io.EOF})
	require.NotContains(t, err.Error(), "secret")
	require.ErrorIs(t, err, io.EOF)
}

func FuzzUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"🚰 /help",` +
		`"entities":[{"type":"bot_command","offset":3,"length":5}]}}`))
	f.Add([]byte(`{"update_id":2,"callback_query":{"id":"1","from":{"id":5},"data":"d:abc.1:send",` +
		`"message":{"message_id":4,"date":0,"chat":{"id":5}}}}`))
	f.Add([]byte(`{"update_id":3,"message":{"photo":[{"file_id":"a"}],"media_group_id":"g","caption":"\u0000\ud800"}}`))
	f.Add([]byte(`{"update_id":4,"my_chat_member":{"chat":{"id":1},"new_chat_member":{"status":"kicked"}}}`))
	f.Add([]byte(`{"update_id":5,"message":"nonsense"}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := parseIncoming(raw)
		if err != nil {
			return
		}
		require.Positive(t, u.id)
		for _, file := range u.files {
			require.NotContains(t, file.name, "/")
		}
		in, err := readInput(taken{ids: []int64{u.id}, raws: [][]byte{raw}})
		if err != nil {
			return
		}
		require.True(t, utf8.ValidString(in.Text))
		require.NotContains(t, in.Text, "\x00", "PostgreSQL refuses it")
		if tap, ok := parseTap(in.data); ok {
			_, _ = tap.id()
			require.False(t, (*draft)(nil).fresh(tap))
		}
	})
}

func FuzzCommand(f *testing.F) {
	f.Add("🚰 /status 5", 3, 7)
	f.Add("/link X", 0, 5)
	f.Add("   /0000 0", 3, 7)
	f.Fuzz(func(t *testing.T, text string, offset, length int) {
		command, argument := parseCommand(text, []models.MessageEntity{{Type: models.MessageEntityTypeBotCommand, Offset: offset, Length: length}})
		require.False(t, strings.ContainsAny(command, "@ \n"), command)
		require.NotContains(t, argument, "\n")
	})
}
