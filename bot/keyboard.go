package bot

// keyboard is what stands under a message or below the input field, as the Bot API writes it. The library's own type sends
// an empty copy_text with every button.
type keyboard struct {
	Inline   [][]button `json:"inline_keyboard,omitempty"`
	Keys     [][]key    `json:"keyboard,omitempty"`
	Resize   bool       `json:"resize_keyboard,omitempty"`
	OneTime  bool       `json:"one_time_keyboard,omitempty"`
	Remove   bool       `json:"remove_keyboard,omitempty"`
	Force    bool       `json:"force_reply,omitempty"`
	Selected bool       `json:"selective,omitempty"`
}

// button stands under a message.
type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// key stands below the input field.
type key struct {
	Text     string `json:"text"`
	Contact  bool   `json:"request_contact,omitempty"`
	Location bool   `json:"request_location,omitempty"`
}

// maxData is the longest callback data, in bytes.
const maxData = 64

// column is a keyboard with one button in a row.
func column(buttons ...button) *keyboard {
	k := &keyboard{}
	for _, b := range buttons {
		k.Inline = append(k.Inline, []button{b})
	}
	return k
}

// keys is a keyboard below the input field with one key in a row.
func keys(list ...key) *keyboard {
	k := &keyboard{Resize: true, OneTime: true}
	for _, one := range list {
		k.Keys = append(k.Keys, []key{one})
	}
	return k
}
