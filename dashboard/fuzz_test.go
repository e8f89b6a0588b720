package dashboard

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/i18n"
	"hotline/internal/site"
)

// bare is a server without a database: whoever comes has signed in, every use case succeeds. What is left is the edge.
func bare(tb testing.TB) http.Handler {
	tb.Helper()
	texts, err := i18n.New()
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{cfg: Config{
		Intake: bareIntake{}, FileRows: bareFiles{}, Blobs: bareFiles{}, Texts: texts, Now: time.Now,
		Log: slog.New(slog.DiscardHandler),
	}}
	s.router = site.NewRouter(site.RouterConfig{
		Guard: func(_ access.Action, h http.Handler) http.Handler { return h }, Explain: s.explain, Translate: s.translate,
		Problem: reflect.TypeFor[Problem](),
	})
	s.mountReports()
	s.mountFiles()
	agent := casecore.Actor{Staff: casecore.NewID[casecore.StaffID](), Grants: []casecore.Grant{{Role: regulation.RoleAgent}}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := &site.Caller{Actor: agent, Member: staff.Member{Person: staff.Person{ID: agent.Staff}}, Lang: "uk"}
		r = r.WithContext(site.WithCaller(r.Context(), who))
		s.router.Mux().ServeHTTP(w, r)
	})
}

type bareIntake struct{}

func (bareIntake) Receive(_ context.Context, cmd casecore.ReceiveReport) (casecore.Report, error) {
	return casecore.Report{ID: casecore.NewID[casecore.ReportID](), Text: cmd.Text, Source: cmd.Source}, nil
}

func (bareIntake) Claim(_ context.Context, cmd casecore.ClaimReport) (casecore.Report, error) {
	return casecore.Report{ID: cmd.Report}, nil
}

func (bareIntake) Release(_ context.Context, cmd casecore.ReleaseReport) (casecore.Report, error) {
	return casecore.Report{ID: cmd.Report}, nil
}

type bareFiles struct{}

func (bareFiles) InTx(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }
func (bareFiles) AfterCommit(_ context.Context, f func())                        { f() }
func (bareFiles) Claim(context.Context, casecore.Claim) casecore.Claimed         { return bareFiles{} }
func (bareFiles) Repeat(context.Context) (uuid.UUID, bool, error)                { return uuid.Nil, false, nil }
func (bareFiles) File(context.Context, casecore.FileID) (casecore.File, error) {
	return casecore.File{}, nil
}
func (bareFiles) Read(context.Context, string) (io.ReadSeekCloser, error) { return nil, io.EOF }

func (bareFiles) Save(_ context.Context, name, _ string, r io.Reader, addedBy, purpose string) (casecore.File, error) {
	n, err := io.Copy(io.Discard, r)
	return casecore.File{Name: name, Size: n, AddedBy: addedBy, Purpose: purpose}, err
}

// Whatever is sent as a report, the answer is a report or a problem that is the sender's.
func FuzzReceive(f *testing.F) {
	h := bare(f)
	for _, seed := range []string{
		`{}`, `[]`, `null`, ``, `{"source":"phone","text":"води","applicant":{}}`, `{"source":"phone","text":"\u0000","applicant":{}}`,
		`{"source":"phone","text":"води","applicant":{"phone":"+380501112233"},"point":{"lat":1e999,"lon":0},"files":["x"]}`,
		`{"source":"phone","text":"води","applicant":{"reply_channel":"telegram"},"claim":true}`,
	} {
		f.Add([]byte(seed), "application/json")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		r := httptest.NewRequest(http.MethodPost, "/api/reports", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Idempotency-Key", "a key for fuzzing")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusCreated && (w.Code < 400 || w.Code >= 500) {
			t.Fatalf("%d: %s", w.Code, w.Body)
		}
	})
}

// Whatever is sent as an upload, the answer is a file or a problem that is the sender's.
func FuzzUpload(f *testing.F) {
	h := bare(f)
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nbytes\r\n--b--\r\n"), "multipart/form-data; boundary=b")
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nphoto\r\n--b--\r\n"), "multipart/form-data; boundary=b")
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut"), "multipart/form-data; boundary=b")
	f.Add([]byte(""), "multipart/form-data")
	f.Add([]byte("{}"), "application/json")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		r := httptest.NewRequest(http.MethodPost, "/api/files", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Idempotency-Key", "a key for fuzzing")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusCreated && (w.Code < 400 || w.Code >= 500) {
			t.Fatalf("%d: %s", w.Code, w.Body)
		}
	})
}
