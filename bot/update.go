package bot

import (
	"cmp"
	"encoding/json"
	"errors"
	"path"
	"strings"

	"github.com/go-telegram/bot/models"
)

// errNotUpdate is for JSON that carries no update id.
var errNotUpdate = errors.New("bot: not an update")

// incoming is an update as the inbox stores it.
type incoming struct {
	id    int64
	chat  int64 // 0 when the update could not be read
	kind  string
	album string
	files []attachment
	raw   []byte
}

// attachment is a file of a message, still at Telegram.
type attachment struct {
	id          string
	name        string
	contentType string
	size        int64
}

// parseIncoming reads what the inbox has to know. An update that has an id but is otherwise not understood is kept too,
// for the worker to put aside: refusing it would block everything behind it.
func parseIncoming(raw []byte) (incoming, error) {
	var u models.Update
	if err := json.Unmarshal(raw, &u); err != nil {
		var bare struct {
			ID int64 `json:"update_id"`
		}
		if json.Unmarshal(raw, &bare) != nil || bare.ID <= 0 {
			return incoming{}, errNotUpdate
		}
		return incoming{id: bare.ID, raw: raw}, nil
	}
	if u.ID <= 0 {
		return incoming{}, errNotUpdate
	}
	in := incoming{id: u.ID, raw: raw}
	in.chat, in.kind = chatOf(&u)
	if m := u.Message; m != nil {
		in.album = m.MediaGroupID
		if m.Chat.Type == models.ChatTypePrivate || m.ReplyToMessage != nil {
			in.files = attachments(m)
		}
	}
	return in, nil
}

func chatOf(u *models.Update) (id int64, kind string) {
	switch {
	case u.Message != nil:
		return u.Message.Chat.ID, string(u.Message.Chat.Type)
	case u.EditedMessage != nil:
		return u.EditedMessage.Chat.ID, string(u.EditedMessage.Chat.Type)
	case u.MyChatMember != nil:
		return u.MyChatMember.Chat.ID, string(u.MyChatMember.Chat.Type)
	case u.CallbackQuery == nil:
		return 0, ""
	}
	q := u.CallbackQuery
	switch {
	case q.Message.Message != nil:
		return q.Message.Message.Chat.ID, string(q.Message.Message.Chat.Type)
	case q.Message.InaccessibleMessage != nil && q.Message.InaccessibleMessage.Chat.ID != 0:
		return q.Message.InaccessibleMessage.Chat.ID, string(q.Message.InaccessibleMessage.Chat.Type)
	}
	return q.From.ID, string(models.ChatTypePrivate)
}

// attachments lists a message's files. Of a photo's sizes Telegram puts the largest last.
func attachments(m *models.Message) []attachment {
	switch {
	case len(m.Photo) > 0:
		p := m.Photo[len(m.Photo)-1]
		return []attachment{{p.FileID, "photo.jpg", "image/jpeg", int64(p.FileSize)}}
	case m.Animation != nil: // comes with a document of the same file
		return []attachment{{
			m.Animation.FileID, fileName(m.Animation.FileName, "animation.mp4"),
			cmp.Or(m.Animation.MimeType, "video/mp4"), m.Animation.FileSize,
		}}
	case m.Document != nil:
		return []attachment{{
			m.Document.FileID, fileName(m.Document.FileName, "document"),
			cmp.Or(m.Document.MimeType, "application/octet-stream"), m.Document.FileSize,
		}}
	case m.Video != nil:
		return []attachment{{
			m.Video.FileID, fileName(m.Video.FileName, "video.mp4"),
			cmp.Or(m.Video.MimeType, "video/mp4"), m.Video.FileSize,
		}}
	case m.VideoNote != nil:
		return []attachment{{m.VideoNote.FileID, "video.mp4", "video/mp4", int64(m.VideoNote.FileSize)}}
	case m.Voice != nil:
		return []attachment{{m.Voice.FileID, "voice.ogg", cmp.Or(m.Voice.MimeType, "audio/ogg"), m.Voice.FileSize}}
	case m.Audio != nil:
		return []attachment{{
			m.Audio.FileID, fileName(m.Audio.FileName, "audio"),
			cmp.Or(m.Audio.MimeType, "audio/mpeg"), m.Audio.FileSize,
		}}
	}
	return nil
}

// fileName is what the sender called the file, without any folder, or a name of ours.
func fileName(given, ours string) string {
	name := clean(path.Base(strings.ReplaceAll(given, `\`, "/")), maxFileName)
	if strings.Trim(name, "./") == "" {
		return ours
	}
	return name
}

const maxFileName = 120
