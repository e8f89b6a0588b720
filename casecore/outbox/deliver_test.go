package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// fakeSender keeps what it was given; answer, when set, says what comes of it.
type fakeSender struct {
	mu     sync.Mutex
	sent   []Outgoing
	answer func(o Outgoing) error
}

func (f *fakeSender) Send(_ context.Context, o Outgoing) (Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.answer != nil {
		if err := f.answer(o); err != nil {
			return Result{}, err
		}
	}
	f.sent = append(f.sent, o)
	return Result{ExternalID: fmt.Sprint("m", len(f.sent))}, nil
}

// templates returns the template of each message in the order of sending.
func (f *fakeSender) templates() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []string
	for _, o := range f.sent {
		list = append(list, o.Delivery.Template)
	}
	return list
}

var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// bench is a database, a clock and a sender of mail.
type bench struct {
	t    *testing.T
	pool *pgxpool.Pool
	db   *pg.DB
	mail *fakeSender
	mu   sync.Mutex
	at   time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	pool := pgtest.New(t)
	return &bench{t: t, pool: pool, db: pg.NewDB(pool), mail: &fakeSender{}, at: monday}
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func (b *bench) deliverer(cfg DeliverConfig) *Deliverer {
	if cfg.Senders == nil {
		cfg.Senders = map[string]Sender{"email": b.mail}
	}
	if cfg.Resolver == nil {
		cfg.Resolver = NewDirectory(b.db, kyiv(b.t))
	}
	cfg.Now, cfg.Log = b.now, slog.New(slog.DiscardHandler)
	return NewDeliverer(b.db, cfg)
}

// queue writes a row as a business transaction would; zero fields get values that serve.
func (b *bench) queue(d casecore.Delivery) casecore.DeliveryID {
	b.t.Helper()
	if d.ID.IsZero() {
		d.ID = casecore.NewID[casecore.DeliveryID]()
	}
	if d.To.Kind == "" {
		d.To.Kind = toStaff
	}
	if d.Template == "" {
		d.Template = "executor.case"
	}
	if d.Args == nil {
		d.Args = []byte(`{}`)
	}
	if d.NextAt.IsZero() {
		d.NextAt = b.now()
	}
	_, err := b.pool.Exec(b.t.Context(), `INSERT INTO deliveries (id, subject_type, subject_id, recipient, recipient_id, channel,
		address, template, args, urgent, gather, next_at, created_at)
		VALUES ($1, 'case', $2, $3, NULLIF($4, '00000000-0000-0000-0000-000000000000'::uuid), $5, $6, $7, $8, $9, $10, $11, $12)`,
		d.ID.UUID(), uuid.New(), d.To.Kind, d.To.ID, d.Channel, d.Address, d.Template, d.Args, d.Urgent, d.Gather, d.NextAt, b.now())
	require.NoError(b.t, err)
	return d.ID
}

type stored struct {
	State, Error, External string
	Attempts               int
	Next                   time.Time
	Settled                *time.Time
}

func (b *bench) stored(id casecore.DeliveryID) stored {
	b.t.Helper()
	var s stored
	require.NoError(b.t, b.pool.QueryRow(b.t.Context(),
		`SELECT state, last_error, external_id, attempts, next_at, settled_at FROM deliveries WHERE id = $1`, id.UUID()).
		Scan(&s.State, &s.Error, &s.External, &s.Attempts, &s.Next, &s.Settled))
	return s
}

func deliver(t *testing.T, d *Deliverer) int {
	t.Helper()
	n, err := d.Deliver(t.Context(), "email")
	require.NoError(t, err)
	return n
}

func TestDueRowIsSentOnceAndRecorded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.deliverer(DeliverConfig{})
	id := b.queue(casecore.Delivery{Channel: "email", Address: "a@x", Args: []byte(`{"number":"2026-000001"}`)})
	later := b.queue(casecore.Delivery{Channel: "email", Address: "a@x", NextAt: b.now().Add(time.Minute)})
	other := b.queue(casecore.Delivery{Channel: "telegram", Address: "1"})

	require.Equal(t, 1, deliver(t, d))
	require.Zero(t, deliver(t, d))
	require.Len(t, b.mail.sent, 1)
	o := b.mail.sent[0]
	require.Equal(t, id, o.Delivery.ID)
	require.Equal(t, "a@x", o.Delivery.Address)
	require.JSONEq(t, `{"number":"2026-000001"}`, string(o.Delivery.Args))
	require.Equal(t, "uk", o.Lang)

	got := b.stored(id)
	require.Equal(t, "sent", got.State)
	require.Equal(t, "m1", got.External)
	require.Equal(t, 1, got.Attempts)
	require.NotNil(t, got.Settled)
	require.Equal(t, "queued", b.stored(later).State, "not due yet")
	require.Equal(t, "queued", b.stored(other).State, "nobody here serves the channel")
	require.Zero(t, b.stored(other).Attempts)
}

func TestKillBetweenSendAndRecordRepeatsOnlyWhatWasInFlight(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	settled := b.queue(casecore.Delivery{Channel: "email", Address: "a@x"})
	require.Equal(t, 1, deliver(t, b.deliverer(DeliverConfig{})))
	inFlight := b.queue(casecore.Delivery{Channel: "email", Address: "b@x"})

	// The first worker claims and sends, and is killed before it records.
	killed := b.deliverer(DeliverConfig{})
	rows, err := killed.rows.claim(t.Context(), "email", b.now(), 10)
	require.NoError(t, err)
	require.Len(t, killed.sendAll(t.Context(), "email", [][]claimed{rows}), 1)
	require.Equal(t, 1, b.stored(inFlight).Attempts, "the attempt was counted before it was made")

	second := b.deliverer(DeliverConfig{})
	require.Zero(t, deliver(t, second), "leased")
	b.pass(deliverLease)
	require.Equal(t, 1, deliver(t, second))
	require.Zero(t, deliver(t, second))

	var ids []casecore.DeliveryID
	for _, o := range b.mail.sent {
		ids = append(ids, o.Delivery.ID)
	}
	require.Equal(t, []casecore.DeliveryID{settled, inFlight, inFlight}, ids, "the repeat carries the same id")
	require.Equal(t, "sent", b.stored(inFlight).State)
	require.Equal(t, 2, b.stored(inFlight).Attempts)
}

func TestWorkerThatComesBackLateChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.queue(casecore.Delivery{Channel: "email", Address: "a@x"})
	stalled := b.deliverer(DeliverConfig{})
	rows, err := stalled.rows.claim(t.Context(), "email", b.now(), 10)
	require.NoError(t, err)
	b.pass(deliverLease)
	require.Equal(t, 1, deliver(t, b.deliverer(DeliverConfig{})))

	require.NoError(t, stalled.record(t.Context(), all(rows, outcome{state: stateDead, next: b.now(), reason: "late"})))
	require.Equal(t, "sent", b.stored(id).State)
}

func TestTwoWorkersSendEachRowOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const rows = 300
	for i := range rows {
		b.queue(casecore.Delivery{Channel: "email", Address: fmt.Sprintf("%d@x", i%40)})
	}
	var group errgroup.Group
	for range 2 {
		d := b.deliverer(DeliverConfig{Batch: 16})
		group.Go(func() error {
			for {
				n, err := d.Deliver(t.Context(), "email")
				if err != nil || n == 0 {
					return err
				}
			}
		})
	}
	require.NoError(t, group.Wait())
	seen := make(map[casecore.DeliveryID]bool)
	for _, o := range b.mail.sent {
		require.False(t, seen[o.Delivery.ID])
		seen[o.Delivery.ID] = true
	}
	require.Len(t, seen, rows)
}

func TestFailureBacksOffUntilItIsADeadLetterThatCanBeReplayed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.mail.answer = func(Outgoing) error { return errors.New("421 try later") }
	d := b.deliverer(DeliverConfig{})
	id := b.queue(casecore.Delivery{Channel: "email", Address: "a@x"})
	for attempt := 1; attempt < maxAttempts; attempt++ {
		require.Equal(t, 1, deliver(t, d))
		got := b.stored(id)
		require.Equal(t, "queued", got.State)
		require.Equal(t, attempt, got.Attempts)
		require.Equal(t, "421 try later", got.Error)
		wait := got.Next.Sub(b.now())
		longest := min(5*pow(3, attempt-1), 3600)
		require.LessOrEqual(t, wait.Seconds(), longest)
		require.GreaterOrEqual(t, wait.Seconds(), 0.8*longest)
		require.Zero(t, deliver(t, d), "not before its time")
		b.pass(wait)
	}
	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, "dead", b.stored(id).State)
	require.Equal(t, maxAttempts, b.stored(id).Attempts)
	b.pass(24 * time.Hour)
	require.Zero(t, deliver(t, d))

	b.mail.answer = nil
	require.NoError(t, d.Replay(t.Context(), id))
	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, "sent", b.stored(id).State)
	require.Equal(t, casecore.Conflict, casecore.CodeOf(d.Replay(t.Context(), id)))
	require.Equal(t, casecore.NotFound, casecore.CodeOf(d.Replay(t.Context(), casecore.NewID[casecore.DeliveryID]())))
}

func pow(base float64, n int) float64 {
	p := 1.0
	for range n {
		p *= base
	}
	return p
}

func TestWhoWantsToBeToldLaterHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	morning := b.now().Add(10 * time.Hour)
	b.mail.answer = func(o Outgoing) error {
		if o.Delivery.Address == "asleep@x" && b.now().Before(morning) {
			return fmt.Errorf("send: %w", Later{At: morning})
		}
		return nil
	}
	d := b.deliverer(DeliverConfig{})
	asleep := b.queue(casecore.Delivery{Channel: "email", Address: "asleep@x"})
	awake := b.queue(casecore.Delivery{Channel: "email", Address: "awake@x"})
	require.Equal(t, 2, deliver(t, d))
	require.Equal(t, "sent", b.stored(awake).State)
	got := b.stored(asleep)
	require.Equal(t, "queued", got.State)
	require.Zero(t, got.Attempts)
	require.Equal(t, morning, got.Next.UTC())
	b.pass(10 * time.Hour)
	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, "sent", b.stored(asleep).State)
}

func TestRetryAfterPausesTheChannel(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	calls := 0
	b.mail.answer = func(Outgoing) error {
		calls++
		if calls == 1 {
			return fmt.Errorf("send: %w", RetryAfter{After: 30 * time.Second})
		}
		return nil
	}
	d := b.deliverer(DeliverConfig{Parallel: 1})
	var ids []casecore.DeliveryID
	for i := range 5 {
		ids = append(ids, b.queue(casecore.Delivery{Channel: "email", Address: fmt.Sprintf("%d@x", i)}))
	}
	require.Equal(t, 5, deliver(t, d))
	require.Equal(t, 1, calls, "the rest of the batch is not tried")
	for _, id := range ids {
		got := b.stored(id)
		require.Equal(t, "queued", got.State)
		require.Zero(t, got.Attempts, "waiting is no attempt")
		require.Equal(t, b.now().Add(30*time.Second), got.Next.UTC())
	}
	fresh := b.queue(casecore.Delivery{Channel: "email", Address: "new@x"})
	b.pass(29 * time.Second)
	require.Zero(t, deliver(t, d))
	b.pass(time.Second)
	require.Equal(t, 6, deliver(t, d))
	require.Equal(t, "sent", b.stored(fresh).State)
}

func TestUnreachableAddressIsMarkedAndNotTriedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	person := b.person("o", "pl")
	b.point(person, casecore.OrgID{}, "email", "gone@x")
	b.mail.answer = func(Outgoing) error { return Unreachable{Err: errors.New("550 no such user")} }
	d := b.deliverer(DeliverConfig{})
	id := b.queue(casecore.Delivery{To: casecore.Recipient{Kind: toStaff, ID: person.UUID()}, Channel: "email", Address: "gone@x"})
	require.Equal(t, 1, deliver(t, d))
	got := b.stored(id)
	require.Equal(t, "unreachable", got.State)
	require.Equal(t, reasonRefused, got.Error)
	var marked bool
	require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT unreachable_at IS NOT NULL FROM contact_points`).Scan(&marked))
	require.True(t, marked)

	next := b.queue(casecore.Delivery{To: casecore.Recipient{Kind: toStaff, ID: person.UUID()}})
	_, err := d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, "unreachable", b.stored(next).State)
	require.Equal(t, reasonNoPoint, b.stored(next).Error)
}

func TestUrgentRowsGoFirstAndOneAddressKeepsItsOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.deliverer(DeliverConfig{Batch: 3, Parallel: 1})
	for i, urgent := range []bool{false, false, false, true, false, true} {
		b.queue(casecore.Delivery{
			Channel: "email", Address: "a@x", Template: fmt.Sprint("t", i), Urgent: urgent,
			NextAt: b.now().Add(-time.Hour + time.Duration(i)*time.Second),
		})
	}
	for sent := 1; sent > 0; {
		sent = deliver(t, d)
	}
	got := b.mail.templates()
	require.ElementsMatch(t, []string{"t0", "t3", "t5"}, got[:3], "the first batch holds both urgent rows")
	require.Equal(t, []string{"t1", "t2", "t4"}, got[3:])
}

func TestPanicOfASenderIsOneFailedAttempt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.mail.answer = func(o Outgoing) error {
		if o.Delivery.Address == "bad@x" {
			panic("boom")
		}
		return nil
	}
	bad := b.queue(casecore.Delivery{Channel: "email", Address: "bad@x"})
	good := b.queue(casecore.Delivery{Channel: "email", Address: "good@x"})
	require.Equal(t, 2, deliver(t, b.deliverer(DeliverConfig{})))
	require.Equal(t, "queued", b.stored(bad).State)
	require.Contains(t, b.stored(bad).Error, "boom")
	require.Equal(t, "sent", b.stored(good).State)
}

func TestStopLetsASendEndAndGivesBackTheRest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, stop := context.WithCancel(t.Context())
	b.mail.answer = func(Outgoing) error { stop(); return nil }
	first := b.queue(casecore.Delivery{Channel: "email", Address: "a@x"})
	second := b.queue(casecore.Delivery{Channel: "email", Address: "a@x"})
	_, err := b.deliverer(DeliverConfig{Parallel: 1}).Deliver(ctx, "email")
	require.NoError(t, err)
	require.Equal(t, "sent", b.stored(first).State)
	got := b.stored(second)
	require.Equal(t, "queued", got.State)
	require.Zero(t, got.Attempts)
	require.False(t, got.Next.After(b.now()), "due at once for whoever is next")
}

// MR-6.2.2
func TestGatheredRowsGoOutAsOneLetter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	head := b.person("head", "uk")
	unit := b.org("unit", casecore.OrgID{}, "")
	b.grant(head, "parent_head", unit, "")
	b.point(head, casecore.OrgID{}, "email", "head@x")
	var parents []casecore.DeliveryID
	for i := range 5 {
		executor := b.org(fmt.Sprint("executor", i), unit, "")
		parents = append(parents, b.queue(casecore.Delivery{
			To: casecore.Recipient{Kind: "parent_head", ID: executor.UUID()}, Template: "breach.solve", Gather: "weekly:breach.solve",
			Args: fmt.Appendf(nil, `{"number":"2026-%06d"}`, i),
		}))
	}
	urgent := b.queue(casecore.Delivery{Channel: "email", Address: "head@x", Template: "breach.solve", Urgent: true})

	d := b.deliverer(DeliverConfig{Batch: 3})
	n, err := d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Equal(t, 1, deliver(t, d), "the gathering waits until it is whole; what is urgent does not")
	require.Equal(t, "sent", b.stored(urgent).State)
	n, err = d.Expand(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)

	other := b.deliverer(DeliverConfig{})
	var group errgroup.Group
	for _, d := range []*Deliverer{d, other} {
		group.Go(func() error { _, err := d.Deliver(t.Context(), "email"); return err })
	}
	require.NoError(t, group.Wait())
	require.Len(t, b.mail.sent, 2, "one letter more")
	letter := b.mail.sent[1]
	require.Len(t, letter.All(), 5)
	require.Equal(t, "head@x", letter.Delivery.Address)
	var numbers []string
	for _, part := range letter.All() {
		numbers = append(numbers, string(part.Args))
	}
	require.True(t, slices.IsSorted(numbers), "oldest first")
	for _, id := range parents {
		require.Equal(t, "expanded", b.stored(id).State)
	}
	var unsent int
	require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT count(*) FROM deliveries WHERE state = 'queued'`).Scan(&unsent))
	require.Zero(t, unsent)
}

func TestRunWakesUpAndStops(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	org := b.org("o", casecore.OrgID{}, "")
	b.point(casecore.StaffID{}, org, "email", "o@x")
	settled := make(chan string, 10)
	d := b.deliverer(DeliverConfig{Hooks: DeliverHooks{Settled: func(_, state string, _ time.Duration) { settled <- state }}})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	b.queue(casecore.Delivery{To: casecore.Recipient{Kind: toOrg, ID: org.UUID()}})
	d.Wake()
	require.Equal(t, "sent", <-settled)
	stop()
	require.NoError(t, <-done)
}
