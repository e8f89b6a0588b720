-- name: InsertDeadlines :exec
INSERT INTO deadlines (subject_id, kind, level, cycle, subject_type, due_at, armed_at, why)
SELECT unnest(@subject_ids::uuid[]), unnest(@kinds::text[]), unnest(@levels::smallint[]), unnest(@cycles::integer[]),
    unnest(@subject_types::text[]), unnest(@dues::timestamptz[]), unnest(@armed_ats::timestamptz[]), unnest(@whys::jsonb[]);

-- name: StopDeadlines :exec
UPDATE deadlines d SET stopped_at = @at::timestamptz
FROM (SELECT unnest(@subject_ids::uuid[]) AS subject_id, unnest(@kinds::text[]) AS kind) x
WHERE d.subject_id = x.subject_id AND d.kind = x.kind AND d.fired_at IS NULL AND d.stopped_at IS NULL;

-- name: MoveDeadline :exec
UPDATE deadlines SET due_at = @due_at, version = @version, why = @why
WHERE subject_id = @subject_id AND kind = @kind AND level = @level AND cycle = @cycle
    AND fired_at IS NULL AND stopped_at IS NULL;

-- name: FireDeadlines :exec
UPDATE deadlines d SET fired_at = @at::timestamptz
FROM (SELECT unnest(@subject_ids::uuid[]) AS subject_id, unnest(@kinds::text[]) AS kind, unnest(@levels::smallint[]) AS level,
        unnest(@cycles::integer[]) AS cycle) x
WHERE d.subject_id = x.subject_id AND d.kind = x.kind AND d.level = x.level AND d.cycle = x.cycle AND d.fired_at IS NULL;

-- Those of the keys that still hold. Call it with the subjects locked.
-- name: DueDeadlines :many
SELECT d.subject_id, d.kind, d.level, d.cycle, d.subject_type, d.version, d.due_at
FROM (SELECT unnest(@subject_ids::uuid[]) AS subject_id, unnest(@kinds::text[]) AS kind, unnest(@levels::smallint[]) AS level,
        unnest(@cycles::integer[]) AS cycle, unnest(@versions::integer[]) AS version) x
JOIN deadlines d ON d.subject_id = x.subject_id AND d.kind = x.kind AND d.level = x.level AND d.cycle = x.cycle
    AND d.version = x.version
WHERE d.fired_at IS NULL AND d.stopped_at IS NULL AND d.dead_at IS NULL AND d.due_at <= @now::timestamptz
ORDER BY d.subject_id, d.due_at;

-- name: DeadlinesOf :many
SELECT * FROM deadlines WHERE subject_id = @subject_id ORDER BY cycle, due_at;

-- name: InsertBreaches :exec
INSERT INTO breaches (subject_id, kind, level, cycle, breach, org_id, due_at, at)
SELECT unnest(@subject_ids::uuid[]), unnest(@kinds::text[]), unnest(@levels::smallint[]), unnest(@cycles::integer[]),
    unnest(@breaches::text[]), unnest(@org_ids::uuid[]), unnest(@dues::timestamptz[]), unnest(@ats::timestamptz[]);
