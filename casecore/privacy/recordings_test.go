package privacy_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
)

// talked is a call that was recorded and gave the case's report.
func (b *bureau) talked(c casecore.Case) casecore.FileID {
	b.t.Helper()
	ctx, book, now := b.t.Context(), calls.NewBook(b.DB), b.Clock.Now()
	call := calls.Call{
		ID: casecore.NewID[calls.CallID](), PBX: "pbx", Channel: uuid.NewString(), Direction: calls.In, Purpose: calls.ToReport,
		Caller: "+380501112233", Grade: calls.New, Lang: "uk", Step: "ended", State: json.RawMessage(`{}`), Started: now, Ended: now,
	}
	require.NoError(b.t, book.Begin(ctx, call))
	file, err := b.blobs.Save(ctx, "talk.wav", "audio/wav", strings.NewReader("RIFF\x24\x00\x00\x00WAVEfmt 0"), "system", "talk")
	require.NoError(b.t, err)
	require.NoError(b.t, book.KeepFile(ctx, call.ID, file.ID))
	require.NoError(b.t, book.Gave(ctx, call.ID, 1, c.ReportID))
	return file.ID
}

func TestATalkIsKeptForItsTimeUnlessAHoldKeepsItLonger(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.talked(c)
	require.NoError(t, b.office.Hold(t.Context(), c.Number, "ухвала суду", b.clerk))
	b.Clock.Advance(200 * 24 * time.Hour)
	removed, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.Zero(t, removed["recordings"])
	require.NoError(t, b.office.Release(t.Context(), c.Number, "справу в суді закрито", b.clerk))
	removed, err = b.office.Retain(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(1), removed["recordings"])
}

func TestAnErasureTakesTheTalkAndTheNumberThatCalled(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.talked(b.lived(true))
	removed := b.erase().Removed
	require.Equal(t, int64(1), removed["recordings"])
	require.Equal(t, int64(1), removed["calls"])
	require.Zero(t, b.Number(`SELECT count(*) FROM calls WHERE caller <> ''`))
}
