-- name: InsertCallTask :exec
INSERT INTO call_tasks (id, kind, case_id, report_id, sample_id, org_id, staff_id, via, reason, state, next_at, created_at)
VALUES (@id, @kind, sqlc.narg(case_id), sqlc.narg(report_id), sqlc.narg(sample_id), sqlc.narg(org_id), sqlc.narg(staff_id), @via,
    @reason, 'waiting', @next_at, @created_at)
ON CONFLICT DO NOTHING;
