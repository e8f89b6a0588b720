package pgstore

import (
	"bytes"
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
)

// claimed is a command's key on its way: won is known once the statement was answered.
type claimed struct {
	store *Store
	claim casecore.Claim
	won   bool
	err   error
}

// Claim implements casecore.Store. A key that another transaction is just claiming makes this one wait for its end.
func (s *Store) Claim(ctx context.Context, c casecore.Claim) casecore.Claimed {
	out := &claimed{store: s, claim: c}
	watched := dbsqlc.New(s.db.Watched(func(tag pgconn.CommandTag) error {
		out.won = tag.RowsAffected() == 1
		return nil
	}))
	_, out.err = watched.ClaimCommand(ctx, dbsqlc.ClaimCommandParams{
		Scope: c.Scope, Key: c.Key, Actor: c.Actor, PayloadHash: c.Hash, ResultType: string(c.Type), ResultID: c.Result,
		At: c.At, ExpiresAt: c.Expires,
	})
	return out
}

// ClaimAll claims several keys in one statement, in their order, and tells whether all were new. Like [Store.Claim] it waits for whoever
// is just claiming one of them, so that all who claim several have to sort them alike.
func (s *Store) ClaimAll(ctx context.Context, claims []casecore.Claim) (bool, error) {
	var p dbsqlc.ClaimCommandsParams
	for _, c := range claims {
		p.Scopes, p.Keys, p.Actors = append(p.Scopes, c.Scope), append(p.Keys, c.Key), append(p.Actors, c.Actor)
		p.PayloadHashes, p.ResultTypes = append(p.PayloadHashes, c.Hash), append(p.ResultTypes, string(c.Type))
		p.ResultIds, p.Ats, p.ExpiresAts = append(p.ResultIds, c.Result), append(p.Ats, c.At), append(p.ExpiresAts, c.Expires)
	}
	won, err := s.q.ClaimCommands(ctx, p)
	return won == int64(len(claims)), err
}

// Repeat implements casecore.Claimed.
func (c *claimed) Repeat(ctx context.Context) (uuid.UUID, bool, error) {
	if c.err == nil {
		c.err = c.store.db.Flush(ctx)
	}
	if c.err != nil || c.won {
		return uuid.Nil, false, c.err
	}
	first, err := c.store.q.Command(ctx, dbsqlc.CommandParams{Scope: c.claim.Scope, Key: c.claim.Key})
	if err != nil {
		return uuid.Nil, false, err
	}
	if first.Actor != c.claim.Actor || !bytes.Equal(first.PayloadHash, c.claim.Hash) {
		return uuid.Nil, false, &casecore.Error{Code: casecore.Invalid, Op: "command", Key: "error.key_reused"}
	}
	return first.ResultID, true, nil
}
