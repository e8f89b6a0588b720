package callout

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/internal/wilson"
)

// DrawSample draws closed cases by chance, to ask their applicants (MR-6.4).
type DrawSample struct {
	casecore.Command `json:"-"`
	Since, Until     time.Time            // when they were closed; until exclusive
	Topic            regulation.TopicCode // "" draws from all
	Org              casecore.OrgID       // zero draws from all executors'
	Size             int
	ByMachine        bool // the machine asks; else agents do
}

// Sample is a drawn list and how it stands. Seed and population draw it again.
type Sample struct {
	ID         uuid.UUID
	Since      time.Time
	Until      time.Time
	Topic      regulation.TopicCode // "" of all
	Org        casecore.OrgID       // zero of all
	Population int
	Seed       int64
	ByMachine  bool
	DrawnBy    casecore.StaffID
	DrawnAt    time.Time
	Size       int
	Asked      int // who answered
	Settled    int // of those: it is settled
	NotSettled int
	Badly      int
	Open       int // not asked yet
	Unanswered int // nobody answered so far; an agent may ask again
}

// Share is the part of those who answered that says it is settled, with the limits of its 95 % interval. All are 0 while nobody has.
func (s *Sample) Share() (share, low, high float64) {
	if s.Asked == 0 {
		return 0, 0, 0
	}
	low, high = wilson.Interval(s.Settled, s.Asked)
	return float64(s.Settled) / float64(s.Asked), low, high
}

// SampledCase is a case of a sample.
type SampledCase struct {
	Ordinal int
	Case    casecore.CaseID
	Number  casecore.Number
	Topic   string
	Org     casecore.OrgID
	EndedAt time.Time
	Result  string // "" while nobody has answered
	Note    string
	By      casecore.StaffID // who asked, zero for the machine
	Cycle   int              // of the case's terms, begun by a repeat; 0 for none
	AskedAt time.Time
}

// mostSampled bounds a sample.
const mostSampled = 1000

// Draw draws a sample and keeps what it was drawn from. It fails with Refused when nothing was closed in the time.
func (b *Book) Draw(ctx context.Context, cmd DrawSample) (uuid.UUID, error) {
	const op = "draw"
	if cmd.Size < 1 || cmd.Size > mostSampled || !cmd.Since.Before(cmd.Until) {
		return uuid.Nil, fail(casecore.Invalid, op, "error.form")
	}
	id, now := uuid.Must(uuid.NewV7()), b.now()
	claim, err := cmd.Claim(cmd, id, "sample", now, keyLife)
	if err != nil {
		return id, err
	}
	err = b.db.InTx(ctx, func(ctx context.Context) error {
		claimed := b.store.Claim(ctx, claim)
		all, err := b.closed(ctx, cmd)
		if earlier, repeated, claimErr := claimed.Repeat(ctx); claimErr != nil || repeated {
			id = earlier
			return claimErr
		}
		switch {
		case err != nil:
			return err
		case len(all) == 0:
			return fail(casecore.Refused, op, "error.sample_empty")
		}
		seed := newSeed()
		if err := b.exec(ctx, op, `INSERT INTO samples (id, since, until, topic, org_id, population, seed, by_machine, drawn_by, drawn_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			id, cmd.Since, cmd.Until, string(cmd.Topic), pg.NullID(cmd.Org), len(all), seed, cmd.ByMachine, cmd.Actor.Staff.UUID(), now); err != nil {
			return err
		}
		return b.keepDrawn(ctx, id, drawn(all, cmd.Size, seed), cmd, now)
	})
	return id, err
}

// closed are the cases that a sample is drawn from, in an order that stays.
func (b *Book) closed(ctx context.Context, cmd DrawSample) ([]uuid.UUID, error) {
	list, err := pg.Collect(ctx, b.db, pgx.RowTo[uuid.UUID], `SELECT id FROM cases
		WHERE phase = 'ended' AND outcome = 'solved' AND ended_at >= $1 AND ended_at < $2
			AND ($3 = '' OR topic = $3) AND ($4::uuid IS NULL OR lead_org = $4) ORDER BY id`, cmd.Since, cmd.Until, string(cmd.Topic), pg.NullID(cmd.Org))
	return list, failed("closed", err)
}

// drawn picks by chance: the same seed and population give the same list.
func drawn(all []uuid.UUID, size int, seed int64) []uuid.UUID {
	list := append([]uuid.UUID(nil), all...)
	r := rand.New(rand.NewPCG(uint64(seed), uint64(len(all)))) //nolint:gosec // the seed is of crypto/rand and kept, so that it can be drawn again
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(size, len(list))]
}

func newSeed() int64 {
	var b [8]byte
	_, _ = crand.Read(b[:]) // never fails
	return int64(binary.BigEndian.Uint64(b[:]) >> 1)
}

func (b *Book) keepDrawn(ctx context.Context, id uuid.UUID, list []uuid.UUID, cmd DrawSample, now time.Time) error {
	err := b.exec(ctx, "draw", `INSERT INTO sample_cases (sample_id, case_id, ordinal)
		SELECT $1, c.id, c.ordinal FROM unnest($2::uuid[]) WITH ORDINALITY AS c (id, ordinal)`, id, list)
	if err != nil || !cmd.ByMachine {
		return err
	}
	tasks := make([]uuid.UUID, len(list))
	for i := range tasks {
		tasks[i] = uuid.Must(uuid.NewV7())
	}
	return b.exec(ctx, "draw", `INSERT INTO call_tasks (id, case_id, kind, sample_id, staff_id, reason, state, next_at, created_at)
		SELECT t.id, t.case_id, 'sample', $3, $4, 'MR-6.4', 'waiting', $5, $5 FROM unnest($1::uuid[], $2::uuid[]) AS t (id, case_id)`,
		tasks, list, id, cmd.Actor.Staff.UUID(), now)
}
