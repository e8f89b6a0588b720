package tgtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Message is what the bot wrote, as it stands in the chat now.
type Message struct {
	ID       int
	HTML     string // as it was sent
	Text     string // as a person reads it
	Buttons  []Button
	Keyboard []string // texts of the keys below the input field
	Reply    bool     // the bot asks for a reply to it
	Edits    int
}

// Button is a button under a message.
type Button struct {
	Text, Data, URL string
}

// Button returns the button with this text, and false when there is none.
func (m Message) Button(text string) (Button, bool) {
	for _, b := range m.Buttons {
		if b.Text == text {
			return b, true
		}
	}
	return Button{}, false
}

func (s *Server) sendMessage(p params) (a answer) {
	m, err := readMessage(p)
	if err != nil {
		return refuse(http.StatusBadRequest, "Bad Request: "+err.Error())
	}
	return s.post(p.int64("chat_id"), m)
}

func (s *Server) sendPhoto(p params) answer {
	m, err := readMarkup(p, Message{Text: p["caption"]})
	if err != nil {
		return refuse(http.StatusBadRequest, "Bad Request: "+err.Error())
	}
	return s.post(p.int64("chat_id"), m)
}

func (s *Server) post(id int64, m Message) (a answer) {
	s.change(func() {
		c, known := s.chats[id]
		now := time.Now()
		switch {
		case !known:
			a = refuse(http.StatusBadRequest, "Bad Request: chat not found")
		case c.blocked:
			a = refuse(http.StatusForbidden, "Forbidden: bot was blocked by the user")
		case s.tooFast(id, now):
			a = answer{err: &apiError{Code: http.StatusTooManyRequests, Description: "Too Many Requests: retry after 1", RetryAfter: 1}}
		default:
			s.lastMsg++
			m.ID = s.lastMsg
			c.messages = append(c.messages, &m)
			s.sends = append(s.sends, Send{Chat: id, At: now})
			a = ok(map[string]any{"message_id": m.ID, "date": now.Unix(), "chat": c.json(), "text": m.Text})
		}
	})
	return a
}

func (s *Server) edit(method string, p params) (a answer) {
	var edited Message
	var err error
	if method == "editMessageText" {
		edited, err = readMessage(p)
	} else {
		edited, err = readMarkup(p, Message{})
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "Bad Request: "+err.Error())
	}
	s.change(func() {
		a = refuse(http.StatusBadRequest, "Bad Request: message to edit not found")
		c := s.chats[p.int64("chat_id")]
		if c == nil {
			return
		}
		for _, m := range c.messages {
			if m.ID != int(p.int64("message_id")) {
				continue
			}
			if method == "editMessageText" {
				m.HTML, m.Text = edited.HTML, edited.Text
			}
			m.Buttons = edited.Buttons
			m.Edits++
			a = ok(map[string]any{"message_id": m.ID, "date": time.Now().Unix(), "chat": c.json(), "text": m.Text})
		}
	})
	return a
}

func (s *Server) answerCallback(p params) (a answer) {
	s.change(func() {
		id := p["callback_query_id"]
		if was, known := s.answers[id]; !known || was != unanswered {
			a = refuse(http.StatusBadRequest, "Bad Request: query is too old and response timeout expired or query ID is invalid")
			return
		}
		s.answers[id] = p["text"]
		a = ok(true)
	})
	return a
}

func readMessage(p params) (Message, error) {
	m := Message{HTML: p["text"], Text: p["text"]}
	if p["parse_mode"] == "HTML" {
		text, err := plain(p["text"])
		if err != nil {
			return m, err
		}
		m.Text = text
	}
	if strings.TrimSpace(m.Text) == "" {
		return m, fmt.Errorf("message text is empty")
	}
	if units(m.Text) > maxUnits {
		return m, fmt.Errorf("message is too long")
	}
	return readMarkup(p, m)
}

func readMarkup(p params, m Message) (Message, error) {
	if p["reply_markup"] == "" {
		return m, nil
	}
	var markup struct {
		Inline   [][]map[string]any `json:"inline_keyboard"`
		Keyboard [][]struct {
			Text string `json:"text"`
		} `json:"keyboard"`
		ForceReply bool `json:"force_reply"`
	}
	if err := json.Unmarshal([]byte(p["reply_markup"]), &markup); err != nil {
		return m, fmt.Errorf("can't parse reply keyboard markup JSON object")
	}
	m.Reply = markup.ForceReply
	for _, row := range markup.Keyboard {
		for _, key := range row {
			m.Keyboard = append(m.Keyboard, key.Text)
		}
	}
	for _, row := range markup.Inline {
		for _, b := range row {
			button, err := readButton(b)
			if err != nil {
				return m, err
			}
			m.Buttons = append(m.Buttons, button)
		}
	}
	return m, nil
}

func readButton(b map[string]any) (Button, error) {
	text, _ := b["text"].(string)
	data, _ := b["callback_data"].(string)
	link, _ := b["url"].(string)
	button := Button{Text: text, Data: data, URL: link}
	switch {
	case strings.TrimSpace(text) == "":
		return button, fmt.Errorf("BUTTON_TEXT_INVALID")
	case len(b) != 2:
		return button, fmt.Errorf("BUTTON_TYPE_INVALID")
	case link == "" && (data == "" || len(data) > 64):
		return button, fmt.Errorf("BUTTON_DATA_INVALID")
	case link != "":
		u, err := url.Parse(link)
		if err != nil || u.Host == "" || u.Hostname() == "localhost" || !strings.Contains(u.Hostname(), ".") {
			return button, fmt.Errorf("BUTTON_URL_INVALID")
		}
	}
	return button, nil
}
