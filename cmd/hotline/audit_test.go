package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/internal/pgtest"
)

// verify runs "hotline audit verify" on a database.
func verify(t *testing.T, url string) (printed string, err error) {
	t.Helper()
	var cli struct {
		Audit auditCmd `cmd:""`
	}
	var out bytes.Buffer
	parser, err := kong.New(&cli, kong.Writers(&out, &out), kong.BindTo(t.Context(), (*context.Context)(nil)))
	require.NoError(t, err)
	k, err := parser.Parse([]string{"audit", "verify", "--database-url", url})
	require.NoError(t, err)
	err = k.Run()
	return out.String(), err
}

func TestAuditVerifyPrintsEachProblemAndFails(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	printed, err := verify(t, url)
	require.NoError(t, err)
	require.Equal(t, "0 histories of 0 events, 0 seals of 0 heads: 0 problems\n", printed)

	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `INSERT INTO events (subject_id, seq, at, subject_type, type, actor, role, data, hash)
		VALUES ($1, 2, now(), 'case', 'case.test', 'system', 'system', '{}', '\x00')`, uuid.UUID{15: 1})
	require.NoError(t, err)
	printed, err = verify(t, url)
	require.ErrorIs(t, err, errAltered, "the exit status is 1")
	require.Contains(t, printed, "case 00000000-0000-0000-0000-000000000001: events are missing before event 2\n")
	require.Contains(t, printed, "case 00000000-0000-0000-0000-000000000001: it was deleted; event 2 told of it\n")
	require.Contains(t, printed, "1 histories of 1 events, 0 seals of 0 heads: 2 problems\n")
}

func TestALongVerificationSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Now()
	say := progressTo(&out, false, func() time.Time { return now })
	say(1, 10)
	require.Empty(t, out.String())
	now = now.Add(progressEvery)
	say(2, 10)
	say(3, 10)
	require.Equal(t, "2 of about 10 (20 %)\n", out.String())
}
