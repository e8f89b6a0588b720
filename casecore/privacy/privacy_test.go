package privacy_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/audit"
	"hotline/casecore/casetest"
	"hotline/casecore/privacy"
	"hotline/casecore/regulation"
	"hotline/internal/blob"
)

// bureau is a city with somebody who serves people asking about their data.
type bureau struct {
	*casetest.World

	t      *testing.T
	office *privacy.Office
	blobs  *blob.Store
	log    *bytes.Buffer
	clerk  casecore.Actor
}

func open(t *testing.T, profile regulation.ProfileName) *bureau {
	t.Helper()
	w := casetest.New(t, profile)
	blobs, err := blob.Open(t.Context(), "mem://", w.Store, w.Clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	b := &bureau{World: w, t: t, blobs: blobs, log: &bytes.Buffer{}, clerk: w.Person(regulation.RoleSupervisor, casecore.OrgID{})}
	b.office = privacy.NewOffice(w.DB, w.Store, w.Catalogue, blobs, w.Rules, w.Clock.Now, slog.New(slog.NewTextHandler(b.log, nil)))
	return b
}

// lived is a case with everything that a person can leave behind, ended or not.
func (b *bureau) lived(ended bool) casecore.Case {
	b.t.Helper()
	ctx := b.t.Context()
	c := b.Case(casetest.Topic)
	file, err := b.blobs.Save(ctx, "дім.png", "", strings.NewReader("\x89PNG\r\n\x1A\n0000"), "citizen", "photo")
	require.NoError(b.t, err)
	standing := casecore.Standing{Channel: casecore.ReplyByTelegram, Address: "1001"}
	_, err = b.Service.AddToCase(ctx, casecore.AddToCase{
		Command: b.Command(casecore.Citizen), Standing: standing, Case: c.ID, Text: "моя квартира дванадцять", Files: []casecore.FileID{file.ID},
	})
	require.NoError(b.t, err)
	b.Exec(`INSERT INTO tg_chats (bot_id, chat_id, saved) VALUES (1, 1001, '{"place": "вул. Миру, 5"}')`)
	b.Exec(`INSERT INTO tg_updates (bot_id, update_id, chat_id, raw, received_at, held_until, ready_at, done_at)
		VALUES (1, 1, 1001, 'Коваль', now(), $1, $1, $1)`, time.Now())
	if ended {
		agent := b.Agent()
		for _, step := range []casecore.ActOnCase{{Action: "accept"}, {Action: "close", Ground: "act", Text: "Заявниця підтвердила"}} {
			step.Command, step.Case = b.Command(agent), c.ID
			if step.Ground != "" {
				act, err := b.blobs.Save(ctx, "акт.pdf", "", strings.NewReader("%PDF-1.7 "), agent.String(), "act")
				require.NoError(b.t, err)
				step.Files = []casecore.FileID{act.ID}
			}
			if step.Action == "accept" {
				step.Command = b.Command(b.Person(regulation.RoleExecutor, c.LeadOrg))
			}
			c, err = b.Service.Act(ctx, step)
			require.NoError(b.t, err)
		}
		_, err = b.Service.Rate(ctx, casecore.RateCase{
			Command: b.Command(casecore.Citizen), Standing: standing, Case: c.ID, Mark: 2, Text: "Коваль незадоволена",
		})
		require.NoError(b.t, err)
	}
	b.Exec(`UPDATE deliveries SET state = 'sent', settled_at = $1`, b.Clock.Now())
	return c
}

func (b *bureau) verify() {
	b.t.Helper()
	sum, err := audit.Verify(b.t.Context(), b.DB.Pool(), audit.Observer{Found: func(p audit.Problem) { b.t.Log(p) }})
	require.NoError(b.t, err)
	require.Positive(b.t, sum.Events)
	require.Zero(b.t, sum.Problems)
}

func (b *bureau) ask(kind privacy.Kind) privacy.Request {
	b.t.Helper()
	return b.askFor("+380501112233", kind)
}

// askFor finds whoever has the telephone and asks for what they want.
func (b *bureau) askFor(phone casecore.Phone, kind privacy.Kind) privacy.Request {
	b.t.Helper()
	found, err := b.office.Find(b.t.Context(), privacy.Contact{Phone: phone})
	require.NoError(b.t, err)
	ask := privacy.Ask{ID: uuid.New(), Kind: kind, Proof: "паспорт показано", Actor: b.clerk}
	for _, f := range found {
		ask.Reports = append(ask.Reports, f.Report)
	}
	r, err := b.office.Ask(b.t.Context(), ask)
	require.NoError(b.t, err)
	again, err := b.office.Ask(b.t.Context(), ask)
	require.NoError(b.t, err)
	require.Equal(b.t, r, again, "a repeat is no second request")
	return r
}

func (b *bureau) erase() privacy.Request {
	b.t.Helper()
	r, err := b.office.Erase(b.t.Context(), b.ask(privacy.Erasure).ID, b.clerk)
	require.NoError(b.t, err)
	require.Equal(b.t, privacy.Done, r.State)
	return r
}

// export carries out a request and returns its data and how many files came with them.
func (b *bureau) export(r privacy.Request) (data string, files int) {
	b.t.Helper()
	var archive bytes.Buffer
	done, err := b.office.Package(b.t.Context(), r.ID, b.clerk, &archive)
	require.NoError(b.t, err)
	require.Equal(b.t, privacy.Done, done.State)
	z, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	require.NoError(b.t, err)
	f, err := z.Open("data.json")
	require.NoError(b.t, err)
	all, err := io.ReadAll(f)
	require.NoError(b.t, err)
	return string(all), len(z.File) - 1
}

// traces are words that only the person's data hold.
var traces = []string{"Коваль", "Оксана", "380501112233", "вул. Миру", "квартира", "гаряча", "незадоволена", "підтвердила"}

// dump is every row of every table in which people's data may lie.
func (b *bureau) dump() string {
	b.t.Helper()
	var all strings.Builder
	for _, table := range []string{
		"applicants", "reports", "wordings", "cases", "case_texts", "messages", "deliveries", "outbox", "files", "events", "commands",
		"case_ratings", "tg_chats", "tg_updates", "tg_outgoing", "privacy_requests", "retention_runs", "breaches", "deadlines",
		"calls", "call_recordings", "call_orders", "call_tasks", "call_attempts", "sample_cases",
	} {
		rows, err := b.DB.Query(b.t.Context(), `SELECT to_jsonb(t)::text FROM `+table+` t`)
		require.NoError(b.t, err)
		for rows.Next() {
			var row string
			require.NoError(b.t, rows.Scan(&row))
			all.WriteString(table + " " + row + "\n")
		}
		require.NoError(b.t, rows.Err())
	}
	return all.String()
}

// Nothing of the person is left in any table or file, and the history still holds together.
func TestAnErasureLeavesNothingOfThePerson(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.Seal()
	before := b.dump()
	for _, trace := range traces {
		require.Contains(t, before, trace)
	}
	key := ""
	require.NoError(t, b.DB.QueryRow(t.Context(), `SELECT blob_key FROM files`).Scan(&key))

	r := b.erase()
	require.Empty(t, r.Kept)
	for _, what := range []string{"applicants", "reports", "wordings", "cases", "texts", "messages", "ratings", "letters", "files", "chats", "chat_messages"} {
		require.Positive(t, r.Removed[what], what)
	}
	after := b.dump()
	for _, trace := range traces {
		require.NotContains(t, after, trace)
	}
	_, err := b.blobs.Read(t.Context(), key)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err), "nor the bytes of their photo")
	b.verify()
	b.Seal()
	b.verify()
	events, err := b.Store.Events(t.Context(), c.Subject())
	require.NoError(t, err)
	require.Equal(t, "case.erased", events[len(events)-1].Type)
	require.Equal(t, b.clerk.String(), events[len(events)-1].Actor)

	again, err := b.office.Erase(t.Context(), r.ID, b.clerk)
	require.NoError(t, err)
	require.Equal(t, r, again, "the receipt stays as it was")
	found, err := b.office.Find(t.Context(), privacy.Contact{Phone: "+380501112233"})
	require.NoError(t, err)
	require.Empty(t, found)
	for _, trace := range traces {
		require.NotContains(t, b.log.String(), trace)
	}
}

// Mariupol's profile keeps what is still worked on, and says so.
// A list may hold the case's words: its file goes with them and is made anew without.
func TestExportedListsAreMadeAnewAfterAnErasure(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	export := func(state string, at time.Time) (key string) {
		key, _, err := b.blobs.Keep(t.Context(), "exports", "text/csv", func(w io.Writer) error {
			_, err := io.WriteString(w, "Коваль")
			return err
		})
		require.NoError(t, err)
		b.Exec(`INSERT INTO exports (id, owner_id, format, lang, tags, filter, state, blob_key, attempts, created_at)
			VALUES ($1, $2, 'csv', 'uk', '{}', '{}', $3, $4, 1, $5)`, uuid.New(), b.clerk.Staff.UUID(), state, key, at)
		return key
	}
	before := export("done", b.Clock.Now().Add(-time.Hour))
	b.lived(true)
	since := export("done", b.Clock.Now())
	export("running", b.Clock.Now())
	r := b.erase()
	require.EqualValues(t, 2, r.Removed["exports"])
	require.EqualValues(t, 2, b.Number(`SELECT count(*) FROM exports WHERE state = 'queued' AND blob_key = '' AND holder = ''`))
	require.EqualValues(t, 1, b.Number(`SELECT count(*) FROM exports WHERE state = 'done' AND blob_key = $1`, before))
	_, err := b.blobs.Read(t.Context(), since)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	kept, err := b.blobs.Read(t.Context(), before)
	require.NoError(t, err)
	require.NoError(t, kept.Close())
}

func TestAnOpenCaseIsKeptAndNamed(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(false)
	r := b.erase()
	require.Equal(t, []privacy.Kept{{Report: c.ReportID, Number: c.Number.String(), Why: privacy.KeptOpen}}, r.Kept)
	require.Zero(t, r.Removed.Total())
	require.Contains(t, b.dump(), "Коваль")
	b.verify()
}

// Romny's has the work go on without the person.
func TestAnOpenCaseGoesOnWithoutItsApplicant(t *testing.T) {
	t.Parallel()
	b := open(t, "romny")
	c := b.lived(false)
	r := b.erase()
	require.Empty(t, r.Kept)
	after := b.dump()
	for _, trace := range []string{"Коваль", "Оксана", "380501112233", "квартира", "нема гарячої"} {
		require.NotContains(t, after, trace)
	}
	c, err := b.Store.Case(t.Context(), c.ID)
	require.NoError(t, err)
	require.Contains(t, c.Text, "відсутня гаряча вода", "the executor knows what to do")
	_, err = b.Service.Act(t.Context(), casecore.ActOnCase{
		Command: b.Command(b.Agent()), Case: c.ID, Action: "progress", Text: "Бригада виїхала",
	})
	require.NoError(t, err)
	b.verify()
}

func TestAHoldKeepsWhateverAnybodyAsks(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	require.Error(t, b.office.Hold(t.Context(), c.Number, " ", b.clerk))
	require.Error(t, b.office.Hold(t.Context(), casecore.Number{Year: 2026, Seq: 99}, "ухвала суду", b.clerk))
	require.NoError(t, b.office.Hold(t.Context(), c.Number, "ухвала суду", b.clerk))
	require.Equal(t, privacy.KeptHeld, b.erase().Kept[0].Why)
	b.Clock.Advance(10 * 365 * 24 * time.Hour)
	removed, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.Zero(t, removed.Total())
	require.Error(t, b.office.Release(t.Context(), c.Number, " ", b.clerk))
	require.NoError(t, b.office.Release(t.Context(), c.Number, "справу в суді закрито", b.clerk))
	require.Error(t, b.office.Release(t.Context(), c.Number, "удруге", b.clerk))
	require.Empty(t, b.erase().Kept)

	ended, err := b.office.Released(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, ended, 1)
	require.Equal(t, "ухвала суду", ended[0].Reason)
	require.Equal(t, "справу в суді закрито", ended[0].Why)
	require.Equal(t, b.clerk.String(), ended[0].ReleasedBy)
	require.True(t, ended[0].ReleasedAt.After(ended[0].Since))
}

func TestWhatIsOldGoesByItself(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.lived(true)
	withdrawn := b.Report()
	_, err := b.Service.Withdraw(t.Context(), casecore.WithdrawReport{Command: b.Command(casecore.Citizen), Report: withdrawn.ID})
	require.NoError(t, err)
	waiting := b.Report()
	day := 24 * time.Hour
	for _, step := range []struct {
		after time.Duration
		gone  []string
	}{
		{100 * day, nil},
		{100 * day, []string{"letters"}},
		{200 * day, []string{"applicants", "reports"}}, // of what became no case
		{700 * day, []string{"files"}},
		{800 * day, []string{"applicants", "reports", "texts", "wordings"}},
	} {
		b.Clock.Advance(step.after)
		removed, err := b.office.Retain(t.Context())
		require.NoError(t, err)
		for _, what := range step.gone {
			require.Positive(t, removed[what], "%s: %v", what, removed)
		}
		if step.gone == nil {
			require.Zero(t, removed.Total(), "%v", removed)
		}
	}
	r, err := b.Store.Report(t.Context(), waiting.ID)
	require.NoError(t, err)
	require.NotEmpty(t, r.Text, "nobody has read it yet")
	require.EqualValues(t, 5, b.Number(`SELECT count(*) FROM retention_runs`))
	b.verify()
}

// stuck is a store of bytes that cannot remove one of them.
type stuck struct {
	*blob.Store

	key string
}

func (s stuck) Delete(ctx context.Context, key string) error {
	if key == s.key {
		return errors.New("the disk is read-only")
	}
	return s.Store.Delete(ctx, key)
}

func TestBytesThatCannotBeRemovedKeepNothingElseFromGoing(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.lived(true)
	require.EqualValues(t, 2, b.Number(`SELECT count(*) FROM files`))
	key := ""
	require.NoError(t, b.DB.QueryRow(t.Context(), `SELECT min(blob_key) FROM files`).Scan(&key))
	whole := b.office
	b.office = privacy.NewOffice(b.DB, b.Store, b.Catalogue, stuck{b.blobs, key}, b.Rules, b.Clock.Now, slog.New(slog.DiscardHandler))
	b.erase()
	require.EqualValues(t, 1, b.Number(`SELECT count(*) FROM blob_removals`))
	_, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, b.Number(`SELECT count(*) FROM retention_runs`))
	require.ErrorContains(t, b.office.RemoveBytes(t.Context()), "read-only")
	require.NoError(t, whole.RemoveBytes(t.Context()))
	require.Zero(t, b.Number(`SELECT count(*) FROM blob_removals`))
}

func TestAnExportHoldsWhateverIsKept(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.lived(true)
	r := b.ask(privacy.Export)
	data, files := b.export(r)
	require.Equal(t, 2, files)
	for _, trace := range traces {
		require.Contains(t, data, trace)
	}
	require.NotContains(t, data, b.clerk.Staff.String(), "whoever works here is not part of it")
	require.NotContains(t, data, `"salt"`)

	_, err := b.office.Erase(t.Context(), r.ID, b.clerk)
	require.Equal(t, casecore.Conflict, casecore.CodeOf(err), "an export erases nothing")
}

func TestARequestNeedsAPersonAndAProof(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	_, err := b.office.Find(t.Context(), privacy.Contact{Email: " "})
	require.Equal(t, casecore.Invalid, casecore.CodeOf(err))
	report := b.Report()
	for _, ask := range []privacy.Ask{
		{ID: uuid.New(), Kind: privacy.Erasure, Reports: []casecore.ReportID{report.ID}},
		{ID: uuid.New(), Kind: privacy.Erasure, Proof: "паспорт"},
		{ID: uuid.New(), Kind: "sale", Proof: "паспорт", Reports: []casecore.ReportID{report.ID}},
		{ID: uuid.New(), Kind: privacy.Erasure, Proof: "паспорт", Reports: []casecore.ReportID{casecore.NewID[casecore.ReportID]()}},
	} {
		ask.Actor = b.clerk
		_, err = b.office.Ask(t.Context(), ask)
		require.Equal(t, casecore.Invalid, casecore.CodeOf(err), "%v", ask)
	}
	ask := privacy.Ask{ID: uuid.New(), Kind: privacy.Erasure, Proof: "паспорт", Reports: []casecore.ReportID{report.ID}, Actor: b.clerk}
	_, err = b.office.Ask(t.Context(), ask)
	require.NoError(t, err)
	_, err = b.office.Refuse(t.Context(), ask.ID, "", b.clerk)
	require.Error(t, err)
	r, err := b.office.Refuse(t.Context(), ask.ID, "не та особа", b.clerk)
	require.NoError(t, err)
	require.Equal(t, privacy.Refused, r.State)
	_, err = b.office.Erase(t.Context(), ask.ID, b.clerk)
	require.Equal(t, casecore.Conflict, casecore.CodeOf(err))
	list, err := b.office.Requests(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
}
