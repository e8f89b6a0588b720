package privacy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/privacy"
)

// visits are the bookings of one telephone.
type visits struct {
	phone casecore.Phone
	ids   []uuid.UUID
}

func (v *visits) OfContact(_ context.Context, phone casecore.Phone, _ string) (list []privacy.Booking, err error) {
	for _, id := range v.ids {
		if phone == v.phone {
			list = append(list, privacy.Booking{ID: id})
		}
	}
	return list, nil
}

func (v *visits) Data(_ context.Context, ids []uuid.UUID) (data []json.RawMessage, err error) {
	for _, id := range ids {
		for _, known := range v.ids {
			if id == known {
				data = append(data, json.RawMessage(`{"phone": "`+string(v.phone)+`"}`))
			}
		}
	}
	return data, nil
}

func (v *visits) Forget(_ context.Context, ids []uuid.UUID) (privacy.Counts, error) {
	v.phone = ""
	return privacy.Counts{"bookings": int64(len(ids))}, nil
}

func TestVisitsThatSomebodyBookedAreFoundGivenAndForgotten(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	held := &visits{"+380501112233", []uuid.UUID{uuid.New(), uuid.New()}}
	office := b.office.WithBookings(held)
	for _, by := range []privacy.Contact{{Phone: "+380501112244"}, {Phone: held.phone, Email: "a@example.org"}, {Email: "a@example.org"}} {
		found, err := office.FindBookings(t.Context(), by)
		require.NoError(t, err)
		require.Empty(t, found)
	}
	found, err := office.FindBookings(t.Context(), privacy.Contact{Phone: held.phone})
	require.NoError(t, err)
	require.Len(t, found, 2)

	_, err = office.Ask(t.Context(), privacy.Ask{
		ID: uuid.New(), Kind: privacy.Export, Bookings: []uuid.UUID{uuid.New()}, Proof: "паспорт", Actor: casecore.System,
	})
	require.Equal(t, casecore.Invalid, casecore.CodeOf(err), "there is no such booking")
	r, err := office.Ask(t.Context(), privacy.Ask{ID: uuid.New(), Kind: privacy.Export, Bookings: held.ids, Proof: "паспорт", Actor: casecore.System})
	require.NoError(t, err)
	require.Equal(t, held.ids, r.Bookings)
	var archive bytes.Buffer
	r, err = office.Package(t.Context(), r.ID, casecore.System, &archive)
	require.NoError(t, err)
	require.Equal(t, privacy.Done, r.State)

	r, err = office.Ask(t.Context(), privacy.Ask{ID: uuid.New(), Kind: privacy.Erasure, Bookings: held.ids, Proof: "паспорт", Actor: casecore.System})
	require.NoError(t, err)
	r, err = office.Erase(t.Context(), r.ID, casecore.System)
	require.NoError(t, err)
	require.EqualValues(t, 2, r.Removed["bookings"])
	require.Empty(t, held.phone)
}
