package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"hotline/casecore"
)

const (
	webReports = 2_000
	webSlower  = 4 // times, the CPU
)

// web measures the agent's console in a browser while a long queue waits.
func web(ctx context.Context, o options, s *servers) ([]result, error) {
	binary, err := buildProduct(ctx, s)
	if err != nil {
		return nil, err
	}
	chromium, err := exec.CommandContext(ctx, "../scripts/chromium.sh").Output()
	if err != nil {
		return nil, fmt.Errorf("no chromium: %w", err)
	}
	url, err := s.newDatabase(ctx, "web", true)
	if err != nil {
		return nil, err
	}
	city, _, err := foundCity(ctx, url)
	if err != nil {
		return nil, err
	}
	defer city.close()
	if err := city.fillQueue(ctx, max(int(webReports*o.scale), 1)); err != nil {
		return nil, err
	}
	p, err := startProduct(ctx, s, binary, url, nil, "--demo")
	if err != nil {
		return nil, err
	}
	defer p.stop()
	fmt.Fprintln(o.say, "web:")
	all := newSamples("web", o.say)
	for range o.runs {
		m, err := browse(ctx, p, strings.TrimSpace(string(chromium)))
		if err != nil {
			return nil, err
		}
		all.add("hotline", "console_lcp_ms", "ms", m.LCP)
		all.add("hotline", "console_js_kb", "KB", m.JS)
		all.add("hotline", "keypress_p95_ms", "ms", percentile(m.Keys, 95))
	}
	return all.medians(), nil
}

// browsed is what web.mjs measures: ms, KB gzipped, ms of each key press.
type browsed struct {
	LCP  float64   `json:"lcp"`
	JS   float64   `json:"js"`
	Keys []float64 `json:"keys"`
}

func browse(ctx context.Context, p *product, chromium string) (m browsed, err error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "node", "web.mjs", "http://"+p.address, chromium, strconv.Itoa(webSlower))
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return m, fmt.Errorf("web.mjs: %w", err)
	}
	return m, json.Unmarshal(out.Bytes(), &m)
}

// fillQueue makes n reports that wait for an agent, a minute apart.
func (c *city) fillQueue(ctx context.Context, n int) error {
	of, err := c.service.Receive(ctx, casecore.ReceiveReport{
		Command: casecore.Command{Scope: "bench", Key: "queue", Actor: casecore.Citizen}, Source: casecore.FromTelegram,
		Text: "Третій день немає гарячої води, у під’їзді не горить світло, просимо прислати майстра.", Place: "вул. Миру, 5",
		District: district, Applicant: casecore.Applicant{
			Surname: "Коваль", Name: "Оксана", Patronymic: "Іванівна", Residence: "вул. Миру, 5, кв. 12",
			Phone: "+380501112233", Lang: "uk", ReplyChannel: casecore.ReplyByPhone,
		},
	})
	if err != nil {
		return err
	}
	applicants, reports := newIDs(n), newIDs(n)
	return c.statements(ctx, [][]any{
		{
			`INSERT INTO applicants SELECT x.* FROM applicants o, unnest($2::uuid[]) n (id),
			LATERAL jsonb_populate_record(o, jsonb_build_object('id', n.id)) x WHERE o.id = $1`,
			of.Applicant.ID.UUID(), applicants,
		},
		{
			`INSERT INTO reports SELECT x.* FROM reports o, unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY n (id, applicant, i),
			LATERAL jsonb_populate_record(o, jsonb_build_object('id', n.id, 'applicant_id', n.applicant,
				'place', 'вул. Миру, ' || n.i, 'received_at', o.received_at - n.i * interval '1 minute')) x WHERE o.id = $1`,
			of.ID.UUID(), reports, applicants,
		},
	})
}
