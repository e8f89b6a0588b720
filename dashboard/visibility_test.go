package dashboard

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

var jpeg = append([]byte("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00"), bytes.Repeat([]byte{7}, 200)...)

// RO-2.7: whoever has nothing to do with a case does not even learn that there is one.
func TestACaseOfOthersIsNotFound(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	own, other := c.LeadOrg, h.otherOrg(c.LeadOrg)
	parent := func(id casecore.OrgID) casecore.OrgID { o, _ := h.Catalogue.Org(id); return o.Parent }
	for _, role := range access.Roles() {
		if !access.May(casecore.Actor{Staff: casecore.NewID[casecore.StaffID](), Grants: []casecore.Grant{{Role: role}}}, access.ReadCases) {
			continue // reads no cases at all
		}
		ownOrg, otherOrg := own, other
		if role == regulation.RoleParentHead {
			ownOrg, otherOrg = parent(own), other
		}
		insider := h.hire(role, ownOrg)
		path := "/api/cases/" + c.ID.String()
		require.Equal(t, http.StatusOK, insider.get(path).Status, role)
		require.Equal(t, 1, cases(insider), role)

		outsider := h.hire(role, otherOrg)
		if outsider.actor.Sees([]string{casecore.TagCity}) {
			continue // the whole city is theirs
		}
		hidden, missing := outsider.get(path), outsider.get("/api/cases/"+uuid.NewString())
		hidden.problem(http.StatusNotFound, "error.case_unknown")
		require.Equal(t, string(missing.Body), string(hidden.Body), "as if it never was")
		require.Zero(t, cases(outsider), role)
		if access.May(outsider.actor, access.ActOnCases) {
			outsider.post(path+"/actions/accept", map[string]any{"version": 1}).problem(http.StatusNotFound, "error.case_unknown")
		}
	}
}

func cases(b *browser) int {
	var list CaseList
	b.get("/api/cases").ok().json(&list)
	return len(list.Cases)
}

func TestAFileIsForThoseWhoSeeWhatItBelongsTo(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var file FileView
	agent.upload("фото двору.jpg", "image/jpeg", jpeg).ok().json(&file)
	require.Equal(t, "image/jpeg", file.ContentType)
	path := "/api/files/" + file.ID.String()

	got := agent.get(path)
	require.Equal(t, http.StatusOK, got.Status)
	require.Equal(t, jpeg, got.Body)
	require.Equal(t, "nosniff", got.Header.Get("X-Content-Type-Options"))
	require.Contains(t, got.Header.Get("Content-Disposition"), "attachment")
	require.Contains(t, got.Header.Get("Content-Security-Policy"), "sandbox")

	colleague := h.hire(regulation.RoleAgent, casecore.OrgID{})
	colleague.get(path).problem(http.StatusNotFound, "error.file_unknown") // it is loose still

	body := typed()
	body["files"], body["claim"] = []string{file.ID.String()}, true
	var received ReportState
	agent.post("/api/reports", body).ok().json(&received)
	require.Equal(t, http.StatusOK, colleague.get(path).Status)

	var worded Worded
	agent.post("/api/reports/"+received.Report.ID.String()+"/word", map[string]any{
		"text": "Немає води.", "topic": "water.hot", "district": "central", "place": "вул. Миру, 5", "via": "read_aloud",
	}).ok().json(&worded)
	executor := h.hire(regulation.RoleExecutor, worded.Case.LeadOrg)
	require.Equal(t, http.StatusOK, executor.get(path).Status, "the citizen's photo is the executor's to see")
	var card CaseView
	executor.get("/api/cases/" + worded.Case.ID.String()).ok().json(&card)
	require.Len(t, card.Files, 1)
	outsider := h.hire(regulation.RoleExecutor, h.otherOrg(worded.Case.LeadOrg))
	require.Equal(t, http.StatusNotFound, outsider.get(path).Status)
	require.Equal(t, http.StatusNotFound, outsider.get("/api/files/nonsense").Status)
}

func TestAnUploadIsWhatItsBytesAre(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	b.upload("photo.jpg", "image/jpeg", []byte("<!doctype html><script>alert(1)</script>")).
		problem(http.StatusUnprocessableEntity, "error.file_type")
	b.upload("empty.jpg", "image/jpeg", nil).problem(http.StatusUnprocessableEntity, "error.file_empty")
	large := append(bytes.Clone(jpeg), make([]byte, 20<<20)...)
	b.upload("large.jpg", "image/jpeg", large).problem(http.StatusUnprocessableEntity, "error.file_too_large")

	var file FileView
	b.upload("../../etc/passwd.html", "text/html", jpeg).ok().json(&file)
	require.Equal(t, "passwd.html.jpg", file.Name)
	require.Equal(t, "image/jpeg", file.ContentType)
}

func TestARetriedUploadIsOneFile(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	key := uuid.NewString()
	var first, again FileView
	b.upload("a.jpg", "image/jpeg", jpeg, key).ok().json(&first)
	b.upload("a.jpg", "image/jpeg", jpeg, key).ok().json(&again)
	require.Equal(t, first.ID, again.ID)
	b.upload("a.jpg", "image/jpeg", append(jpeg, 1), key).problem(http.StatusUnprocessableEntity, "error.key_reused")
}
