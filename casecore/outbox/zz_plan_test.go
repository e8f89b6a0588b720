package outbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestZZPlan(t *testing.T) {
	b := newBench(t)
	b.exec(`INSERT INTO deliveries (id, subject_type, subject_id, recipient, channel, address, template, args, urgent, next_at, created_at)
		SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'staff', 'email', (i % 2000)::text, 't', '{}', i % 1000 = 0, $1, $1 FROM generate_series(1, 50000) i`, b.now())
	b.exec(`INSERT INTO deliveries (id, subject_type, subject_id, recipient, channel, address, template, args, state, next_at, created_at)
		SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'staff', 'email', (i % 2000)::text, 't', '{}', 'sent', $1, $1 FROM generate_series(1, 200000) i`, b.now())
	b.exec(`ANALYZE deliveries`)
	d := b.deliverer(DeliverConfig{})
	start := time.Now()
	n := 0
	for n < 20000 {
		k, err := d.Deliver(t.Context(), "email")
		require.NoError(t, err)
		n += k
	}
	fmt.Println("per second", float64(n)/time.Since(start).Seconds())
	org := b.org("o", [16]byte{}, "")
	b.point([16]byte{}, org, "email", "x@y")
	b.exec(`INSERT INTO deliveries (id, subject_type, subject_id, recipient, recipient_id, template, args, urgent, next_at, created_at)
		SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'org', $2, 't', '{}', false, $1, $1 FROM generate_series(1, 20000) i`, b.now(), org.UUID())
	start = time.Now()
	n = 0
	for n < 20000 {
		k, err := d.Expand(t.Context())
		require.NoError(t, err)
		n += k
	}
	fmt.Println("expand per second", float64(n)/time.Since(start).Seconds())
}
