package casetest

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/audit"
)

// Seal gives positions to what has happened, as the relay does, and lets a sealer work until all of it is sealed.
func (w *World) Seal() {
	w.T.Helper()
	w.Exec(`UPDATE outbox o SET position = n.n FROM (
		SELECT id, (SELECT position FROM streams WHERE name = $1) + row_number() OVER (ORDER BY id) AS n FROM outbox
		WHERE stream = $1 AND position IS NULL) n
		WHERE n.id = o.id`, casecore.CasesStream)
	w.Exec(`UPDATE streams SET position = (SELECT max(position) FROM outbox WHERE stream = $1) WHERE name = $1`, casecore.CasesStream)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	sealer := audit.NewSealer(w.DB, uuid.NewString(), w.Clock.Now, slog.New(slog.DiscardHandler))
	go func() { done <- sealer.Run(ctx) }()
	const soon, often = 15 * time.Second, 5 * time.Millisecond // far above what anything here takes
	require.Eventually(w.T, func() bool {
		return w.Number(`SELECT position - sealed FROM streams WHERE name = $1`, casecore.CasesStream) == 0
	}, soon, often)
	cancel()
	require.NoError(w.T, <-done)
}
