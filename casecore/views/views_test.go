package views_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/views"
)

func TestAViewIsItsOwnersUntilItIsShared(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	k := views.NewKeeper(w.DB, w.Clock.Now)
	me, you := w.Person(regulation.RoleSupervisor, casecore.OrgID{}).Staff, w.Person(regulation.RoleAgent, casecore.OrgID{}).Staff
	v, err := k.Save(t.Context(), views.View{Owner: me, Name: "Прострочені", Query: "overdue=true"})
	require.NoError(t, err)
	list, err := k.List(t.Context(), you)
	require.NoError(t, err)
	require.Empty(t, list)

	again, err := k.Save(t.Context(), views.View{Owner: me, Name: "Прострочені", Query: "overdue=true&kind=sos", Shared: true})
	require.NoError(t, err)
	require.Equal(t, v.ID, again.ID, "the same name is the same view")
	list, err = k.List(t.Context(), you)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "overdue=true&kind=sos", list[0].Query)
	require.Equal(t, me, list[0].Owner)

	require.NoError(t, k.Delete(t.Context(), you, v.ID))
	list, err = k.List(t.Context(), me)
	require.NoError(t, err)
	require.Len(t, list, 1, "only its owner forgets it")
	require.NoError(t, k.Delete(t.Context(), me, v.ID))
	require.NoError(t, k.Delete(t.Context(), me, v.ID))
	list, err = k.List(t.Context(), me)
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestOnePersonKeepsFiftyViews(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	k := views.NewKeeper(w.DB, w.Clock.Now)
	me := w.Agent().Staff
	for i := range 50 {
		_, err := k.Save(t.Context(), views.View{Owner: me, Name: fmt.Sprint(i)})
		require.NoError(t, err)
	}
	_, err := k.Save(t.Context(), views.View{Owner: me, Name: "one more"})
	require.Equal(t, casecore.Invalid, casecore.CodeOf(err))
	_, err = k.Save(t.Context(), views.View{Owner: me, Name: "7", Query: "phase=open"})
	require.NoError(t, err, "what is there can still be changed")
}
