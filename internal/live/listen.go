package live

// Listen returns a channel that is told, with no more than that, when something was published that concerns a tag, or may have been:
// wake-ups that nobody has taken yet are one. stop ends it; it may be called again.
func (h *Hub) Listen(tag string) (woken <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners[tag] == nil {
		h.listeners[tag] = make(map[chan struct{}]struct{})
	}
	h.listeners[tag][c] = struct{}{}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners[tag], c)
		if len(h.listeners[tag]) == 0 {
			delete(h.listeners, tag)
		}
	}
}

// wakeOf wakes those who listen for something that an item is about. Called with the mutex held.
func (h *Hub) wakeOf(it *item) {
	if len(h.listeners) == 0 {
		return
	}
	for _, tag := range it.Audience {
		h.wake(tag)
	}
	for _, tag := range it.Lost {
		h.wake(tag)
	}
}

// wakeAll wakes everybody who listens: what was missed is not known. Called with the mutex held.
func (h *Hub) wakeAll() {
	for tag := range h.listeners {
		h.wake(tag)
	}
}

func (h *Hub) wake(tag string) {
	for c := range h.listeners[tag] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
