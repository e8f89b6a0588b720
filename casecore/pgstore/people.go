package pgstore

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/pg"
)

// People keeps those who sign in, their grants and the codes that link their chats.
type People struct {
	db *pg.DB
}

// NewPeople returns the people of a database.
func NewPeople(db *pg.DB) *People { return &People{db: db} }

// Whoever needs people.
var (
	_ staff.Accounts  = (*People)(nil)
	_ staff.Members   = (*People)(nil)
	_ staff.LinkCodes = (*People)(nil)
)

const accountColumns = `id, login, name, lang, phone, created_at, disabled_at, password_hash, failures, locked_until, must_change`

// InTx runs fn in one transaction.
func (p *People) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return p.db.InTx(ctx, fn)
}

// AccountByLogin returns the account of a folded login.
func (p *People) AccountByLogin(ctx context.Context, login string) (staff.Account, error) {
	return p.account(ctx, `SELECT `+accountColumns+` FROM staff WHERE login = $1`, login)
}

// LockAccount returns an account, its row locked.
func (p *People) LockAccount(ctx context.Context, id casecore.StaffID) (staff.Account, error) {
	return p.account(ctx, `SELECT `+accountColumns+` FROM staff WHERE id = $1 FOR UPDATE`, id.UUID())
}

func (p *People) account(ctx context.Context, sql string, args ...any) (staff.Account, error) {
	a, err := scanAccount(p.db.QueryRow(ctx, sql, args...))
	if errors.Is(err, pgx.ErrNoRows) {
		return staff.Account{}, personUnknown(err)
	}
	if err != nil {
		return staff.Account{}, peopleError("read account", err)
	}
	return a, nil
}

func scanAccount(row pgx.Row) (staff.Account, error) {
	var (
		a                staff.Account
		id               uuid.UUID
		disabled, locked *time.Time
	)
	err := row.Scan(&id, &a.Login, &a.Name, &a.Lang, &a.Phone, &a.CreatedAt, &disabled, &a.PasswordHash, &a.Failures, &locked,
		&a.MustChange)
	a.ID = casecore.StaffID(id)
	a.DisabledAt, a.LockedUntil = pg.Time(disabled), pg.Time(locked)
	return a, err
}

// SaveAttempt writes what a sign-in left behind.
func (p *People) SaveAttempt(ctx context.Context, id casecore.StaffID, failures int, lockedUntil time.Time) error {
	return p.change(ctx, "save attempt", `UPDATE staff SET failures = $2, locked_until = $3 WHERE id = $1`,
		id.UUID(), failures, pg.NullTime(lockedUntil))
}

// Member returns an account with every grant it ever had.
func (p *People) Member(ctx context.Context, id casecore.StaffID) (staff.Account, []casecore.Grant, error) {
	a, err := p.account(ctx, `SELECT `+accountColumns+` FROM staff WHERE id = $1`, id.UUID())
	if err != nil {
		return staff.Account{}, nil, err
	}
	grants, err := p.grants(ctx, id)
	return a, grants, err
}

func (p *People) grants(ctx context.Context, id casecore.StaffID) ([]casecore.Grant, error) {
	rows, err := p.db.Query(ctx, `SELECT `+grantColumns+` FROM staff_roles r
		WHERE r.staff_id = $1 ORDER BY r.role, r.since, r.org_id`, id.UUID())
	if err != nil {
		return nil, peopleError("read grants", err)
	}
	grants, err := pgx.CollectRows(rows, scanGrant)
	if err != nil {
		return nil, peopleError("read grants", err)
	}
	return grants, nil
}

const grantColumns = `r.role, r.org_id, r.area, r.since, r.until`

func scanGrant[R pgx.Row](row R) (casecore.Grant, error) {
	var (
		g     casecore.Grant
		role  string
		org   *uuid.UUID
		until *time.Time
	)
	err := row.Scan(&role, &org, &g.Area, &g.Since, &until)
	g.Role, g.Org, g.Until = regulation.RoleID(role), pg.ID[casecore.OrgID](org), pg.Time(until)
	return g, err
}

// AddPerson adds an account; a login that is taken is a Conflict.
func (p *People) AddPerson(ctx context.Context, a staff.Account) error {
	_, err := p.db.Exec(ctx, `INSERT INTO staff (id, login, name, password_hash, lang, phone, created_at, must_change)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID.UUID(), a.Login, a.Name, a.PasswordHash, a.Lang, a.Phone, a.CreatedAt, a.MustChange)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.ConstraintName == "staff_login_key" {
		return &casecore.Error{Code: casecore.Conflict, Op: "add person", Key: "error.login_taken", Err: err}
	}
	if err != nil {
		return peopleError("add person", err)
	}
	return nil
}

// SetPassword changes a password and unlocks the account. A temporary one has to be changed at the next sign-in.
func (p *People) SetPassword(ctx context.Context, id casecore.StaffID, hash string, temporary bool) error {
	return p.change(ctx, "set password",
		`UPDATE staff SET password_hash = $2, failures = 0, locked_until = NULL, must_change = $3 WHERE id = $1`,
		id.UUID(), hash, temporary)
}

// SetDisabled keeps a person out from at on, or lets them in again when at is zero.
func (p *People) SetDisabled(ctx context.Context, id casecore.StaffID, at time.Time) error {
	return p.change(ctx, "disable person", `UPDATE staff SET disabled_at = $2 WHERE id = $1`, id.UUID(), pg.NullTime(at))
}

// change runs an update that has to find its row.
func (p *People) change(ctx context.Context, op, sql string, args ...any) error {
	tag, err := p.db.Exec(ctx, sql, args...)
	if err != nil {
		return peopleError(op, err)
	}
	if tag.RowsAffected() == 0 {
		return personUnknown(pgx.ErrNoRows)
	}
	return nil
}

func personUnknown(err error) error {
	return &casecore.Error{Code: casecore.NotFound, Op: "find person", Key: "error.person_unknown", Err: err}
}

func peopleError(op string, err error) error {
	return &casecore.Error{Code: casecore.Internal, Op: op, Key: "error.internal", Err: err}
}
