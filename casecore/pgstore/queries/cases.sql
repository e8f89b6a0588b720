-- name: InsertCase :exec
INSERT INTO cases (id, year, seq, version, profile, profile_version, status, phase, outcome, kind, sos, topic, district,
    place, lat, lon, report_id, wording_id, applicant_id, anonymous, departure, lead_org, level, cycle, accept_due,
    solve_due, registered_at, registered_by, accepted_at, ended_at, event_seq, event_hash)
VALUES (@id, @year, @seq, @version, @profile, @profile_version, @status, @phase, @outcome, @kind, @sos, @topic, @district,
    @place, sqlc.narg(lat), sqlc.narg(lon), @report_id, @wording_id, @applicant_id, @anonymous, @departure,
    @lead_org, @level, @cycle, sqlc.narg(accept_due), sqlc.narg(solve_due), @registered_at, sqlc.narg(registered_by),
    sqlc.narg(accepted_at), sqlc.narg(ended_at), @event_seq, @event_hash);

-- name: InsertCaseText :exec
INSERT INTO case_texts (case_id, text) VALUES (@case_id, @text);

-- Zero ids and the zero time stand for NULL: arrays of nullable elements would cost a pointer each.
-- name: UpdateCases :exec
UPDATE cases c
SET version = x.version, status = x.status, phase = x.phase, outcome = x.outcome, kind = x.kind, sos = x.sos,
    topic = x.topic, lead_org = x.lead_org,
    executor_id = NULLIF(x.executor_id, '00000000-0000-0000-0000-000000000000'),
    level = x.level, cycle = x.cycle, ground = x.ground, departure = x.departure,
    breached = string_to_array(x.breached, ','),
    accept_due = NULLIF(x.accept_due, '0001-01-01 00:00:00+00'), solve_due = NULLIF(x.solve_due, '0001-01-01 00:00:00+00'),
    accepted_at = NULLIF(x.accepted_at, '0001-01-01 00:00:00+00'), ended_at = NULLIF(x.ended_at, '0001-01-01 00:00:00+00'),
    disputed_at = NULLIF(x.disputed_at, '0001-01-01 00:00:00+00'),
    event_seq = x.event_seq, event_hash = x.event_hash
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@versions::bigint[]) AS version, unnest(@statuses::text[]) AS status,
        unnest(@phases::text[]) AS phase, unnest(@outcomes::text[]) AS outcome, unnest(@kinds::text[]) AS kind,
        unnest(@sos::boolean[]) AS sos, unnest(@topics::text[]) AS topic, unnest(@lead_orgs::uuid[]) AS lead_org,
        unnest(@executor_ids::uuid[]) AS executor_id, unnest(@levels::smallint[]) AS level,
        unnest(@cycles::integer[]) AS cycle, unnest(@grounds::text[]) AS ground, unnest(@departures::text[]) AS departure,
        unnest(@breached::text[]) AS breached, unnest(@accept_dues::timestamptz[]) AS accept_due,
        unnest(@solve_dues::timestamptz[]) AS solve_due, unnest(@accepted_ats::timestamptz[]) AS accepted_at,
        unnest(@ended_ats::timestamptz[]) AS ended_at, unnest(@disputed_ats::timestamptz[]) AS disputed_at, unnest(@event_seqs::integer[]) AS event_seq,
        unnest(@event_hashes::bytea[]) AS event_hash) x
WHERE c.id = x.id;

-- name: LockCase :exec
SELECT 1 FROM cases WHERE id = @id FOR UPDATE;

-- name: CaseByID :one
SELECT sqlc.embed(c), t.text, ARRAY(SELECT s.org_id FROM case_assistants s WHERE s.case_id = c.id ORDER BY s.added_at)::uuid[] AS assistants,
    ARRAY(SELECT l.applicant_id FROM case_applicants l WHERE l.case_id = c.id ORDER BY l.linked_at, l.report_id)::uuid[] AS linked,
    ARRAY(SELECT l.report_id FROM case_applicants l WHERE l.case_id = c.id ORDER BY l.linked_at, l.report_id)::uuid[] AS linked_reports
FROM cases c JOIN case_texts t ON t.case_id = c.id WHERE c.id = @id;

-- name: CaseByNumber :one
SELECT sqlc.embed(c), t.text, ARRAY(SELECT s.org_id FROM case_assistants s WHERE s.case_id = c.id ORDER BY s.added_at)::uuid[] AS assistants
FROM cases c JOIN case_texts t ON t.case_id = c.id WHERE c.year = @year AND c.seq = @seq;

-- name: CaseOfWording :one
SELECT id FROM cases WHERE wording_id = @wording_id;

-- Those joined later count as one's own.
-- name: CasesOfReply :many
SELECT sqlc.embed(c), t.text, ARRAY(SELECT s.org_id FROM case_assistants s WHERE s.case_id = c.id ORDER BY s.added_at)::uuid[] AS assistants
FROM cases c JOIN case_texts t ON t.case_id = c.id
WHERE c.id IN (
    SELECT own.id FROM applicants a JOIN cases own ON own.applicant_id = a.id
    WHERE a.reply_channel = @channel AND a.reply_address = @address AND a.reply_address <> ''
    UNION
    SELECT l.case_id FROM applicants a JOIN case_applicants l ON l.applicant_id = a.id
    WHERE a.reply_channel = @channel AND a.reply_address = @address AND a.reply_address <> '')
ORDER BY c.registered_at DESC
LIMIT 50;

-- One table, no join: a row locked after it changed is reread as it is now.
-- name: LockCasesSkipping :many
SELECT * FROM cases WHERE id = ANY(@ids::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED;

-- name: RestOfCases :many
SELECT t.case_id, t.text,
    ARRAY(SELECT s.org_id FROM case_assistants s WHERE s.case_id = t.case_id ORDER BY s.added_at)::uuid[] AS assistants
FROM case_texts t WHERE t.case_id = ANY(@ids::uuid[]);

-- name: InsertAssistant :exec
INSERT INTO case_assistants (case_id, org_id, added_at) VALUES (@case_id, @org_id, @added_at) ON CONFLICT DO NOTHING;

-- name: HasRole :one
SELECT EXISTS (
    SELECT 1 FROM staff s JOIN staff_roles r ON r.staff_id = s.id
    WHERE s.id = @staff_id AND s.disabled_at IS NULL AND r.role = @role AND (r.org_id IS NULL OR r.org_id = @org_id::uuid)
        AND r.since <= @day::date AND (r.until IS NULL OR r.until > @day::date));

-- name: PutRating :exec
INSERT INTO case_ratings (case_id, cycle, mark, text, salt, org_id, rated_at, changed_at)
VALUES (@case_id, @cycle, @mark, @text, @salt, @org_id, @rated_at, @changed_at)
ON CONFLICT (case_id, cycle) DO UPDATE
SET mark = excluded.mark, text = excluded.text, salt = excluded.salt, changed_at = excluded.changed_at;

-- name: Rating :one
SELECT * FROM case_ratings WHERE case_id = @case_id AND cycle = @cycle;

-- name: InsertLink :exec
INSERT INTO case_applicants (report_id, case_id, applicant_id, linked_at, linked_by)
VALUES (@report_id, @case_id, @applicant_id, @linked_at, @linked_by);

-- name: DeleteLink :exec
DELETE FROM case_applicants WHERE report_id = @report_id;

-- name: InsertNotSame :exec
INSERT INTO report_not_same (report_id, case_id, at) VALUES (@report_id, @case_id, @at) ON CONFLICT DO NOTHING;

-- Each report of a conversation names its first one.
-- name: InsertOrigin :exec
INSERT INTO report_origins (report_id, origin_id)
VALUES (@report_id, coalesce((SELECT o.origin_id FROM report_origins o WHERE o.report_id = @before), @before));

-- name: RecallDelivery :execrows
DELETE FROM deliveries WHERE subject_id = @subject_id AND template = @template AND state = 'queued' AND channel = '';
