package flow

// maxDigits is more than the number of any case has.
const maxDigits = 16

func beginNumber(t *turn) {
	t.say(piece("voice.number"))
}

func onNumber(t *turn, e Event) {
	switch e := e.(type) {
	case Said:
		t.in(t.m.set.KeyWait)
	case Pressed:
		t.digit(e.Key)
	case Passed:
		if t.s.Digits == "" {
			t.unclear(piece("voice.no_key"))
			return
		}
		t.find = &Find{Digits: t.s.Digits}
	case Found:
		t.enter(Status, e.Piece)
	}
}

func (t *turn) digit(key byte) {
	t.hush()
	switch {
	case key == '*':
		t.enter(Menu)
	case key == '#' && t.s.Digits == "":
		t.enter(Menu)
	case key == '#' || len(t.s.Digits) == maxDigits:
		t.find = &Find{Digits: t.s.Digits}
	default:
		t.s.Digits += string(key)
		t.in(t.m.set.DigitWait)
	}
}

func beginStatus(t *turn) { t.say() }
