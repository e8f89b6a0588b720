package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hotline/internal/tgtest"
)

// byBot is the share of reports that come by the bot, in percent; the others are telephoned.
const byBot = 60

// day is the play.
type day struct {
	city     string
	telegram *tgtest.Server
	random   *rand.Rand // used by one goroutine
	length   time.Duration
	reports  int
	out      io.Writer

	desks                        map[string]*desk
	said, worded, taken, settled atomic.Int64
}

// play takes the day's length of real time.
func (d *day) play(ctx context.Context) error {
	d.desks = make(map[string]*desk)
	for _, login := range []string{"agent", "agent2", "water", "heat", "lights"} {
		desk, err := newDesk(ctx, d.city, login)
		if err != nil {
			return fmt.Errorf("%s: %w", login, err)
		}
		d.desks[login] = desk
	}
	if err := d.link(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, d.length)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() { d.arrive(ctx, &wg) })
	// Agents leave before the day is over, so that their queue has something in it afterwards.
	shift, end := context.WithTimeout(ctx, d.length*94/100)
	defer end()
	for i, login := range []string{"agent", "agent2"} {
		random := rand.New(rand.NewPCG(d.random.Uint64(), uint64(i))) //nolint:gosec // a play
		wg.Go(func() { d.work(shift, d.length/120, func() { d.agent(shift, d.desks[login], random) }) })
	}
	for i, login := range []string{"water", "heat", "lights"} {
		random := rand.New(rand.NewPCG(d.random.Uint64(), uint64(i))) //nolint:gosec // a play
		late := make(map[string]bool)
		wg.Go(func() { d.work(ctx, d.length/60, func() { d.executor(ctx, d.desks[login], random, late) }) })
	}
	d.progress(ctx)
	wg.Wait()
	return nil
}

// work repeats something with the pauses of a person.
func (d *day) work(ctx context.Context, every time.Duration, do func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// arrive lets people report through most of the day, the last of them shortly before its end.
func (d *day) arrive(ctx context.Context, wg *sync.WaitGroup) {
	for i := range d.reports {
		c, bot := d.newCitizen(i), d.random.IntN(100) < byBot
		pause := time.Duration(d.random.Float64() * 2 * 0.98 * float64(d.length) / float64(d.reports))
		if bot {
			wg.Go(func() { c.live(ctx, max(d.length/400, 100*time.Millisecond)) })
			d.said.Add(1)
		} else if d.telephone(ctx, c) == nil {
			d.said.Add(1)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// telephone is a call that an agent types.
func (d *day) telephone(ctx context.Context, c *citizen) error {
	place := districts[0]
	for _, known := range districts {
		if known.name == c.district {
			place = known
		}
	}
	agent := d.desks["agent"]
	body := map[string]any{
		"source": "phone", "text": c.story.said, "place": c.place, "district": place.code, "sos": c.story.sos,
		"point": map[string]float64{"lat": place.lat + (d.random.Float64()-.5)/40, "lon": place.lon + (d.random.Float64()-.5)/40},
		"applicant": map[string]any{
			"surname": c.surname, "name": c.name, "patronymic": c.patronymic, "residence": c.place + ", кв. 12", "phone": c.phone,
			"reply_channel": "phone",
		},
	}
	if shade := uint8(d.random.IntN(200)); shade > 120 { //nolint:gosec // below 200
		if id, err := agent.upload(ctx, "photo", shade); err == nil {
			body["files"] = []string{id}
		}
	}
	return agent.post(ctx, "/api/reports", body)
}

// progress draws a bar until the day ends.
func (d *day) progress(ctx context.Context) {
	const width = 40
	began, tick := time.Now(), time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		share := min(float64(time.Since(began))/float64(d.length), 1)
		done := int(share * width)
		fmt.Fprintf(d.out, "\r  [%s%s] %3.0f %%  said %d  worded %d  taken %d  settled %d ",
			strings.Repeat("█", done), strings.Repeat("·", width-done), share*100, d.said.Load(), d.worded.Load(), d.taken.Load(),
			d.settled.Load())
		select {
		case <-ctx.Done():
			fmt.Fprintln(d.out)
			return
		case <-tick.C:
		}
	}
}
