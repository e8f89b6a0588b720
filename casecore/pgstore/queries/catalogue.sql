-- name: CatalogueVersion :one
SELECT version FROM catalogue_version;

-- name: BumpCatalogue :exec
UPDATE catalogue_version SET version = version + 1;

-- name: Orgs :many
SELECT * FROM orgs WHERE retired_at IS NULL ORDER BY sort, code;

-- name: OrgNames :many
SELECT * FROM org_names;

-- name: Districts :many
SELECT d.code, d.sort, n.lang, n.name FROM districts d JOIN district_names n ON n.code = d.code ORDER BY d.sort, d.code;

-- name: Topics :many
SELECT * FROM topics WHERE retired_at IS NULL ORDER BY sort, code;

-- name: TopicNames :many
SELECT * FROM topic_names;

-- name: TopicKeywords :many
SELECT * FROM topic_keywords ORDER BY code, lang, sort, keyword;

-- name: TopicExecutors :many
SELECT t.code, t.district, t.org_id, o.code AS org_code FROM topic_executors t JOIN orgs o ON o.id = t.org_id;

-- name: TopicGrounds :many
SELECT * FROM topic_grounds ORDER BY code, sort, ground;

-- name: Bodies :many
SELECT * FROM competent_bodies ORDER BY sort, code;

-- name: BodyNames :many
SELECT * FROM competent_body_names;
