package dashboard

import (
	"context"

	"hotline/casecore"
)

// fakeTimers has given up what it is told.
type fakeTimers struct {
	dead       []casecore.Deadline
	replayed   []casecore.DeadlineKey
	deliveries []casecore.DeliveryID
}

func (f *fakeTimers) Dead(context.Context, int) ([]casecore.Deadline, error) { return f.dead, nil }

func (f *fakeTimers) Replay(_ context.Context, keys ...casecore.DeadlineKey) (int, error) {
	f.replayed = append(f.replayed, keys...)
	return len(keys), nil
}

func (f *fakeTimers) deliverer() Deliverer { return fakeDeliverer{f} }

type fakeDeliverer struct{ *fakeTimers }

func (f fakeDeliverer) Replay(_ context.Context, id casecore.DeliveryID) error {
	f.deliveries = append(f.deliveries, id)
	return nil
}
