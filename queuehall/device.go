package queuehall

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// DeviceRole is what a device may do: no more than what it is for.
type DeviceRole string

// The roles of devices.
const (
	Kiosk   DeviceRole = "kiosk"
	Display DeviceRole = "display"
	Pad     DeviceRole = "pad"
)

// DeviceState is how a device stands.
type DeviceState string

// The states.
const (
	DeviceNew     DeviceState = "new" // it was never connected
	DeviceOnline  DeviceState = "online"
	DeviceOffline DeviceState = "offline"
	DeviceFaulty  DeviceState = "faulty" // connected, and its self-test found something
	DeviceRevoked DeviceState = "revoked"
)

// Device is a kiosk, a display or a pad.
type Device struct {
	ID      DeviceID
	Branch  BranchID
	Counter CounterID // a pad's
	Role    DeviceRole
	Name    string
}

// AddDevice makes a place for a device that is still to be paired. A pad has its counter (VN-2.2).
type AddDevice struct {
	casecore.Command `json:"-"`
	Branch           BranchID
	Counter          CounterID
	Role             DeviceRole
	Name             string
}

const (
	codeLife = 15 * time.Minute
	codeSize = 8 // letters of rand.Text, which has 32 of them
)

// SubjectDevice is what devices' commands are about.
const SubjectDevice casecore.SubjectType = "device"

// AddDevice makes a device; [Hall.NewCode] lets it pair. Conflict when the counter has a pad.
func (h *Hall) AddDevice(ctx context.Context, cmd AddDevice) (DeviceID, error) {
	const op = "add device"
	if (cmd.Role == Pad) == cmd.Counter.IsZero() {
		return DeviceID{}, fail(casecore.Invalid, op, "error.hall_pad_counter")
	}
	id := casecore.NewID[DeviceID]()
	made, err := h.once(ctx, op, cmd.Command, cmd, id.UUID(), SubjectDevice, func(ctx context.Context) error {
		tag, err := h.db.Exec(ctx, `INSERT INTO hall_devices (id, branch_id, counter_id, role, name, made_at)
			SELECT $1, b.id, $3, $4, $5, $6 FROM hall_branches b
			WHERE b.id = $2 AND ($3::uuid IS NULL OR EXISTS (SELECT FROM hall_counters WHERE id = $3 AND branch_id = b.id))`,
			id.UUID(), cmd.Branch.UUID(), pg.NullID(cmd.Counter), string(cmd.Role), cmd.Name, h.now())
		if err == nil && tag.RowsAffected() == 0 {
			err = fail(casecore.NotFound, op, "error.hall_no_counter")
		}
		if err != nil {
			return err
		}
		return h.tell(ctx, tellDeviceSQL, id.UUID())
	})
	return DeviceID(made), err
}

// NewCode gives a device the code by which it pairs: shown once, good once, for a quarter of an hour. What it was paired to before
// works until then. NotFound for one that was revoked.
func (h *Hall) NewCode(ctx context.Context, id DeviceID) (code string, until time.Time, err error) {
	const op = "code"
	code, until = rand.Text()[:codeSize], h.now().Add(codeLife)
	tag, err := h.db.Exec(ctx, `UPDATE hall_devices SET code_hash = $2, code_until = $3 WHERE id = $1 AND revoked_at IS NULL`, id.UUID(),
		hashOf(code), until)
	if err == nil && tag.RowsAffected() == 0 {
		err = fail(casecore.NotFound, op, "error.hall_no_device")
	}
	return code, until, failed(op, err)
}

// Pair gives a device its token for its code. A code that is wrong, used or too old is NotFound, whichever it is.
func (h *Hall) Pair(ctx context.Context, code string) (token string, err error) {
	const op = "pair"
	token = rand.Text()
	tag, err := h.db.Exec(ctx, `UPDATE hall_devices SET token_hash = $2, code_hash = NULL, code_until = NULL, paired_at = $3
		WHERE code_hash = $1 AND code_until > $3 AND revoked_at IS NULL`, hashOf(strings.ToUpper(strings.TrimSpace(code))), hashOf(token), h.now())
	if err == nil && tag.RowsAffected() == 0 {
		err = fail(casecore.NotFound, op, "error.hall_no_code")
	}
	return token, failed(op, err)
}

// Revoke takes a device's token away, for good.
func (h *Hall) Revoke(ctx context.Context, id DeviceID) error {
	return failed("revoke", h.db.InTx(ctx, func(ctx context.Context) error {
		if err := h.db.Queue(ctx, nil, `UPDATE hall_devices SET revoked_at = $2, token_hash = NULL, code_hash = NULL, code_until = NULL,
			conn = NULL, lit_nonce = NULL, state = 'revoked', since = $2, version = version + 1 WHERE id = $1 AND revoked_at IS NULL`,
			id.UUID(), h.now()); err != nil {
			return err
		}
		return h.tell(ctx, tellDeviceSQL, id.UUID())
	}))
}

// Device returns whose token it is, NotFound when it is nobody's.
func (h *Hall) Device(ctx context.Context, token string) (d Device, err error) {
	const op = "device"
	var counter *uuid.UUID
	err = h.db.QueryRow(ctx, `SELECT id, branch_id, counter_id, role, name FROM hall_devices WHERE token_hash = $1 AND revoked_at IS NULL`,
		hashOf(token)).Scan((*uuid.UUID)(&d.ID), (*uuid.UUID)(&d.Branch), &counter, &d.Role, &d.Name)
	d.Counter = pg.ID[CounterID](counter)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, fail(casecore.NotFound, op, "error.hall_no_device")
	}
	return d, failed(op, err)
}

// hashOf is what is kept of a secret that is random throughout.
func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
