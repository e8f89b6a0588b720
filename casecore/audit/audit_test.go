package audit_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/audit"
	"hotline/casecore/casetest"
)

const (
	soon  = 15 * time.Second // far above what anything here takes
	often = 5 * time.Millisecond
)

// city is a world whose histories are sealed.
type city struct {
	*casetest.World
	t     *testing.T
	cases []casecore.Case
}

// sealedCity has a few cases, their changes sealed in two rounds.
func sealedCity(t *testing.T) *city {
	t.Helper()
	c := &city{World: casetest.New(t, "mariupol"), t: t}
	for range 3 {
		c.cases = append(c.cases, c.Case(casetest.Topic))
		c.Seal()
	}
	require.Empty(t, c.verify())
	return c
}

func (c *city) verify() []audit.Problem {
	c.t.Helper()
	var found []audit.Problem
	sum, err := audit.Verify(context.Background(), c.DB.Pool(), audit.Observer{
		Found: func(p audit.Problem) { found = append(found, p) },
	})
	require.NoError(c.t, err)
	require.EqualValues(c.t, len(found), sum.Problems)
	return found
}

// tampered changes what the database refuses to let anybody but its owner change, and returns the one problem that is
// found then. Nothing of it stays.
func (c *city) tampered(t *testing.T, change func(exec func(sql string, args ...any))) audit.Problem {
	t.Helper()
	ctx := context.Background()
	tx, err := c.DB.Pool().Begin(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback(ctx)) }()
	exec := func(sql string, args ...any) {
		_, err := tx.Exec(ctx, sql, args...)
		require.NoError(t, err)
	}
	exec(`SET LOCAL session_replication_role = replica`)
	change(exec)
	var found []audit.Problem
	_, err = audit.VerifyIn(ctx, tx, audit.Observer{Found: func(p audit.Problem) { found = append(found, p) }})
	require.NoError(t, err)
	require.Len(t, found, 1, "%v", found)
	return found[0]
}

func TestEventsCannotBeChangedByTheProduct(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	for _, sql := range []string{`UPDATE events SET actor = 'citizen'`, `DELETE FROM events`} {
		_, err := c.DB.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "append-only")
	}
}

func TestAnUntouchedHistoryHoldsTogether(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	var calls atomic.Int64
	sum, err := audit.Verify(t.Context(), c.DB.Pool(), audit.Observer{Progress: func(int64, int64) { calls.Add(1) }})
	require.NoError(t, err)
	require.EqualValues(t, 6, sum.Subjects, "three reports, three cases")
	require.Equal(t, c.Number(`SELECT count(*) FROM events`), sum.Events)
	require.Equal(t, c.Number(`SELECT count(*) FROM seals`), sum.Seals)
	require.EqualValues(t, 6, sum.Leaves, "of a subject only the newest head")
	require.Zero(t, sum.Problems)
}

func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	for name, test := range map[string]struct {
		tamper string // $1 is the second case
		kind   audit.Kind
		words  string
	}{
		"an event's data": {
			`UPDATE events SET data = data || '{"by":"nobody"}' WHERE subject_id = $1 AND seq = 1`, audit.Altered, "event 1",
		},
		"an event's time": {
			`UPDATE events SET at = at - interval '1 second' WHERE subject_id = $1 AND seq = 1`, audit.Altered, "event 1",
		},
		"an event's actor": {`UPDATE events SET actor = 'system' WHERE subject_id = $1`, audit.Altered, "altered"},
		"a cut tail":       {`DELETE FROM events WHERE subject_id = $1`, audit.CutTail, "ends at event 0"},
		"a tail cut together with its head": {
			`WITH cut AS (DELETE FROM events e USING reports r WHERE r.case_id = $1 AND e.subject_id = r.id AND e.seq = r.event_seq)
			UPDATE reports r SET event_seq = e.seq, event_hash = e.hash FROM events e
			WHERE r.case_id = $1 AND e.subject_id = r.id AND e.seq = r.event_seq - 1`, audit.CutTail, "should go on",
		},
		"a beginning": {
			`DELETE FROM events e USING reports r WHERE r.case_id = $1 AND e.subject_id = r.id AND e.seq = 1`, audit.Missing, "before event 2",
		},
		"an event twice": {
			`INSERT INTO events SELECT subject_id, seq, at + interval '1 second', subject_type, type, actor, role, data, hash
			FROM events WHERE subject_id = $1 AND seq = 1`, audit.Repeated, "more than once",
		},
		"a head":         {`UPDATE cases SET event_hash = '\x00' WHERE id = $1`, audit.WrongHead, "its row does not name"},
		"a deleted case": {`DELETE FROM cases WHERE id = $1`, audit.Deleted, "was deleted"},
		"a case deleted with its history": {
			`WITH gone AS (DELETE FROM events WHERE subject_id = $1), out AS (DELETE FROM outbox WHERE subject_id = $1)
			DELETE FROM cases WHERE id = $1`, audit.Deleted, "was deleted",
		},
		"a rewritten history": {
			`WITH other AS (SELECT sha256('other') AS hash), row AS (UPDATE cases SET event_hash = other.hash FROM other WHERE id = $1)
			UPDATE events e SET hash = other.hash FROM other WHERE e.subject_id = $1`, audit.Altered, "altered",
		},
		"a seal's root": {`UPDATE seals SET root = '\x00' WHERE id = (SELECT max(id) FROM seals) AND $1::uuid IS NOT NULL`, audit.BadSeal, "seal"},
		"a seal's leaf": {
			`DELETE FROM seal_leaves WHERE subject_id = $1`, audit.BadSeal, "its leaves",
		},
		"a seal in the middle": {
			`WITH s AS (SELECT seal_id FROM seal_leaves WHERE subject_id = $1), l AS (DELETE FROM seal_leaves USING s WHERE seal_leaves.seal_id = s.seal_id)
			DELETE FROM seals USING s WHERE id = s.seal_id`, audit.BadSeal, "deleted",
		},
		"the newest seal": {
			`WITH s AS (SELECT max(id) AS id FROM seals WHERE $1::uuid IS NOT NULL), l AS (DELETE FROM seal_leaves USING s WHERE seal_id = s.id)
			DELETE FROM seals USING s WHERE seals.id = s.id`, audit.NoSeal, "are missing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.tampered(t, func(exec func(string, ...any)) { exec(test.tamper, c.cases[1].ID.UUID()) })
			require.Equal(t, test.kind, p.Kind, "%v", p)
			require.Contains(t, p.String(), test.words)
		})
	}
}

// Whoever can write everything can also make a whole history fit; the seal still knows the head that it had.
func TestAHistoryRewrittenThroughoutDoesNotFitItsSeal(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	forged := c.cases[1]
	events, err := c.Store.Events(t.Context(), forged.Subject())
	require.NoError(t, err)
	p := c.tampered(t, func(exec func(string, ...any)) {
		var chain casecore.Chain
		for _, e := range events {
			e.Actor = "nobody"
			chain = chain.Link(&e)
			exec(`UPDATE events SET actor = $3, hash = $4 WHERE subject_id = $1 AND seq = $2`, forged.ID.UUID(), e.Seq, e.Actor, e.Hash)
		}
		exec(`UPDATE cases SET event_hash = $2 WHERE id = $1`, forged.ID.UUID(), chain.Hash)
	})
	require.Equal(t, audit.Rewritten, p.Kind)
	require.Equal(t, forged.ID.UUID(), p.Subject.ID)
}

func TestErasingAPersonLeavesTheHistoryWhole(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	c.Exec(`UPDATE applicants SET surname = '', name = '', patronymic = '', residence = '', phone = '', email = '',
		reply_channel = '', reply_address = '', erased_at = now()`)
	c.Exec(`UPDATE reports SET text = '', salt = ''`)
	c.Exec(`UPDATE wordings SET text = '', salt = ''`)
	c.Exec(`UPDATE case_texts SET text = ''`)
	c.Exec(`UPDATE messages SET text = '', salt = ''`)
	require.Empty(t, c.verify())
}

func TestWhatNobodySealsIsReported(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	c.Case(casetest.Topic)
	c.Exec(`UPDATE outbox SET position = 1000 + id, at = now() - interval '2 hours' WHERE position IS NULL`)
	found := c.verify()
	require.Len(t, found, 1)
	require.Equal(t, audit.Unsealed, found[0].Kind)
	require.Contains(t, found[0].String(), "nothing was sealed")
}

func TestSealsGoOnAfterPruning(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	c.Exec(`DELETE FROM outbox`)
	c.Case(casetest.Topic)
	before := c.Number(`SELECT count(*) FROM seals`)
	c.Seal()
	require.Equal(t, before+1, c.Number(`SELECT count(*) FROM seals`))
	require.Empty(t, c.verify())
}

// book is a log that may be read while it is written.
type book struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *book) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *book) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// The root is what an operator compares with the log of another machine.
func TestTheRootOfEachSealIsLogged(t *testing.T) {
	t.Parallel()
	c := sealedCity(t)
	c.Case(casetest.Topic)
	c.Exec(`UPDATE outbox SET position = 1000 + id WHERE position IS NULL`)
	c.Exec(`UPDATE streams SET position = (SELECT max(position) FROM outbox WHERE stream = 'cases') WHERE name = 'cases'`)
	var log book
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	sealer := audit.NewSealer(c.DB, "one", c.Clock.Now, slog.New(slog.NewTextHandler(&log, nil)))
	go func() { done <- sealer.Run(ctx) }()
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "root=") }, soon, often)
	cancel()
	require.NoError(t, <-done)
	require.Zero(t, c.Number(`SELECT position - sealed FROM streams WHERE name = 'cases'`))
	var root string
	require.NoError(t, c.DB.QueryRow(t.Context(), `SELECT encode(root, 'hex') FROM seals ORDER BY id DESC LIMIT 1`).Scan(&root))
	require.Contains(t, log.String(), root)
}
