package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/redisdb"
	"hotline/internal/tgtest"
)

const (
	pushConnections = 500
	pushPerSecond   = 100
	pushSeconds     = 20
	pushWarm        = 100 // registrations before those that count
	pushChats       = 400
	pushBotRate     = 20
	pushFirstChat   = 10_000
	pushWorkers     = 8
	pushMostFrames  = 100 // a second, that a console is sent
	pushLogin       = "agent2"
	pushPassword    = "hotline-demo" // everybody's of the demo city
)

// push measures how long after its commit a registration is on every open console, and in the citizen's chat.
func push(ctx context.Context, o options, s *servers) ([]result, error) {
	binary, err := buildProduct(ctx, s)
	if err != nil {
		return nil, err
	}
	url, err := s.newDatabase(ctx, "push", true)
	if err != nil {
		return nil, err
	}
	city, worded, err := foundCity(ctx, url)
	if err != nil {
		return nil, err
	}
	defer city.close()
	telegram := tgtest.Start()
	defer telegram.Close()
	p, err := startProduct(ctx, s, binary, url, []string{"TELEGRAM_TOKEN=" + tgtest.Token, "TELEGRAM_API_URL=" + telegram.URL}, "--demo")
	if err != nil {
		return nil, err
	}
	defer p.stop()
	fmt.Fprintln(o.say, "push:")
	all := newSamples("push", o.say)
	for range o.runs {
		if o.only == "" || o.only == "frames" {
			late, most, err := frames(ctx, o, s, city, worded, p)
			if err != nil {
				return nil, fmt.Errorf("frames: %w", err)
			}
			all.add("hotline", "commit_to_frame_p50_ms", "ms", percentile(late, 50))
			all.add("hotline", "commit_to_frame_p99_ms", "ms", percentile(late, 99))
			all.add("hotline", "frames_per_s_most", "1/s", float64(most))
		}
		if o.only == "" || o.only == "bot" {
			late, err := toBot(ctx, o, s, city, worded, telegram)
			if err != nil {
				return nil, fmt.Errorf("bot: %w", err)
			}
			all.add("hotline", "commit_to_bot_p50_ms", "ms", percentile(late, 50))
			all.add("hotline", "commit_to_bot_p99_ms", "ms", percentile(late, 99))
		}
	}
	return all.medians(), nil
}

// frames registers at an even pace while consoles listen, each registration counting once for each console.
func frames(ctx context.Context, o options, s *servers, c *city, of casecore.Worded, p *product) ([]float64, int, error) {
	n := max(int(pushPerSecond*pushSeconds*o.scale), 1)
	wordings, err := c.copyWorded(ctx, of, n+pushWarm)
	if err != nil {
		return nil, 0, err
	}
	// Letters would go to a chat that takes one a second; the other half of the suite measures those.
	if _, err := c.db.Exec(ctx, `UPDATE applicants SET reply_channel = 'phone', reply_address = ''`); err != nil {
		return nil, 0, err
	}
	if err := settle(ctx, c.db.Pool()); err != nil {
		return nil, 0, err
	}
	consoles, err := startSubject(ctx, "push-consoles", task{Address: p.address, Workers: pushConnections, Count: n + pushWarm}, o)
	if err != nil {
		return nil, 0, err
	}
	committed, err := registered(ctx, o, s, task{
		Database: databaseOf(c), Redis: s.redisURL(), IDs: written(wordings), Within: float64(n+pushWarm) / pushPerSecond,
	})
	if err != nil {
		return nil, 0, err
	}
	seen, err := consoles.finish()
	if err != nil {
		return nil, 0, err
	}
	warm := pushWarm * int64(time.Second/time.Microsecond) / pushPerSecond
	first := slices.Min(slices.Collect(maps.Values(committed))) + warm
	var late []float64
	for id, at := range committed {
		if len(seen.Times[id]) != pushConnections {
			return nil, 0, fmt.Errorf("case %s came to %d consoles", id, len(seen.Times[id]))
		}
		for _, t := range seen.Times[id] {
			if at >= first {
				late = append(late, float64(t-at)/1000)
			}
		}
	}
	if seen.Most > pushMostFrames {
		err = fmt.Errorf("a console was sent %d frames in a second", seen.Most)
	}
	return late, seen.Most, err
}

// toBot registers one case for each of many chats, slower than the limit of all chats together.
func toBot(ctx context.Context, o options, s *servers, c *city, of casecore.Worded, telegram *tgtest.Server) ([]float64, error) {
	n := max(int(pushChats*o.scale), 1)
	for i := range n {
		telegram.Person(int64(pushFirstChat+i), "uk")
	}
	wordings, err := c.copyWorded(ctx, of, n)
	if err != nil {
		return nil, err
	}
	if _, err := c.db.Exec(ctx, `UPDATE applicants a SET reply_channel = 'telegram', reply_address = ($2 + n.i - 1)::text
		FROM wordings w JOIN unnest($1::uuid[]) WITH ORDINALITY n (id, i) ON n.id = w.id JOIN reports r ON r.id = w.report_id
		WHERE a.id = r.applicant_id`, wordings, pushFirstChat); err != nil {
		return nil, err
	}
	if err := settle(ctx, c.db.Pool()); err != nil {
		return nil, err
	}
	before := len(telegram.Sends())
	telegram.Enforce()
	committed, err := registered(ctx, o, s, task{
		Database: databaseOf(c), Redis: s.redisURL(), IDs: written(wordings), Within: float64(n) / pushBotRate,
	})
	if err != nil {
		return nil, err
	}
	chats := make(map[string]int64) // by case
	rows, err := c.db.Query(ctx, `SELECT c.id::text, a.reply_address FROM cases c JOIN reports r ON r.case_id = c.id
		JOIN applicants a ON a.id = r.applicant_id WHERE c.wording_id = ANY ($1)`, wordings)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var id, address string
		if err := rows.Scan(&id, &address); err != nil {
			return nil, err
		}
		if chats[id], err = strconv.ParseInt(address, 10, 64); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, productReadyWait)
	defer cancel()
	if err := until(waiting, func() error {
		if got := len(telegram.Sends()) - before; got < n {
			return fmt.Errorf("%d messages of %d", got, n)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	sent := make(map[int64]int64)
	for _, m := range telegram.Sends()[before:] {
		if _, known := sent[m.Chat]; !known {
			sent[m.Chat] = m.At.UnixMicro()
		}
	}
	var late []float64
	for id, at := range committed {
		late = append(late, float64(sent[chats[id]]-at)/1000)
	}
	return late, nil
}

// registered lets another process register and returns when each case was committed.
func registered(ctx context.Context, o options, s *servers, t task) (map[string]int64, error) {
	a, _, err := register(ctx, o, s, "push-register", t)
	if err == nil && len(a.Seen) != len(t.IDs) {
		err = errors.New("not everything was registered")
	}
	return a.Seen, err
}

func databaseOf(c *city) string { return c.db.Pool().Config().ConnString() }

// pushRegister registers the task's wordings evenly, as a copy of the product would that has no core of its own.
func pushRegister(ctx context.Context, t task, ready func()) (answer, error) {
	redis, err := redisdb.Open(t.Redis)
	if err != nil {
		return answer{}, err
	}
	defer redis.Close()
	waker := outbox.NewWaker(redis, casecore.CasesStream, quiet())
	waking, stop := context.WithCancel(ctx)
	defer stop()
	go func() { _ = waker.Run(waking) }()
	return registerEvenly(ctx, t, waker, ready)
}
