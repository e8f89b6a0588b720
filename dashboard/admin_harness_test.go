package dashboard

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/casetest"
	"hotline/casecore/directory"
	"hotline/casecore/outbox"
	"hotline/casecore/pgstore"
	"hotline/casecore/staff"
	"hotline/casecore/stats"
)

// admin is the administration of the house's city.
func (h *house) admin() Admin {
	book := adminlog.New(h.DB, h.Store, h.Clock.Now)
	personnel := staff.NewPersonnel(h.people, book, hasher(), casetest.Kyiv(), h.Clock.Now)
	editor := directory.NewEditor(pgstore.NewClassifiers(h.DB), h.people, book, h.Rules, h.Clock.Now)
	return Admin{
		Office: personnel, Roster: personnel, Access: personnel, Reached: personnel, Account: personnel, Register: h.people, Log: book,
		Classifier: editor, Files: editor, Undoing: editor, Orgs: editor, Chats: editor,
		Reacher: reacher{outbox.NewDirectory(h.DB, casetest.Kyiv())}, Versions: h.Rules,
		Lists: stats.NewReader(h.DB, h.Clock.Now), Updates: &deadUpdates{},
	}
}

type reacher struct{ directory *outbox.Directory }

func (r reacher) Reach(ctx context.Context, at time.Time, to []casecore.Recipient) (map[casecore.Recipient]Reached, error) {
	found, err := r.directory.Resolve(ctx, at, to)
	reached := make(map[casecore.Recipient]Reached, len(found))
	for who, res := range found {
		one := Reached{Reason: res.Reason}
		for _, at := range res.Reach {
			one.Addresses = append(one.Addresses, ReachedAt(at))
		}
		reached[who] = one
	}
	return reached, err
}

// deadUpdates has given nothing up.
type deadUpdates struct{}

func (*deadUpdates) DeadUpdates(context.Context, int) ([]DeadUpdate, error) { return nil, nil }

func (*deadUpdates) Replay(context.Context, int64) error {
	return &casecore.Error{Code: casecore.NotFound, Op: "replay", Key: "error.not_found"}
}
