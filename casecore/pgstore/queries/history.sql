-- name: InsertEvents :exec
INSERT INTO events (subject_id, seq, at, subject_type, type, actor, role, data, hash)
SELECT unnest(@subject_ids::uuid[]), unnest(@seqs::integer[]), unnest(@ats::timestamptz[]), unnest(@subject_types::text[]),
    unnest(@types::text[]), unnest(@actors::text[]), unnest(@roles::text[]), unnest(@data::jsonb[]), unnest(@hashes::bytea[]);

-- name: EventsOf :many
SELECT * FROM events WHERE subject_id = @subject_id ORDER BY seq;

-- name: InsertMessage :exec
INSERT INTO messages (id, subject_type, subject_id, at, direction, author, applicant_id, text, salt)
VALUES (@id, @subject_type, @subject_id, @at, @direction, @author, @applicant_id, @text, @salt);

-- name: MessagesOf :many
SELECT * FROM messages WHERE subject_id = @subject_id ORDER BY at, id;

-- name: InsertFile :exec
INSERT INTO files (id, name, content_type, size, sha256, blob_key, purpose, added_by, added_at)
VALUES (@id, @name, @content_type, @size, @sha256, @blob_key, @purpose, @added_by, @added_at);

-- name: AttachFile :execrows
UPDATE files SET subject_type = @subject_type, subject_id = @subject_id, purpose = coalesce(NULLIF(@purpose::text, ''), purpose),
    applicant_id = @applicant_id
WHERE id = @id AND (subject_id IS NULL OR subject_id = @subject_id);

-- name: FilesOf :many
SELECT * FROM files WHERE subject_id = @subject_id ORDER BY added_at, id;

-- name: FileByID :one
SELECT * FROM files WHERE id = @id;

-- name: LooseFilesBefore :many
SELECT id, blob_key FROM files WHERE subject_id IS NULL AND added_at < @before ORDER BY added_at LIMIT 500;

-- name: DeleteLooseFile :execrows
DELETE FROM files WHERE id = @id AND subject_id IS NULL;
