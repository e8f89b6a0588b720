package calls

import "time"

// Pause is a part of a talk that was not recorded, while personal data was dictated.
type Pause struct {
	At  time.Duration // where in the recording it is left out
	For time.Duration
}

// keptPause is a pause as it is kept: milliseconds of the call's time, without an end while it lasts.
type keptPause struct {
	From int64  `json:"from"`
	To   *int64 `json:"to"`
}

// pausesOf places pauses in the recording, which is shorter than the talk by all those before. One that was not ended lasted as
// long as the talk.
func pausesOf(kept []keptPause, talk time.Duration) []Pause {
	var list []Pause
	var out time.Duration
	for _, k := range kept {
		from, to := time.Duration(k.From)*time.Millisecond, talk
		if k.To != nil {
			to = time.Duration(*k.To) * time.Millisecond
		}
		p := Pause{At: from - out, For: max(0, to-from)}
		out += p.For
		list = append(list, p)
	}
	return list
}

// placeOf is, in SQL, where in the recording r a moment is, milliseconds: pauses are left out, also one that lasts.
func placeOf(moment string) string {
	at := `(extract(epoch FROM ` + moment + ` - r.started_at) * 1000)::int`
	return `greatest(0, ` + at + ` - coalesce((SELECT sum(coalesce((p ->> 'to')::int, ` + at + `) - (p ->> 'from')::int)
		FROM jsonb_array_elements(r.pauses) p), 0))`
}
