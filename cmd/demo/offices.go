package main

import (
	"context"
	"math/rand/v2"
	"strings"
)

// queued is a row of the agents' queue.
type queued struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Source   string `json:"source"`
	Place    string `json:"place"`
	District string `json:"district"`
	Excerpt  string `json:"excerpt"`
}

// agent takes the next report and words it. Some are left for the next look, so that the queue is never quite empty.
func (d *day) agent(ctx context.Context, at *desk, random *rand.Rand) {
	if random.IntN(2) == 0 {
		d.close(ctx, at)
	}
	var queue struct {
		Reports []queued `json:"reports"`
	}
	if at.get(ctx, "/api/queue", &queue) != nil || random.IntN(4) == 0 {
		return
	}
	for _, r := range queue.Reports {
		if r.Status != "waiting" && r.Status != "call_back" || random.IntN(5) == 0 {
			continue
		}
		s, ok := storyOf(r.Excerpt)
		if !ok || at.post(ctx, "/api/reports/"+r.ID+"/claim", nil) != nil {
			continue // the first agent's demonstration, or a colleague was faster
		}
		via := "read_aloud"
		if r.Source == "telegram" && r.Status == "waiting" {
			via = "bot"
		}
		err := at.post(ctx, "/api/reports/"+r.ID+"/word", map[string]any{
			"text": strings.ReplaceAll(s.worded, "{place}", r.Place), "topic": s.topic, "district": r.District, "place": r.Place,
			"via": via,
		})
		if err == nil {
			d.worded.Add(1)
		} else {
			_ = at.post(ctx, "/api/reports/"+r.ID+"/release", nil) // it waits on for somebody else
		}
		return
	}
}

// storyOf finds what was said by its beginning, which is all that the queue shows.
func storyOf(excerpt string) (story, bool) {
	start := strings.TrimSuffix(excerpt, "…")
	for _, s := range stories {
		if strings.HasPrefix(s.said, start) || strings.HasPrefix(start, s.said) {
			return s, true
		}
	}
	return story{}, false
}

// listed is a row of a list of cases.
type listed struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Status  string `json:"status"`
	Topic   string `json:"topic"`
}

func (d *day) cases(ctx context.Context, at *desk, query string) []listed {
	var list struct {
		Cases []listed `json:"cases"`
	}
	_ = at.get(ctx, "/api/cases?"+query, &list) // an office that is busy looks again later
	return list.Cases
}

// close settles what executors proposed to close (MR-4.10.3).
func (d *day) close(ctx context.Context, at *desk) {
	for _, c := range d.cases(ctx, at, "phase=proposed&limit=50") {
		err := at.post(ctx, "/api/cases/"+c.ID+"/actions/close", map[string]any{
			"version": c.Version, "text": "Заявник підтвердив телефоном.",
		})
		if err == nil {
			d.settled.Add(1)
			return
		}
	}
}

// purposes are what the evidence of a ground is called.
var purposes = map[string]string{"act": "act", "photo": "proof", "letter": "letter"}

func groundOf(topic string) string {
	for _, s := range stories {
		if s.topic == topic {
			return s.ground
		}
	}
	return "act"
}

// executor accepts, reports and proposes to close; some cases are left until their terms have passed.
func (d *day) executor(ctx context.Context, at *desk, random *rand.Rand, late map[string]bool) {
	act := func(c listed, action string, body map[string]any) error {
		body["version"] = c.Version
		return at.post(ctx, "/api/cases/"+c.ID+"/actions/"+action, body)
	}
	for _, c := range d.cases(ctx, at, "limit=100") {
		if _, known := late[c.ID]; !known {
			late[c.ID] = random.IntN(4) == 0
		}
		if late[c.ID] && random.IntN(30) != 0 {
			continue
		}
		switch {
		case c.Status == "new" && random.IntN(2) == 0:
			if act(c, "accept", map[string]any{}) == nil {
				d.taken.Add(1)
			}
		case c.Status == "in_work" && random.IntN(6) == 0:
			_ = act(c, "progress", map[string]any{"text": "Бригада на місці, роботи тривають."})
		case c.Status == "in_work" && random.IntN(5) == 0:
			file, err := at.upload(ctx, purposes[groundOf(c.Topic)], uint8(random.IntN(200))) //nolint:gosec // below 200
			if err != nil {
				return
			}
			_ = act(c, "propose_close", map[string]any{
				"text": "Роботи виконано, подачу відновлено.", "ground": groundOf(c.Topic), "files": []string{file},
			})
		}
	}
}
