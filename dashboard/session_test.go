package dashboard

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
)

func TestSigningInTellsWhoOneIsAndWhatOneMayDo(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var me Me
	b.get("/api/me").ok().json(&me)
	require.Equal(t, b.actor.Staff, me.ID)
	require.Equal(t, b.login, me.Login)
	require.Equal(t, []string{"intake", "city"}, me.Tags)
	require.Contains(t, me.Actions, access.ClaimReport)
	require.NotContains(t, me.Actions, access.ReplayDead)
	require.Equal(t, "mariupol", me.Profile.Name)
	require.True(t, me.Profile.Confirmation.Required) // MR-4.4
}

func TestTheCookieIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	t.Parallel()
	for url, secure := range map[string]bool{"http://hotline.test": false, "https://hotline.test": true} {
		h := build(t, "mariupol", func(c *Config) { c.PublicURL = url })
		b := h.hire(regulation.RoleAgent, casecore.OrgID{})
		answer := b.signIn(password)
		cookies := (&http.Response{Header: answer.Header}).Cookies()
		require.Len(t, cookies, 1)
		c := cookies[0]
		require.True(t, c.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, c.SameSite)
		require.Equal(t, secure, c.Secure)
		require.Equal(t, secure, strings.HasPrefix(c.Name, "__Host-"))
		require.Zero(t, c.MaxAge, "it ends with the browser")
	}
}

func TestTheStoreHoldsNoTokenThatOpensAnything(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	answer := h.hire(regulation.RoleAgent, casecore.OrgID{}).signIn(password)
	token := (&http.Response{Header: answer.Header}).Cookies()[0].Value
	var n int
	require.NoError(t, h.DB.QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE token = $1`, token).Scan(&n))
	require.Zero(t, n)
}

func TestATokenPlantedBeforeSigningInIsWorthNothingAfter(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	planted := session(t, b)
	require.Equal(t, http.StatusOK, b.signIn(password).Status)
	require.NotEqual(t, planted, session(t, b), "a new token for a new sign-in")

	thief := h.browser()
	r := thief.request(http.MethodGet, "/api/me", nil)
	r.AddCookie(&http.Cookie{Name: "hotline", Value: planted})
	require.Equal(t, http.StatusUnauthorized, thief.send(r).Status)
	require.Equal(t, http.StatusOK, b.get("/api/me").Status)
}

func session(t *testing.T, b *browser) string {
	t.Helper()
	r := b.request(http.MethodGet, "/", nil)
	cookies := b.http.Jar.Cookies(r.URL)
	require.Len(t, cookies, 1)
	return cookies[0].Value
}

func TestASessionEndsWhenItIsIdleAndWhenItIsTooOld(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) { c.Limits.SessionIdle, c.Limits.SessionLife = time.Hour, 3*time.Hour })
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	for range 3 { // used every 50 minutes it lives on
		h.Clock.Advance(50 * time.Minute)
		require.Equal(t, http.StatusOK, b.get("/api/me").Status)
	}
	h.Clock.Advance(50 * time.Minute) // 3 h 20 min in all
	require.Equal(t, http.StatusUnauthorized, b.get("/api/me").Status)

	require.Equal(t, http.StatusOK, b.signIn(password).Status)
	h.Clock.Advance(time.Hour)
	require.Equal(t, http.StatusUnauthorized, b.get("/api/me").Status)
}

func TestSessionsEndWithThePasswordAndWithThePerson(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	require.NoError(t, h.office.SetPassword(t.Context(), b.login, "another password"))
	h.Clock.Advance(6 * time.Second) // what is remembered of people is younger
	require.Equal(t, http.StatusUnauthorized, b.get("/api/me").Status)

	require.Equal(t, http.StatusOK, b.signIn("another password").Status)
	require.Equal(t, http.StatusOK, b.get("/api/me").Status, "though the old password may be remembered for some seconds")
	require.NoError(t, h.office.Disable(t.Context(), b.login))
	h.Clock.Advance(6 * time.Second)
	require.Equal(t, http.StatusUnauthorized, b.get("/api/me").Status)
	b.signIn("another password").problem(http.StatusUnauthorized, "error.sign_in")
}

func TestARoleThatIsTakenAwayEndsWithinSeconds(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	require.Equal(t, http.StatusOK, b.get("/api/queue").Status)
	_, err := h.office.Revoke(t.Context(), b.login, casecore.Grant{Role: regulation.RoleAgent})
	require.NoError(t, err)
	h.Clock.Advance(5 * time.Second)
	b.get("/api/queue").problem(http.StatusForbidden, "error.role")
}

func TestEveryFailedSignInLooksTheSame(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	known := h.hire(regulation.RoleAgent, casecore.OrgID{})
	unknown := h.browser()
	unknown.login = "nobody"
	a, b := known.signIn("wrong password"), unknown.signIn("wrong password")
	a.problem(http.StatusUnauthorized, "error.sign_in")
	require.Equal(t, string(a.Body), string(b.Body))
}

func TestAnAccountLocksAfterFiveWrongPasswordsAndOpensAgain(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	for range 5 {
		require.Equal(t, http.StatusUnauthorized, b.signIn("wrong password").Status)
	}
	require.Equal(t, http.StatusUnauthorized, b.signIn(password).Status, "locked, though it is the right one")
	h.Clock.Advance(15 * time.Minute)
	require.Equal(t, http.StatusOK, b.signIn(password).Status)
}

func TestFailedTriesToSignInAreFewForAnAddress(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) { c.Limits.SignIns = Rate{Burst: 3, Every: time.Minute} })
	for range 5 {
		h.hire(regulation.RoleAgent, casecore.OrgID{}) // a shift begins
	}
	b := h.browser()
	for _, login := range []string{"a", "b", "c"} {
		b.login = login
		require.Equal(t, http.StatusUnauthorized, b.signIn(password).Status)
	}
	b.signIn(password).problem(http.StatusTooManyRequests, "error.too_many")
	h.Clock.Advance(time.Minute)
	require.Equal(t, http.StatusUnauthorized, b.signIn(password).Status)
}

func TestALinkCodeIsForOneself(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	org := h.anyOrg()
	b := h.hire(regulation.RoleExecutor, org)
	var code LinkCode
	b.post("/api/link-codes", map[string]any{"org": org}).ok().json(&code)
	require.Len(t, code.Code, 8)
	require.Equal(t, h.Clock.Now().Add(10*time.Minute).UTC(), code.ExpiresAt.UTC())
	b.post("/api/link-codes", map[string]any{"org": casecore.NewID[casecore.OrgID]()}).
		problem(http.StatusForbidden, "error.org_of_another")
}

// cutting ends all sessions while a request is on its way, once.
type cutting struct {
	People

	cut func()
}

func (c *cutting) Lookup(ctx context.Context, id casecore.StaffID) (staff.Member, error) {
	if cut := c.cut; cut != nil {
		c.cut = nil
		cut()
	}
	return c.People.Lookup(ctx, id)
}

func TestASessionThatIsEndedWhileItIsUsedStaysEnded(t *testing.T) {
	t.Parallel()
	people := &cutting{}
	h := build(t, "mariupol", func(c *Config) { people.People, c.People = c.People, people })
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	require.Equal(t, http.StatusOK, b.get("/api/me").Status)
	h.Clock.Advance(2 * time.Minute) // so that being used is written down
	people.cut = func() {
		_, err := h.DB.Exec(context.Background(), `DELETE FROM sessions`)
		require.NoError(t, err)
	}
	require.Equal(t, http.StatusUnauthorized, b.get("/api/me").Status)
	var n int
	require.NoError(t, h.DB.QueryRow(t.Context(), `SELECT count(*) FROM sessions`).Scan(&n))
	require.Zero(t, n)
}

func TestOnlyWrongPasswordsCountAsFailedSignIns(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) { c.Limits.SignIns = Rate{Burst: 2, Every: time.Minute} })
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	change := func(present, next string) *reply {
		return b.post("/api/account/password", map[string]any{"present": present, "next": next})
	}
	for range 3 {
		change(password, password).problem(http.StatusUnprocessableEntity, "error.password_same")
	}
	for range 2 {
		change("not this one", "a password that is new").problem(http.StatusUnprocessableEntity, "error.password_wrong")
	}
	change("not this one", "a password that is new").problem(http.StatusTooManyRequests, "error.too_many")
}
