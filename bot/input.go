package bot

import (
	"encoding/json"
	"strings"

	"github.com/go-telegram/bot/models"

	"hotline/casecore"
)

const (
	maxWords   = 4000 // runes of what one report says
	maxAnswer  = 200  // runes of a field
	maxFiles   = 10   // of one report
	leastWords = 10   // runes that make sense of a report
)

// input is what a person did, whatever updates it came in.
type input struct {
	Text     string            `json:"text,omitempty"`
	Command  string            `json:"-"`
	Argument string            `json:"-"`
	Files    []casecore.FileID `json:"files,omitempty"`
	TooBig   int               `json:"-"`
	Lost     int               `json:"-"`
	Point    *point            `json:"point,omitempty"`
	Phone    string            `json:"phone,omitempty"`
	Voice    bool              `json:"voice,omitempty"`
	Message  int               `json:"message,omitempty"` // the message, or the first of several
	Edited   bool              `json:"-"`                 // the message was sent before and is changed now
	Other    bool              `json:"-"`                 // a sticker, a poll: nothing that is understood

	from       int64
	fromLang   string
	chatKind   string
	query      string // a callback query's id
	data       string
	message    int // that was tapped
	membership models.ChatMemberType
}

// readInput makes one input of the updates of a turn: an album's messages come together.
func readInput(u taken) (input, error) {
	in := input{Files: u.files, TooBig: u.tooBig, Lost: u.lost}
	for _, raw := range u.raws {
		var update models.Update
		if err := json.Unmarshal(raw, &update); err != nil {
			return in, errUnreadable
		}
		_, in.chatKind = chatOf(&update)
		switch {
		case update.Message != nil:
			in.addMessage(update.Message)
		case update.EditedMessage != nil:
			in.addMessage(update.EditedMessage)
			in.Edited = true
		case update.CallbackQuery != nil:
			in.addCallback(update.CallbackQuery)
		case update.MyChatMember != nil:
			in.from, in.fromLang = update.MyChatMember.From.ID, update.MyChatMember.From.LanguageCode
			in.membership = update.MyChatMember.NewChatMember.Type
		}
	}
	return in, nil
}

func (in *input) addMessage(m *models.Message) {
	if m.From != nil {
		in.from, in.fromLang = m.From.ID, m.From.LanguageCode
	}
	if in.Message == 0 {
		in.Message = m.ID
	}
	in.Voice = in.Voice || m.Voice != nil || m.Audio != nil
	text, entities := m.Text, m.Entities
	if m.Caption != "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	if command, argument := parseCommand(text, entities); command != "" {
		in.Command, in.Argument = command, argument
	}
	if words := clean(text, maxWords); words != "" {
		in.Text = strings.TrimSpace(in.Text + "\n" + words)
	}
	if m.Location != nil {
		in.Point = &point{Lat: m.Location.Latitude, Lon: m.Location.Longitude}
	}
	if m.Venue != nil {
		in.Text = line(m.Venue.Title+", "+m.Venue.Address, maxAnswer)
	}
	if m.Contact != nil {
		in.Phone = line(m.Contact.PhoneNumber, maxAnswer)
	}
	in.Other = in.Text == "" && in.Point == nil && in.Phone == "" && len(in.Files) == 0 && in.TooBig+in.Lost == 0
}

func (in *input) addCallback(q *models.CallbackQuery) {
	in.query, in.data = q.ID, q.Data
	in.from, in.fromLang = q.From.ID, q.From.LanguageCode
	switch {
	case q.Message.Message != nil:
		in.message = q.Message.Message.ID
	case q.Message.InaccessibleMessage != nil:
		in.message = q.Message.InaccessibleMessage.MessageID
	}
}
