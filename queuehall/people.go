package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Worker is somebody who has a role in the halls.
type Worker struct {
	ID     casecore.StaffID
	Name   string
	Roles  []regulation.RoleID // of the halls, now
	Posts  []Post
	Signed time.Time // the rules' present edition; zero: not yet (VN-0.2)
}

// Post is what somebody is in the halls.
type Post struct {
	Kind        PostKind   `json:"kind"`
	Branch      BranchID   `json:"branch"`      // zero for a participant's head
	Participant *uuid.UUID `json:"participant"` // of whom an operator is, or whom one heads
}

// PostKind is a kind of post.
type PostKind string

// The kinds.
const (
	OperatorPost        PostKind = "operator"
	HeadPost            PostKind = "head"
	ParticipantHeadPost PostKind = "participant_head"
)

// hallRoles are the roles whose holders work in the halls.
var hallRoles = []string{
	string(regulation.RoleHallOperator), string(regulation.RoleBranchHead), string(regulation.RoleHallHead),
	string(regulation.RoleParticipantHead),
}

const workersSQL = `
	SELECT s.id, s.name,
		ARRAY (SELECT DISTINCT r.role FROM staff_roles r WHERE r.staff_id = s.id AND r.role = ANY ($1) AND r.since <= $3 AND coalesce(r.until >= $3, true)
			ORDER BY r.role),
		(SELECT coalesce(jsonb_agg(p ORDER BY p.kind, p.branch, p.participant), '[]') FROM (
			SELECT 'operator' AS kind, branch_id AS branch, participant_id AS participant FROM hall_operators WHERE staff_id = s.id
			UNION ALL SELECT 'head', branch_id, NULL FROM hall_heads WHERE staff_id = s.id
			UNION ALL SELECT 'participant_head', '00000000-0000-0000-0000-000000000000', participant_id FROM hall_participant_heads WHERE staff_id = s.id) p),
		(SELECT signed_at FROM hall_signatures g WHERE g.staff_id = s.id AND g.edition = $2)
	FROM staff s WHERE s.disabled_at IS NULL
		AND EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = s.id AND r.role = ANY ($1) AND coalesce(r.until >= $3, true))
	ORDER BY s.name, s.id`

// Workers returns everybody who has a role in the halls, with their posts and whether they have signed the rules.
func (h *Hall) Workers(ctx context.Context) ([]Worker, error) {
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (w Worker, err error) {
		var signed *time.Time
		err = row.Scan((*uuid.UUID)(&w.ID), &w.Name, &w.Roles, &w.Posts, &signed)
		w.Signed = pg.Time(signed)
		return w, err
	}, workersSQL, hallRoles, h.profile.Rules.Edition, h.today())
	return list, failed("workers", err)
}

// Participant is one of the centre's participants («учасники Центру»).
type Participant struct {
	ID   uuid.UUID
	Code string
	Name profile.Text
}

// Participants returns all of them.
func (h *Hall) Participants(ctx context.Context) ([]Participant, error) {
	list, err := pg.Collect(ctx, h.db, pgx.RowToStructByPos[Participant], `SELECT id, code, name FROM hall_participants ORDER BY code`)
	return list, failed("participants", err)
}

// SetPost gives somebody a post, or takes it.
type SetPost struct {
	casecore.Command `json:"-"`
	Staff            casecore.StaffID
	Post             Post
	Off              bool // takes it
}

// SubjectPost is what posts are about.
const SubjectPost casecore.SubjectType = "hall_post"

// SetPost gives somebody a post in the halls, or takes it. An operator who is at a counter is not taken from it; one who comes to work for
// another participant does so from now on (VN-4.7). Invalid for a post without what belongs to it.
func (h *Hall) SetPost(ctx context.Context, cmd SetPost) error {
	const op = "set post"
	if !cmd.Post.whole(cmd.Off) {
		return fail(casecore.Invalid, op, "error.hall_post")
	}
	_, err := h.once(ctx, op, cmd.Command, cmd, cmd.Staff.UUID(), SubjectPost, func(ctx context.Context) error {
		if cmd.Post.Kind == OperatorPost {
			return h.setTerm(ctx, op, &cmd)
		}
		return h.setHead(ctx, &cmd)
	})
	return err
}

// whole tells whether a post has what belongs to it. An operator's is taken without saying of which participant.
func (p *Post) whole(off bool) bool {
	switch p.Kind {
	case OperatorPost:
		return !p.Branch.IsZero() && (p.Participant != nil || off)
	case HeadPost:
		return !p.Branch.IsZero()
	case ParticipantHeadPost:
		return p.Participant != nil
	}
	return false
}

// setHead makes somebody a head, or no longer.
func (h *Hall) setHead(ctx context.Context, cmd *SetPost) error {
	of := []any{cmd.Staff.UUID(), cmd.Post.Branch.UUID()}
	give, take := `INSERT INTO hall_heads (staff_id, branch_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
		`DELETE FROM hall_heads WHERE staff_id = $1 AND branch_id = $2`
	if cmd.Post.Kind == ParticipantHeadPost {
		of[1] = *cmd.Post.Participant
		give, take = `INSERT INTO hall_participant_heads (staff_id, participant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			`DELETE FROM hall_participant_heads WHERE staff_id = $1 AND participant_id = $2`
	}
	if cmd.Off {
		give = take
	}
	return h.db.Queue(ctx, nil, give, of...)
}

// SignRules says that the actor has read the rules' present edition (VN-0.2). The first signature stays. Refused where there are none.
func (h *Hall) SignRules(ctx context.Context, cmd casecore.Command) (time.Time, error) {
	const op = "sign rules"
	edition := h.profile.Rules.Edition
	if edition == "" {
		return time.Time{}, fail(casecore.Refused, op, "error.hall_no_rules")
	}
	staff := cmd.Actor.Staff.UUID()
	_, err := h.once(ctx, op, cmd, struct{ Edition string }{edition}, staff, SubjectPost, func(ctx context.Context) error {
		_, err := h.db.Exec(ctx, `INSERT INTO hall_signatures (staff_id, edition, signed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			staff, edition, h.now())
		return err
	})
	if err != nil {
		return time.Time{}, err
	}
	return h.SignedRules(ctx, cmd.Actor.Staff)
}

// SignedRules returns when somebody signed the rules' present edition, zero when they did not.
func (h *Hall) SignedRules(ctx context.Context, id casecore.StaffID) (time.Time, error) {
	var at *time.Time
	err := h.db.QueryRow(ctx, `SELECT (SELECT signed_at FROM hall_signatures WHERE staff_id = $1 AND edition = $2)`, id.UUID(),
		h.profile.Rules.Edition).Scan(&at)
	return pg.Time(at), failed("signed", err)
}
