package queuehall

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Import writes what a profile says of the halls. What is there under the same code is changed and keeps its id; a direction or
// counter that the profile no longer names is closed, for its visits stay.
func Import(ctx context.Context, db *pg.DB, p *profile.Profile) error {
	return failed("import", db.InTx(ctx, func(ctx context.Context) error {
		participants := map[string]uuid.UUID{}
		for _, n := range p.Participants {
			id, err := put(ctx, db, `INSERT INTO hall_participants (id, code, name) VALUES ($1, $2, $3)
				ON CONFLICT (code) DO UPDATE SET name = $3 RETURNING id`, n.Code, words(n.Names))
			if err != nil {
				return err
			}
			participants[n.Code] = id
		}
		for place := range p.Branches {
			if err := importBranch(ctx, db, p, place, participants); err != nil {
				return err
			}
		}
		return nil
	}))
}

func importBranch(ctx context.Context, db *pg.DB, p *profile.Profile, place int, participants map[string]uuid.UUID) error {
	b := &p.Branches[place]
	branch, err := put(ctx, db, `INSERT INTO hall_branches (id, code, place, name, zone, hours, complaints) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (code) DO UPDATE SET place = $3, name = $4, zone = $5, hours = $6, complaints = $7 RETURNING id`,
		b.Code, place, words(b.Names), p.Zone, words(b.Hours), words(b.Complaints))
	if err != nil {
		return err
	}
	for _, table := range []string{"hall_directions", "hall_counters"} {
		if err := db.Queue(ctx, nil, `UPDATE `+table+` SET active = false WHERE branch_id = $1`, branch); err != nil {
			return err
		}
	}
	directions := map[string]uuid.UUID{}
	for i := range p.Directions {
		d := &p.Directions[i]
		directions[d.Code], err = put(ctx, db, `
			INSERT INTO hall_directions (id, branch_id, code, participant_id, letter, place, name, seconds) VALUES ($1, $3, $2, $4, $5, $6, $7, $8)
			ON CONFLICT (branch_id, code) DO UPDATE SET participant_id = $4, letter = $5, place = $6, name = $7, seconds = $8, active = true
			RETURNING id`, d.Code, branch, participants[d.Participant], d.Letter, i, words(d.Names), d.Minutes*60)
		if err != nil {
			return err
		}
	}
	for _, c := range b.Counters {
		serves := make([]uuid.UUID, len(c.Directions))
		for i, code := range c.Directions {
			serves[i] = directions[code]
		}
		if _, err := put(ctx, db, `INSERT INTO hall_counters (id, branch_id, code, directions, rule) VALUES ($1, $3, $2, $4, $5)
			ON CONFLICT (branch_id, code) DO UPDATE SET directions = $4, rule = $5, active = true RETURNING id`,
			c.Code, branch, serves, string(c.Rule)); err != nil {
			return err
		}
	}
	return nil
}

// put writes a row under a new id, or the one that it had, and returns which.
func put(ctx context.Context, db *pg.DB, sql, code string, args ...any) (id uuid.UUID, err error) {
	fresh := uuid.UUID(casecore.NewID[BranchID]())
	return id, db.QueryRow(ctx, sql, append([]any{fresh, code}, args...)...).Scan(&id)
}

// words is a value as jsonb: of strings alone.
func words(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}
