-- name: SuggestVersion :one
SELECT version FROM suggest_state;

-- name: LockSuggestState :many
-- Nothing while another copy counts.
SELECT counted_at, through FROM suggest_state FOR UPDATE SKIP LOCKED;

-- name: LastRegistered :many
SELECT registered_at FROM cases ORDER BY registered_at DESC LIMIT 1;

-- name: ConfirmedReports :many
-- The newest cases whose words the applicant agreed to, or whose city asks for no agreement (RO-1.4).
SELECT c.topic, r.text
FROM cases c JOIN wordings w ON w.id = c.wording_id JOIN reports r ON r.id = c.report_id
WHERE w.state IN ('agreed', 'unneeded') AND r.text <> ''
ORDER BY c.registered_at DESC
LIMIT @newest;

-- name: SuggestTopics :many
SELECT * FROM suggest_topics;

-- name: SuggestTokens :many
SELECT * FROM suggest_tokens;

-- name: DeleteSuggestTopics :exec
DELETE FROM suggest_topics;

-- name: DeleteSuggestTokens :exec
DELETE FROM suggest_tokens;

-- name: InsertSuggestTopics :exec
INSERT INTO suggest_topics (topic, reports) SELECT unnest(@topics::text[]), unnest(@reports::real[]);

-- name: InsertSuggestTokens :exec
INSERT INTO suggest_tokens (topic, token, reports)
SELECT unnest(@topics::text[]), unnest(@tokens::text[]), unnest(@reports::real[]);

-- name: SetSuggestState :exec
UPDATE suggest_state SET version = version + 1, counted_at = @counted_at, through = @through, reports = @reports;
