package dashboard

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/i18n"
	"hotline/internal/site"
)

func TestEachCodeHasOneStatus(t *testing.T) {
	t.Parallel()
	texts, err := i18n.New()
	require.NoError(t, err)
	s := New(Config{Texts: texts, Log: slog.New(slog.DiscardHandler)})
	for _, c := range []struct {
		err    error
		status int
		key    string
	}{
		{&casecore.Error{Code: casecore.Invalid, Key: "error.text_empty"}, 422, "error.text_empty"},
		{&casecore.Error{Code: casecore.NotFound, Key: "error.case_unknown"}, 404, "error.case_unknown"},
		{&casecore.Error{Code: casecore.Forbidden, Key: "error.role"}, 403, "error.role"},
		{&casecore.Error{Code: casecore.Conflict, Key: "error.case_changed"}, 409, "error.case_changed"},
		{&casecore.Error{Code: casecore.Refused, Key: "error.action_state"}, 422, "error.action_state"},
		{&casecore.Error{Code: casecore.Internal, Key: "error.profile"}, 500, "error.profile"},
		{errSignIn, 401, "error.sign_in_first"},
		{site.ErrTooMany, 429, "error.too_many"},
		{fmt.Errorf("wrapped: %w", &casecore.Error{Code: casecore.NotFound, Key: "error.report_unknown"}), 404, "error.report_unknown"},
		{errors.New("secret: the password is 123"), 500, "error.internal"},
		{&casecore.Error{Code: "made up", Key: "error.role"}, 500, "error.internal"},
		{&casecore.Error{Code: casecore.NotFound}, 500, "error.internal"},
	} {
		p := s.problem("uk", c.err)
		require.Equal(t, c.status, p.Status, c.err)
		require.Equal(t, c.key, p.Key, c.err)
		require.Equal(t, http.StatusText(c.status), p.Title)
		require.NotContains(t, p.Detail, "secret")
		require.NotEmpty(t, p.Detail)
		require.Equal(t, site.ProblemType, p.ContentType("application/json"))
		if c.status != http.StatusInternalServerError {
			require.NotEqual(t, texts.T("uk", "error.internal", nil), p.Detail, "%s has no text", c.key)
			require.NotEqual(t, p.Detail, s.problem("en", c.err).Detail, "told in the reader's language")
		}
	}
}

func TestWhatWasSentIsNotRepeatedInAProblem(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	answer := h.browser().post("/api/sign-in", map[string]any{"login": "x", "password": 12345678})
	p := answer.problem(http.StatusUnprocessableEntity, "error.form")
	require.NotEmpty(t, p.Errors)
	require.Equal(t, "body.password", p.Errors[0].Location)
	require.NotContains(t, string(answer.Body), "12345678")
}

// The desk's browser may speak another language than who sits at it, and whoever sits at it may have chosen a third.
func TestAnAnswerIsInTheLanguageOfTheScreen(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{}) // whose account is Ukrainian
	for header, lang := range map[string]string{
		"pl": "pl", "en": "en", // chosen on the screen
		"": "uk", "en-GB": "uk", "en-US,en;q=0.9": "uk", "de": "uk",
	} {
		r := agent.request(http.MethodGet, "/api/reports/"+uuid.NewString(), nil)
		r.Header.Set("Accept-Language", header)
		p := agent.send(r).problem(http.StatusNotFound, "error.report_unknown")
		require.Equal(t, h.server.cfg.Texts.Explain(lang, &casecore.Error{Key: p.Key}), p.Detail, "Accept-Language: %q", header)
	}
}
