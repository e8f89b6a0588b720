package tgtest

import (
	"fmt"
	"testing"
	"time"
	"unicode/utf16"
)

// unanswered marks a callback query that the bot has not answered.
const unanswered = "\x00"

// Chat is a private chat with a person, or a group, seen from the people's side.
type Chat struct {
	ID int64

	s        *Server
	kind     string
	from     map[string]any
	messages []*Message
	read     int // by Next
	said     int // the person's last message
	blocked  bool
}

// Person opens the private chat of somebody whose Telegram speaks lang.
func (s *Server) Person(id int64, lang string) *Chat {
	return s.open(id, "private", map[string]any{
		"id": id, "is_bot": false, "first_name": "Telegram-ім’я", "username": "nick", "language_code": lang,
	})
}

// Group opens a group chat in which the person with the id from speaks.
func (s *Server) Group(id, from int64) *Chat {
	return s.open(id, "group", map[string]any{"id": from, "is_bot": false, "first_name": "Telegram-ім’я", "language_code": "uk"})
}

func (s *Server) open(id int64, kind string, from map[string]any) *Chat {
	c := &Chat{ID: id, s: s, kind: kind, from: from}
	s.change(func() {
		if known, ok := s.chats[id]; ok {
			c = known
			return
		}
		s.chats[id] = c
	})
	return c
}

func (c *Chat) json() map[string]any {
	return map[string]any{"id": c.ID, "type": c.kind}
}

// message queues a message of the person and returns the update's id. It must be called under the lock.
func (c *Chat) message(content map[string]any) int64 {
	c.s.lastMsg++
	content["message_id"] = c.s.lastMsg
	c.said = c.s.lastMsg
	content["date"] = time.Now().Unix()
	content["chat"] = c.json()
	content["from"] = c.from
	return c.s.push("message", content)
}

func (c *Chat) send(content map[string]any) (update int64) {
	c.s.change(func() { update = c.message(content) })
	return update
}

// Say writes text. A command at its beginning gets its entity, with offsets in UTF-16 units as Telegram counts.
func (c *Chat) Say(text string) int64 {
	content := map[string]any{"text": text}
	if text != "" && text[0] == '/' {
		content["entities"] = []map[string]any{entity("bot_command", "", command(text))}
	}
	return c.send(content)
}

// EditLast changes the words of what the person wrote last.
func (c *Chat) EditLast(text string) (update int64) {
	c.s.change(func() {
		update = c.s.push("edited_message", map[string]any{
			"message_id": c.said, "date": time.Now().Unix(), "edit_date": time.Now().Unix(), "chat": c.json(), "from": c.from,
			"text": text,
		})
	})
	return update
}

// SayCommandAfter writes text in which a command follows prefix, as in "🚰 /status".
func (c *Chat) SayCommandAfter(prefix, cmd, rest string) int64 {
	return c.send(map[string]any{"text": prefix + cmd + rest, "entities": []map[string]any{entity("bot_command", prefix, cmd)}})
}

func command(text string) string {
	for i, r := range text {
		if r == ' ' || r == '\n' {
			return text[:i]
		}
	}
	return text
}

func entity(kind, before, word string) map[string]any {
	return map[string]any{
		"type": kind, "offset": len(utf16.Encode([]rune(before))), "length": len(utf16.Encode([]rune(word))),
	}
}

// Photo sends one photo, in the sizes that Telegram makes.
func (c *Chat) Photo(body []byte, caption string) (update int64) {
	c.s.change(func() { update = c.message(c.photo(body, caption)) })
	return update
}

func (c *Chat) photo(body []byte, caption string) map[string]any {
	id := c.s.keep("photos", ".jpg", body)
	content := map[string]any{"photo": []map[string]any{
		{"file_id": id + "-small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 10},
		{"file_id": id, "file_unique_id": "u-" + id, "width": 1280, "height": 960, "file_size": len(body)},
	}}
	if caption != "" {
		content["caption"] = caption
	}
	return content
}

// Album sends photos as one album: separate messages with a common group id, the caption on the first.
func (c *Chat) Album(caption string, photos ...[]byte) {
	c.s.change(func() {
		c.s.lastSeen++
		group := fmt.Sprintf("album-%d", c.s.lastSeen)
		for i, body := range photos {
			content := c.photo(body, "")
			content["media_group_id"] = group
			if i == 0 && caption != "" {
				content["caption"] = caption
			}
			c.message(content)
		}
	})
}

// Document sends a file. A size larger than the body is only claimed, and the file cannot be fetched.
func (c *Chat) Document(name, mime string, body []byte, size int64) (update int64) {
	c.s.change(func() {
		id := c.s.keep("documents", "", body)
		if size > int64(len(body)) {
			f := c.s.files[id]
			f.size = size
			c.s.files[id] = f
		}
		update = c.message(map[string]any{"document": map[string]any{
			"file_id": id, "file_unique_id": "u-" + id, "file_name": name, "mime_type": mime, "file_size": c.s.files[id].size,
		}})
	})
	return update
}

// Voice sends a voice message.
func (c *Chat) Voice(body []byte) (update int64) {
	c.s.change(func() {
		id := c.s.keep("voice", ".oga", body)
		update = c.message(map[string]any{"voice": map[string]any{
			"file_id": id, "file_unique_id": "u-" + id, "duration": 3, "mime_type": "audio/ogg", "file_size": len(body),
		}})
	})
	return update
}

// Location shares a place.
func (c *Chat) Location(lat, lon float64) int64 {
	return c.send(map[string]any{"location": map[string]any{"latitude": lat, "longitude": lon}})
}

// Contact shares a telephone number with the button below the input field; owner is whose number it is.
func (c *Chat) Contact(phone string, owner int64) int64 {
	return c.send(map[string]any{"contact": map[string]any{"phone_number": phone, "first_name": "Хтось", "user_id": owner}})
}

// Tap presses a button of a message and returns the callback query's id.
func (c *Chat) Tap(message int, data string) (query string) {
	c.s.change(func() {
		c.s.lastSeen++
		query = fmt.Sprintf("query-%d", c.s.lastSeen)
		c.s.answers[query] = unanswered
		c.s.push("callback_query", map[string]any{
			"id": query, "from": c.from, "chat_instance": "1", "data": data,
			"message": map[string]any{"message_id": message, "date": time.Now().Unix(), "chat": c.json(), "text": "…"},
		})
	})
	return query
}

// Press presses the button of m with this text and returns the callback query's id.
func (c *Chat) Press(t testing.TB, m Message, text string) string {
	t.Helper()
	b, found := m.Button(text)
	if !found || b.Data == "" {
		t.Fatalf("tgtest: the message %q has no button %q but %+v", m.Text, text, m.Buttons)
	}
	return c.Tap(m.ID, b.Data)
}

// Answer waits until the bot has answered a callback query and returns what it told the person.
func (c *Chat) Answer(t testing.TB, query string) (text string) {
	t.Helper()
	c.s.await(t, "an answer to a callback query", func() bool {
		text = c.s.answers[query]
		return text != unanswered
	})
	return text
}

// Next waits for the next message of the bot that was not read yet.
func (c *Chat) Next(t testing.TB) (m Message) {
	t.Helper()
	c.s.await(t, fmt.Sprintf("message %d in chat %d", c.read+1, c.ID), func() bool {
		if len(c.messages) <= c.read {
			return false
		}
		m = *c.messages[c.read]
		c.read++
		return true
	})
	return m
}

// Messages returns all messages of the bot as they stand now.
func (c *Chat) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	list := make([]Message, len(c.messages))
	for i, m := range c.messages {
		list[i] = *m
	}
	return list
}

// Block makes the bot's messages fail with 403; Telegram tells the bot when tell is set.
func (c *Chat) Block(tell bool) { c.setBlocked(true, tell) }

// Unblock ends it.
func (c *Chat) Unblock(tell bool) { c.setBlocked(false, tell) }

func (c *Chat) setBlocked(blocked, tell bool) {
	c.s.change(func() {
		c.blocked = blocked
		if !tell {
			return
		}
		was, is := "member", "kicked"
		if !blocked {
			was, is = is, was
		}
		user := map[string]any{"id": BotID, "is_bot": true, "first_name": "Hotline"}
		c.s.push("my_chat_member", map[string]any{
			"chat": c.json(), "from": c.from, "date": time.Now().Unix(),
			"old_chat_member": map[string]any{"status": was, "user": user, "until_date": 0},
			"new_chat_member": map[string]any{"status": is, "user": user, "until_date": 0},
		})
	})
}
