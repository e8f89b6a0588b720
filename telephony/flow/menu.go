package flow

func beginMenu(t *turn) {
	menu := piece("voice.menu")
	if t.s.Greeted {
		t.say(menu)
		return
	}
	t.s.Greeted = true
	t.say(piece("voice.greeting"), piece("voice.recorded"), menu)
}

func onMenu(t *turn, e Event) {
	switch e := e.(type) {
	case Said:
		t.in(t.m.set.KeyWait)
	case Passed:
		t.unclear(piece("voice.no_key"))
	case Pressed:
		t.pressedInMenu(e.Key)
	}
}

// EmergencyKey says in the menu that life, health or property is in danger.
const EmergencyKey = '1'

func (t *turn) pressedInMenu(key byte) {
	switch key {
	case EmergencyKey:
		t.s.Emergency = true
		t.toAgent(piece("voice.emergency"))
	case '2', '0':
		t.toAgent()
	case '3':
		t.s.Again = 0
		t.enter(Number)
	case '4':
		t.s.Again = 0
		t.enter(Info)
	default:
		t.unclear(piece("voice.wrong_key"))
	}
}

// unclear asks again, and in the end calls an agent: somebody whose telephone has no keys is not sent away.
func (t *turn) unclear(why Piece) {
	t.s.Again++
	if t.s.Again >= t.m.set.Tries {
		t.s.Again = 0
		t.toAgent()
		return
	}
	t.enter(Menu, why)
}

func beginInfo(t *turn) { t.say(piece("voice.info")) }

// onInfo serves every step that only says something and goes back to the menu.
func onInfo(t *turn, e Event) {
	switch e := e.(type) {
	case Said, Passed:
		t.enter(Menu)
	case Pressed:
		t.pressedInMenu(e.Key)
	}
}
