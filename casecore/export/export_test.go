package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/casetest"
	"hotline/casecore/export"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/blob"
	"hotline/internal/i18n"
)

// office is a city whose lists are exported.
type office struct {
	*casetest.World

	exports *export.Exports
	reader  *stats.Reader
	files   *blob.Store
	texts   *i18n.Bundle
}

func open(t *testing.T) *office {
	t.Helper()
	w := casetest.New(t, "mariupol")
	files, err := blob.Open(t.Context(), "mem://", w.Store, w.Clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	texts, err := i18n.New()
	require.NoError(t, err)
	return &office{w, export.New(w.DB, w.Store, w.Clock.Now), stats.NewReader(w.DB, w.Clock.Now), files, texts}
}

func (o *office) worker(holder string, files export.Files) *export.Worker {
	return export.NewWorker(o.exports, holder, o.reader, o.Rules, files, o.texts, slog.New(slog.DiscardHandler))
}

func (o *office) ask(actor casecore.Actor, format export.Format, f stats.CaseFilter) export.Job {
	o.T.Helper()
	f.Tags = actor.Tags()
	j, err := o.exports.Ask(context.Background(), o.Command(actor), format, "uk", f)
	require.NoError(o.T, err)
	return j
}

// fetch makes the one file that is wanted and returns its bytes.
func (o *office) fetch(j export.Job) []byte {
	o.T.Helper()
	made, err := o.worker("a", o.files).Make(context.Background())
	require.NoError(o.T, err)
	require.True(o.T, made)
	j, err = o.exports.Job(context.Background(), j.Owner, j.ID)
	require.NoError(o.T, err)
	require.Equal(o.T, export.Done, j.State)
	r, err := o.files.Read(context.Background(), j.Key)
	require.NoError(o.T, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	require.NoError(o.T, err)
	require.Equal(o.T, j.Size, int64(len(b)))
	return b
}

func rowsOf(t *testing.T, file []byte) [][]string {
	t.Helper()
	require.True(t, bytes.HasPrefix(file, []byte("\xEF\xBB\xBF")), "Excel has to know that it is UTF-8")
	r := csv.NewReader(bytes.NewReader(file[3:]))
	r.Comma = ';'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows
}

func TestAFileHasARowForEachCaseOfTheFilterAndNobodysData(t *testing.T) {
	t.Parallel()
	o := open(t)
	first := o.Case(casetest.Topic)
	o.Case(casetest.SOSTopic)
	_, err := o.DB.Exec(t.Context(), `UPDATE case_texts SET text = '=HYPERLINK("http://evil")' WHERE case_id = $1`, first.ID.UUID())
	require.NoError(t, err)
	head := o.Person(regulation.RoleCentreHead, casecore.OrgID{})

	all := rowsOf(t, o.fetch(o.ask(head, export.CSV, stats.CaseFilter{})))
	require.Len(t, all, 3)
	require.Equal(t, "Номер", all[0][0])
	one := rowsOf(t, o.fetch(o.ask(head, export.CSV, stats.CaseFilter{Topic: casetest.Topic})))
	require.Len(t, one, 2)
	require.Equal(t, first.Number.String(), one[1][0])
	require.Equal(t, "2026-03-02 10:00", one[1][1], "by the city's clocks")
	require.Equal(t, `'=HYPERLINK("http://evil")`, one[1][6], "a citizen's words are no formula")
	for _, row := range all {
		for _, secret := range []string{"Коваль", "Оксана", "501112233"} {
			require.NotContains(t, strings.Join(row, " "), secret)
		}
	}

	book, err := excelize.OpenReader(bytes.NewReader(o.fetch(o.ask(head, export.XLSX, stats.CaseFilter{}))))
	require.NoError(t, err)
	rows, err := book.GetRows(book.GetSheetName(0))
	require.NoError(t, err)
	require.Len(t, rows, 3)
	formula, err := book.GetCellFormula(book.GetSheetName(0), "G3")
	require.NoError(t, err)
	require.Empty(t, formula)
	require.NoError(t, book.Close())
}

// RO-2.7
func TestAFileHoldsWhatItsOwnerSeesAndNobodyElseFindsIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.Case(casetest.Topic)
	lead, _ := o.Catalogue.Org(c.LeadOrg)
	stranger := o.Person(regulation.RoleExecutorHead, lead.Parent)
	j := o.ask(stranger, export.CSV, stats.CaseFilter{})
	require.Len(t, rowsOf(t, o.fetch(j)), 1, "the heading alone")
	other := o.Person(regulation.RoleCentreHead, casecore.OrgID{})
	_, err := o.exports.Job(t.Context(), other.Staff, j.ID)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	mine, err := o.exports.Jobs(t.Context(), stranger.Staff)
	require.NoError(t, err)
	require.Len(t, mine, 1)
	none, err := o.exports.Jobs(t.Context(), other.Staff)
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestAskingIsAnEventWithoutTheWordsAndARepeatIsTheSameJob(t *testing.T) {
	t.Parallel()
	o := open(t)
	head := o.Person(regulation.RoleCentreHead, casecore.OrgID{})
	cmd := o.Command(head)
	f := stats.CaseFilter{Tags: head.Tags(), Text: "Коваль", Phase: "open"}
	first, err := o.exports.Ask(t.Context(), cmd, export.CSV, "uk", f)
	require.NoError(t, err)
	second, err := o.exports.Ask(t.Context(), cmd, export.CSV, "uk", f)
	require.NoError(t, err)
	require.Equal(t, first.ID, second.ID)
	f.Phase = "ended"
	_, err = o.exports.Ask(t.Context(), cmd, export.CSV, "uk", f)
	var known *casecore.Error
	require.ErrorAs(t, err, &known)
	require.Equal(t, "error.key_reused", known.Key, "another list is not the first one")
	events, err := o.Store.Events(t.Context(), casecore.Subject{Type: export.Subject, ID: first.ID})
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.Equal(t, head.String(), events[0].Actor)
	require.NotContains(t, string(events[0].Data), "Коваль")
	require.Contains(t, string(events[0].Data), `"phase":"open"`)
	require.True(t, casecore.Chain{}.Follows(&events[0]))
}

// dying is a store that loses its process in the middle of a file.
type dying struct{ export.Files }

var errKilled = errors.New("killed")

func (d dying) Keep(_ context.Context, _, _ string, write func(w io.Writer) error) (string, int64, error) {
	return "", 0, errors.Join(errKilled, write(io.Discard))
}

func TestAKilledWorkersFileIsMadeByAnotherOnceItIsSilent(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Case(casetest.Topic)
	head := o.Person(regulation.RoleCentreHead, casecore.OrgID{})
	j := o.ask(head, export.CSV, stats.CaseFilter{})
	made, err := o.worker("a", dying{o.files}).Make(t.Context())
	require.True(t, made)
	require.ErrorIs(t, err, errKilled)
	b := o.worker("b", o.files)
	made, err = b.Make(t.Context())
	require.NoError(t, err)
	require.False(t, made, "its holder may be alive")
	o.Clock.Advance(time.Minute)
	require.Len(t, rowsOf(t, o.fetch(j)), 2)
}

// slow is a store that takes its time to finish a file.
type slow struct {
	export.Files

	finish func()
}

func (s slow) Keep(ctx context.Context, folder, kind string, write func(w io.Writer) error) (string, int64, error) {
	return s.Files.Keep(ctx, folder, kind, func(w io.Writer) error {
		err := write(w)
		s.finish()
		return err
	})
}

func TestAFileThatTakesLongToFinishIsNotTakenOver(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Case(casetest.Topic)
	head := o.Person(regulation.RoleCentreHead, casecore.OrgID{})
	j := o.ask(head, export.XLSX, stats.CaseFilter{})
	a := o.worker("a", slow{o.files, func() {
		o.Clock.Advance(time.Minute)
		require.Eventually(t, func() bool {
			var beat time.Time
			require.NoError(t, o.DB.QueryRow(context.Background(), `SELECT beat_at FROM exports`).Scan(&beat))
			return beat.Equal(o.Clock.Now())
		}, 10*time.Second, 5*time.Millisecond)
		made, err := o.worker("b", o.files).Make(context.Background())
		require.NoError(t, err)
		require.False(t, made)
	}})
	a.BeatEvery(5 * time.Millisecond)
	made, err := a.Make(t.Context())
	require.NoError(t, err)
	require.True(t, made)
	j, err = o.exports.Job(t.Context(), head.Staff, j.ID)
	require.NoError(t, err)
	require.Equal(t, export.Done, j.State)
}

func TestWhatFailsAgainAndAgainIsGivenUp(t *testing.T) {
	t.Parallel()
	o := open(t)
	head := o.Person(regulation.RoleCentreHead, casecore.OrgID{})
	j := o.ask(head, export.CSV, stats.CaseFilter{})
	for range 3 {
		_, err := o.worker("a", dying{o.files}).Make(t.Context())
		require.ErrorIs(t, err, errKilled)
		o.Clock.Advance(time.Minute)
	}
	made, err := o.worker("a", dying{o.files}).Make(t.Context())
	require.NoError(t, err)
	require.True(t, made)
	j, err = o.exports.Job(t.Context(), head.Staff, j.ID)
	require.NoError(t, err)
	require.Equal(t, export.Failed, j.State)
}

func TestFilesAreGoneAfterADay(t *testing.T) {
	t.Parallel()
	o := open(t)
	head := o.Person(regulation.RoleCentreHead, casecore.OrgID{})
	j := o.ask(head, export.CSV, stats.CaseFilter{})
	o.fetch(j)
	j, err := o.exports.Job(t.Context(), head.Staff, j.ID)
	require.NoError(t, err)
	w := o.worker("a", o.files)
	o.Clock.Advance(23 * time.Hour)
	require.NoError(t, w.Prune(t.Context()))
	_, err = o.exports.Job(t.Context(), head.Staff, j.ID)
	require.NoError(t, err)
	o.Clock.Advance(2 * time.Hour)
	require.NoError(t, w.Prune(t.Context()))
	_, err = o.exports.Job(t.Context(), head.Staff, j.ID)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	_, err = o.files.Read(t.Context(), j.Key)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
}

func TestExecutorsThemselvesExportNothing(t *testing.T) {
	t.Parallel()
	require.False(t, access.May(casecore.Actor{
		Staff: casecore.NewID[casecore.StaffID](), Grants: []casecore.Grant{{Role: regulation.RoleExecutor}},
	}, access.ExportCases))
}
