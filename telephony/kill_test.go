package telephony_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/asterisktest"
	"hotline/internal/blob"
	"hotline/internal/i18n"
	"hotline/internal/pg"
	"hotline/telephony"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// Environment of a child: a whole bridge process, to be killed.
const (
	childDatabase = "TELEPHONY_TEST_CHILD_DATABASE"
	childARI      = "TELEPHONY_TEST_CHILD_ARI" // URL, user, password, application
	childVoice    = "TELEPHONY_TEST_CHILD_VOICE"
	childFiles    = "TELEPHONY_TEST_CHILD_FILES"
	childLease    = "TELEPHONY_TEST_CHILD_LEASE"
)

func TestMain(m *testing.M) {
	http.DefaultTransport = asterisk.Transport(http.DefaultTransport, reservedHosts...)
	if os.Getenv(childDatabase) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child is the process that is killed: a bridge on the real use cases.
func child() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	pool, err := pgxpool.New(ctx, os.Getenv(childDatabase))
	if err != nil {
		return err
	}
	defer pool.Close()
	db, log := pg.NewDB(pool), slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	library, err := regulation.Embedded()
	if err != nil {
		return err
	}
	catalogue, err := pgstore.NewCatalogue(ctx, db, log)
	if err != nil {
		return err
	}
	texts, err := i18n.New()
	if err != nil {
		return err
	}
	store := pgstore.New(db)
	files, err := blob.Open(ctx, os.Getenv(childFiles), store, time.Now)
	if err != nil {
		return err
	}
	ari := strings.Split(os.Getenv(childARI), " ")
	client, err := asterisk.New(asterisk.Config{URL: ari[0], Username: ari[1], Password: ari[2], App: ari[3]})
	if err != nil {
		return err
	}
	lease, err := time.ParseDuration(os.Getenv(childLease))
	if err != nil {
		return err
	}
	bridge := telephony.New(telephony.Config{
		Holder: fmt.Sprint(os.Getpid()), LeaseTTL: lease, Missed: telephony.MissedWanted, Settings: settings(),
		Retry: 50 * time.Millisecond, Lines: []telephony.Line{{Number: asterisktest.Line, Lang: "uk"}},
	}, telephony.Deps{
		PBX: client, DB: db, Calls: calls.NewBook(db), Cases: noCases{}, Speech: &voice{url: os.Getenv(childVoice)}, Files: files,
		Intake: casecore.NewService(store, casecore.City{Library: library, Name: "mariupol"}, catalogue, time.Now, casecore.Hooks{}, log),
		Texts:  texts, Now: time.Now, Log: log,
	})
	go func() {
		for !bridge.Ready() {
			time.Sleep(time.Millisecond)
		}
		fmt.Println(ready)
	}()
	return bridge.Run(ctx)
}

// ready is what a child says when it hears Asterisk.
const ready = "ready"

// spawn starts a child and returns when it hears Asterisk. The returned function kills it with signal 9.
func (r *rig) spawn() (kill func()) {
	r.t.Helper()
	kill, out := r.spawnSoon()
	r.awaitReady(out)
	return kill
}

// awaitReady waits until a child says that it hears Asterisk.
func (r *rig) awaitReady(out io.Reader) {
	r.t.Helper()
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		said <- strings.TrimSpace(line)
	}()
	select {
	case line := <-said:
		require.Equal(r.t, ready, line)
	case <-time.After(patience):
		require.FailNow(r.t, "the bridge process does not become ready")
	}
}

// spawnSoon starts a child, whatever it does.
func (r *rig) spawnSoon() (kill func(), out io.Reader) {
	r.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDatabase+"="+r.url, childVoice+"="+r.speech.url, childFiles+"="+r.files, childLease+"="+r.cfg.LeaseTTL.String(),
		childARI+"="+strings.Join([]string{r.pbx.URL(), r.pbx.Username(), r.pbx.Password(), r.pbx.App()}, " "))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	require.NoError(r.t, err)
	require.NoError(r.t, cmd.Start())
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	r.t.Cleanup(kill)
	return kill, out
}

// Killed in any step and started again, the bridge goes on with the call: the caller is asked again, and what they say becomes
// one report.
func TestKilledAtEveryStepOfACallItLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for _, step := range []flow.Step{flow.Menu, flow.Invite, flow.Record, flow.Thanks} {
		t.Run(string(step), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.speech = newVoice(t, 1500*time.Millisecond) // long enough to be killed in
			kill := r.spawn()
			caller := r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: patient(step)})
			func() {
				defer func() {
					if t.Failed() {
						r.dump()
					}
				}()
				r.at(step)
			}()
			kill()
			r.spawn()
			require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
			r.settled()
			reports := r.reports()
			r.dump()
			require.Len(t, reports, 1)
			require.Equal(t, 1, reports[0].Files)
		})
	}
}

// patient is a caller who speaks long enough for the bridge to be killed in that step and to come back.
func patient(step flow.Step) []asterisktest.Step {
	before, talk := 500*time.Millisecond, 6*time.Second
	switch step {
	case flow.Menu:
		before = 5 * time.Second // until they are asked again
	case flow.Invite:
		talk = 12 * time.Second
	}
	return []asterisktest.Step{
		asterisktest.Wait(before), asterisktest.Keys("2"), asterisktest.Wait(time.Second), speech(talk), asterisktest.Keys("#"),
		asterisktest.ExpectBye(patience),
	}
}

// Several kills while many callers speak: every message is one report.
func TestKilledWhileManySpeakEveryMessageIsOneReport(t *testing.T) {
	t.Parallel()
	const callers, kills = 8, 3
	r := newRig(t)
	kill := r.spawn()
	var all []*asterisktest.Caller
	for i := range callers {
		all = append(all, r.pbx.Caller(t, asterisktest.CallerConfig{Number: fmt.Sprintf("05012345%02d", i), Steps: []asterisktest.Step{
			asterisktest.Wait(time.Duration(i) * 400 * time.Millisecond), asterisktest.Keys("2"), asterisktest.Wait(2 * time.Second),
			speech(4 * time.Second), asterisktest.Wait(6 * time.Second), asterisktest.HangUp(),
		}}))
	}
	for range kills {
		r.at(flow.Record)
		kill()
		kill = r.spawn()
	}
	for _, c := range all {
		c.Result()
	}
	r.eventually(func() bool { // some may have spoken to the dialplan
		return r.count(`SELECT count(*) FROM calls`) == callers
	}, "a call is not written down")
	r.settled()
	phones := map[string]int{}
	for _, report := range r.reports() {
		phones[report.Phone]++
	}
	require.Len(t, phones, callers, "everybody is reported")
	for phone, n := range phones {
		require.Equal(t, 1, n, phone)
	}
}
