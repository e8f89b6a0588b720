-- name: InsertDeliveries :exec
INSERT INTO deliveries (id, subject_type, subject_id, recipient, recipient_id, channel, address, template, args, urgent,
    gather, next_at, created_at)
SELECT unnest(@ids::uuid[]), unnest(@subject_types::text[]), unnest(@subject_ids::uuid[]), unnest(@recipients::text[]),
    NULLIF(unnest(@recipient_ids::uuid[]), '00000000-0000-0000-0000-000000000000'), unnest(@channels::text[]),
    unnest(@addresses::text[]), unnest(@templates::text[]),
    unnest(@args::jsonb[]), unnest(@urgents::boolean[]), unnest(@gathers::text[]), unnest(@next_ats::timestamptz[]),
    unnest(@created_ats::timestamptz[]);

-- Audiences travel joined by commas: arrays of arrays of different lengths cannot be unnested.
-- name: InsertOutbox :exec
INSERT INTO outbox (stream, at, type, subject_type, subject_id, version, audience, lost, payload, event_seq, event_hash)
SELECT unnest(@streams::text[]), unnest(@ats::timestamptz[]), unnest(@types::text[]), unnest(@subject_types::text[]),
    unnest(@subject_ids::uuid[]), unnest(@versions::bigint[]), string_to_array(unnest(@audiences::text[]), ','),
    string_to_array(unnest(@losts::text[]), ','), unnest(@payloads::jsonb[]), unnest(@event_seqs::integer[]),
    unnest(@event_hashes::bytea[]);

-- name: ClaimCommand :execrows
INSERT INTO commands (scope, key, actor, payload_hash, result_type, result_id, at, expires_at)
VALUES (@scope, @key, @actor, @payload_hash, @result_type, @result_id, @at, @expires_at)
ON CONFLICT (scope, key) DO NOTHING;

-- name: ClaimCommands :execrows
INSERT INTO commands (scope, key, actor, payload_hash, result_type, result_id, at, expires_at)
SELECT unnest(@scopes::text[]), unnest(@keys::text[]), unnest(@actors::text[]), unnest(@payload_hashes::bytea[]),
    unnest(@result_types::text[]), unnest(@result_ids::uuid[]), unnest(@ats::timestamptz[]), unnest(@expires_ats::timestamptz[])
ON CONFLICT (scope, key) DO NOTHING;

-- name: Command :one
SELECT * FROM commands WHERE scope = @scope AND key = @key;

-- name: PruneCommands :execrows
DELETE FROM commands WHERE expires_at < @now::timestamptz;

-- name: EnsureAhead :exec
SELECT ensure_ahead(@at);
