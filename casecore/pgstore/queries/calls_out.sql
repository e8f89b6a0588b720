-- name: InsertCallTask :exec
INSERT INTO call_tasks (id, kind, case_id, org_id, reason, state, next_at, created_at)
VALUES (@id, @kind, sqlc.narg(case_id), sqlc.narg(org_id), @reason, 'waiting', @created_at, @created_at)
ON CONFLICT DO NOTHING;
