package asterisktest

import "time"

// Result is how a call went, as the caller or the telephone saw it.
type Result struct {
	Connected bool
	// Code is the status that refused the call, such as 404 or 486; zero when nothing did.
	Code int
	// EndedBy is how it ended: [ByUs], [ByServer], [Vanished], [GaveUp], [NoBye], or "" while it goes on.
	EndedBy string
	// Rang is how long it rang, Talked how long it was up.
	Rang, Talked time.Duration
}

// How a call can end.
const (
	ByUs     = "us"       // this side hung up
	ByServer = "server"   // the other side did
	Vanished = "vanished" // nobody did
	GaveUp   = "gave up"  // before it was answered
	NoBye    = "no bye"   // this side, for the other did not in time
)

// results are those of the calls of a run, in their order.
func results(events []event) []Result {
	var all []Result
	var began, up []time.Duration
	index := make(map[int]int)
	for _, e := range events {
		i, known := index[e.call]
		if !known {
			i = len(all)
			index[e.call] = i
			all, began, up = append(all, Result{}), append(began, e.at), append(up, 0)
		}
		r := &all[i]
		ended := ""
		switch e.word {
		case sayConnected:
			r.Connected, r.Rang, up[i] = true, e.at-began[i], e.at
		case sayRefused:
			r.Code, r.Rang = e.code, e.at-began[i]
		case sayHungUp:
			ended = ByUs
		case sayWasHungUp:
			ended = ByServer
		case sayVanished:
			ended = Vanished
		case sayGaveUp:
			ended = GaveUp
		case sayNoBye:
			ended = NoBye
		}
		if ended != "" && r.EndedBy == "" {
			r.EndedBy = ended
			if r.Connected {
				r.Talked = e.at - up[i]
			} else {
				r.Rang = e.at - began[i]
			}
		}
	}
	return all
}
