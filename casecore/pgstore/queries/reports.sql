-- name: PutApplicant :exec
INSERT INTO applicants (id, surname, name, patronymic, residence, phone, email, anonymous, warned_at, lang,
    reply_channel, reply_address, consent_at, consent_version)
VALUES (@id, @surname, @name, @patronymic, @residence, @phone, @email, @anonymous, sqlc.narg(warned_at), @lang,
    @reply_channel, @reply_address, sqlc.narg(consent_at), @consent_version)
ON CONFLICT (id) DO UPDATE
SET surname = excluded.surname, name = excluded.name, patronymic = excluded.patronymic, residence = excluded.residence,
    phone = excluded.phone, email = excluded.email, anonymous = excluded.anonymous, warned_at = excluded.warned_at,
    lang = excluded.lang
WHERE applicants.erased_at IS NULL;

-- name: Applicant :one
SELECT * FROM applicants WHERE id = @id;

-- name: InsertReport :exec
INSERT INTO reports (id, version, status, source, applicant_id, text, salt, place, district, lat, lon, sos, lang, profile,
    profile_version, received_at, received_by, event_seq, event_hash)
VALUES (@id, @version, @status, @source, @applicant_id, @text, @salt, @place, @district, sqlc.narg(lat), sqlc.narg(lon),
    @sos, @lang, @profile, @profile_version, @received_at, sqlc.narg(received_by), @event_seq, @event_hash);

-- name: UpdateReport :exec
UPDATE reports
SET version = @version, status = @status, place = @place, district = @district, sos = @sos,
    claimed_by = sqlc.narg(claimed_by), claimed_at = sqlc.narg(claimed_at), wording_id = sqlc.narg(wording_id),
    wordings = @wordings,    case_id = sqlc.narg(case_id), outcome_code = @outcome_code, outcome_note = @outcome_note,
    closed_at = sqlc.narg(closed_at), event_seq = @event_seq, event_hash = @event_hash
WHERE id = @id;

-- name: LockReport :exec
SELECT 1 FROM reports WHERE id = @id FOR UPDATE;

-- name: LockReportOfWording :exec
SELECT 1 FROM reports WHERE id = (SELECT w.report_id FROM wordings w WHERE w.id = @wording_id) FOR UPDATE;

-- name: Report :one
SELECT sqlc.embed(r), sqlc.embed(a)
FROM reports r JOIN applicants a ON a.id = r.applicant_id
WHERE r.id = @id;

-- name: Reports :many
SELECT sqlc.embed(r), sqlc.embed(a)
FROM reports r JOIN applicants a ON a.id = r.applicant_id
WHERE r.id = ANY(@ids::uuid[])
ORDER BY r.id;

-- name: LockReportsSkipping :many
SELECT id FROM reports WHERE id = ANY(@ids::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED;

-- name: OpenReportsOfReply :many
SELECT sqlc.embed(r), sqlc.embed(a)
FROM applicants a JOIN reports r ON r.applicant_id = a.id
WHERE a.reply_channel = @channel AND a.reply_address = @address AND a.reply_address <> '' AND r.closed_at IS NULL
ORDER BY r.received_at;

-- name: InsertWording :exec
INSERT INTO wordings (id, report_id, ordinal, state, text, salt, topic, kind, district, place, lead_org, asked_via,
    worded_by, worded_at, settled_at, settled_how, settled_by)
VALUES (@id, @report_id, @ordinal, @state, @text, @salt, @topic, @kind, @district, @place, @lead_org, @asked_via,
    @worded_by, @worded_at, sqlc.narg(settled_at), @settled_how, @settled_by);

-- name: UpdateWording :exec
UPDATE wordings
SET state = @state, settled_at = sqlc.narg(settled_at), settled_how = @settled_how, settled_by = @settled_by,
    correction = @correction
WHERE id = @id;

-- name: Wording :one
SELECT * FROM wordings WHERE id = @id;

-- name: WordingsOfReport :many
SELECT * FROM wordings WHERE report_id = @report_id ORDER BY ordinal;

-- name: WordingForDecision :one
SELECT sqlc.embed(r), sqlc.embed(a), sqlc.embed(w),
    (CASE WHEN @year::integer > 0 THEN next_case_number(@year::integer) ELSE 0 END)::integer AS seq
FROM wordings w JOIN reports r ON r.id = w.report_id JOIN applicants a ON a.id = r.applicant_id
WHERE w.id = @id;

-- name: NextNumber :one
SELECT next_case_number(@year::integer)::integer;

-- name: SupersedeWordings :exec
UPDATE wordings SET state = 'superseded', settled_at = @at::timestamptz WHERE report_id = @report_id AND state = 'proposed';

-- name: InsertHandOver :exec
INSERT INTO report_handovers (id, report_id, from_id, to_id, by_system, note, at)
VALUES (@id, @report_id, @from_id, sqlc.narg(to_id), @by_system, @note, @at);
