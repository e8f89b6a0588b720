package dashboard

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

func (b *browser) classifier() ClassifierView {
	b.h.t.Helper()
	var v ClassifierView
	b.get("/api/classifier").ok().json(&v)
	return v
}

func (v *ClassifierView) topic(code string) TopicEdit {
	i := slices.IndexFunc(v.Topics, func(t TopicEdit) bool { return string(t.Topic.Code) == code })
	if i < 0 {
		return TopicEdit{}
	}
	return v.Topics[i]
}

// MR-4.6
func TestATopicIsEditedLoggedAndTakenBack(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	before := admin.classifier()
	edit := before.topic("water.flood")
	require.NotEmpty(t, edit.Revision)
	require.Nil(t, before.Last)

	edit.Topic.Names = maps.Clone(edit.Topic.Names)
	edit.Topic.Names["uk"] = "Затоплення водою"
	edit.Topic.Executors = map[regulation.DistrictCode]regulation.OrgCode{"": "vodokanal"}
	var after ClassifierView
	admin.post("/api/classifier/topics", edit).ok().json(&after)
	require.Equal(t, edit.Topic, after.topic("water.flood").Topic)
	require.Len(t, after.Topics, len(before.Topics))
	require.Equal(t, "edit", after.Last.Action)
	p := admin.post("/api/classifier/topics", edit).problem(http.StatusConflict, "error.item_changed")
	require.NotNil(t, p.Present)

	edit = after.topic("water.flood")
	edit.Topic.Executors = map[regulation.DistrictCode]regulation.OrgCode{"": "nobody-at-all"}
	admin.post("/api/classifier/topics", edit).problem(http.StatusUnprocessableEntity, "error.classifier_fault")
	edit = after.topic("water.flood")
	edit.Topic.Kind = "no such kind"
	admin.post("/api/classifier/topics", edit).problem(http.StatusUnprocessableEntity, "error.classifier_fault")

	var undone ClassifierView
	admin.post("/api/classifier/undo", map[string]any{"entry": after.Last.ID}).ok().json(&undone)
	require.True(t, reflect.DeepEqual(before.Topics, undone.Topics))
	require.Nil(t, undone.Last)
	admin.post("/api/classifier/undo", map[string]any{"entry": after.Last.ID}).problem(http.StatusNotFound, "error.nothing_to_undo")
	var log LogList
	admin.get("/api/admin-log?subject=topic").ok().json(&log)
	require.Len(t, log.Entries, 2)
	require.Equal(t, "undo", log.Entries[0].Action)
	require.True(t, log.Entries[1].Undone)
	require.Greater(t, log.Entries[0].Catalogue, log.Entries[1].Catalogue, "each edit is a new version")
}

// What stood before an edit may fit no longer: its executor has gone since.
func TestAnEditIsTakenBackOnlyToWhatFits(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	found := admin.classifier()
	edit := found.topic("water.flood")
	before := edit.Topic.Executors[""]
	edit.Topic.Executors = map[regulation.DistrictCode]regulation.OrgCode{"": "vodokanal"}
	require.NotEqual(t, before, edit.Topic.Executors[""])
	var after ClassifierView
	admin.post("/api/classifier/topics", edit).ok().json(&after)
	_, err := h.DB.Exec(t.Context(), `UPDATE orgs SET retired_at = now() WHERE code = $1`, before)
	require.NoError(t, err)
	admin.post("/api/classifier/undo", map[string]any{"entry": after.Last.ID}).
		problem(http.StatusUnprocessableEntity, "error.classifier_fault")
	found = admin.classifier()
	require.Equal(t, edit.Topic.Executors, found.topic("water.flood").Topic.Executors)
}

// MR-4.2.1
func TestABodyIsAddedAndTakenAway(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	before := admin.classifier()
	body := map[string]any{
		"code": "new-body", "names": map[string]string{"uk": "Укрпошта"}, "about": map[string]string{"uk": "Пошта"},
		"phones": []string{"0800300545"}, "keywords": map[string][]string{"uk": {"лист"}},
	}
	var after ClassifierView
	admin.post("/api/classifier/bodies", map[string]any{"body": body}).ok().json(&after)
	require.Len(t, after.Bodies, len(before.Bodies)+1)
	added := after.Bodies[len(after.Bodies)-1]
	require.Equal(t, "new-body", added.Body.Code)
	admin.post("/api/classifier/remove", map[string]any{"subject": "body", "code": "new-body", "revision": added.Revision}).ok().json(&after)
	require.True(t, reflect.DeepEqual(before.Bodies, after.Bodies))
}

func TestAFileIsComparedBeforeItIsImported(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	before := admin.classifier()
	var file ClassifierFile
	admin.get("/api/classifier/export").ok().json(&file)
	var preview ImportPreview
	admin.post("/api/classifier/preview", file).ok().json(&preview)
	require.Empty(t, preview.Differences, "what was exported changes nothing")

	name := before.topic("water.flood").Topic.Names["uk"]
	changed := strings.Replace(file.CSV, name, "Інша назва", 1)
	admin.post("/api/classifier/preview", ClassifierFile{changed}).ok().json(&preview)
	require.Len(t, preview.Differences, 1)
	require.Equal(t, []string{"names"}, preview.Differences[0].Fields)
	admin.post("/api/classifier/import", map[string]any{"revision": "stale", "csv": changed}).
		problem(http.StatusConflict, "error.item_changed")
	var after ClassifierView
	admin.post("/api/classifier/import", map[string]any{"revision": preview.Revision, "csv": changed}).ok().json(&after)
	require.Equal(t, "Інша назва", after.topic("water.flood").Topic.Names["uk"])
	last, err := h.admin().Log.LastUndoable(t.Context())
	require.NoError(t, err)
	require.Contains(t, string(last.After), `"topics"`)
	require.NotContains(t, string(last.After), "csv", "who asks what may be taken back is not sent the file")
	admin.post("/api/classifier/undo", map[string]any{"entry": after.Last.ID}).ok().json(&after)
	require.True(t, reflect.DeepEqual(before.Topics, after.Topics))
	admin.post("/api/classifier/preview", ClassifierFile{"no,classifier\n1,2\n"}).
		problem(http.StatusUnprocessableEntity, "error.classifier_fault")
}

// MR-5.7, MR-6.2
func TestAnOrganisationIsEditedAndTellsWhomItsCasesReach(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	org := h.anyOrg()
	executor := h.hire(regulation.RoleExecutor, org)
	find := func(list OrgList) OrgRow {
		return list.Orgs[slices.IndexFunc(list.Orgs, func(o OrgRow) bool { return o.Org.ID == org })]
	}
	var list OrgList
	admin.get("/api/orgs").ok().json(&list)
	row := find(list)
	row.Org.Email, row.Org.Responsible = "duty@rada.example", []casecore.StaffID{executor.actor.Staff}
	var after OrgList
	put := func(r OrgRow) map[string]any { return map[string]any{"revision": r.Revision, "org": r.Org} }
	admin.post("/api/orgs", put(row)).ok().json(&after)
	require.Equal(t, row.Org, find(after).Org)
	admin.post("/api/orgs", put(row)).problem(http.StatusConflict, "error.item_changed")
	circle := find(after)
	circle.Org.Parent = &org
	admin.post("/api/orgs", put(circle)).problem(http.StatusUnprocessableEntity, "error.org_circle")

	var d OrgDossier
	path := "/api/orgs/" + org.String()
	admin.get(path).ok().json(&d)
	require.Len(t, d.People, 1)
	require.Equal(t, "org", d.Reach[0].Recipient)
	require.Equal(t, "d…y@rada.example", d.Reach[0].Addresses[0].Address)
	above := d.Reach[slices.IndexFunc(d.Reach, func(r ReachedView) bool { return r.Recipient == "parent_head" })]
	require.Empty(t, above.Addresses)
	require.Equal(t, "delivery.reason.nobody", above.Reason)
	var code LinkCode
	admin.post(path+"/link-code", nil).ok().json(&code)
	require.Len(t, code.Code, 8)
	admin.post(path+"/link-code", nil, "one code").ok()
	admin.post(path+"/link-code", nil, "one code").problem(http.StatusConflict, "error.code_told")

	fresh := map[string]any{"org": map[string]any{
		"id": casecore.OrgID{}, "code": "new-one", "names": map[string]string{"uk": "Нове КП"}, "kind": "enterprise",
		"phones": []string{}, "responsible": []string{},
	}}
	admin.post("/api/orgs", fresh, "one key for it").ok().json(&after)
	n := len(after.Orgs)
	admin.post("/api/orgs", fresh, "one key for it").ok().json(&after)
	require.Len(t, after.Orgs, n)
	admin.post("/api/orgs", fresh).problem(http.StatusConflict, "error.code_taken")
}

// MR-5.1, MR-9.2
func TestTheRegulationIsShownAndTriedOut(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var v RulesView
	agent.get("/api/rules").ok().json(&v)
	require.Equal(t, "17:00–07:00", v.Calling.ByPhone.Hours)
	require.Contains(t, v.Waits, WaitRule{ID: "wrap_up", Term: regulation.UsualWaits().WrapUp})
	require.NotEmpty(t, v.Transitions)
	require.Len(t, v.Hours, 14)
	accept := v.Deadlines[slices.IndexFunc(v.Deadlines, func(d DeadlineRule) bool { return d.ID == regulation.DeadlineAccept })]
	require.Equal(t, "MR-5.1", accept.Clause)
	var e Explained
	agent.get("/api/rules/explain?topic=water.flood&at=2026-03-27T17:30:00%2B02:00").ok().json(&e)
	require.Equal(t, regulation.KindID("sos"), e.Kind)
	require.NotEmpty(t, e.Executor)
	i := slices.IndexFunc(e.Deadlines, func(c ExplainedClock) bool { return c.Rule.ID == regulation.DeadlineAccept })
	require.Equal(t, "2026-03-27T18:00:00+02:00", e.Deadlines[i].Due.In(h.Clock.Now().Location()).Format("2006-01-02T15:04:05Z07:00"))
	agent.get("/api/rules/explain?topic=none").problem(http.StatusNotFound, "error.not_found")
}

func TestLettersAreListedByStateAndTriedAgain(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleTechnicalAdministrator, casecore.OrgID{})
	h.Case("water.flood")
	var list LetterList
	admin.get("/api/letters?state=queued").ok().json(&list)
	require.NotEmpty(t, list.Deliveries)
	require.NotEmpty(t, list.Counts)
	admin.get("/api/letters?state=failed").ok().json(&list)
	require.Empty(t, list.Deliveries)
	var done ReplayedMany
	admin.post("/api/letters/replay", map[string]any{"ids": []casecore.DeliveryID{casecore.NewID[casecore.DeliveryID]()}}).ok().json(&done)
	require.Equal(t, 1, done.Replayed)
	require.Len(t, h.timers.deliveries, 1)
	var updates DeadUpdateList
	admin.get("/api/updates/dead").ok().json(&updates)
	require.Empty(t, updates.Updates)
}
