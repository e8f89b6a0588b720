-- name: KeepProfile :exec
INSERT INTO profiles (name, version, source) VALUES (@name, @version, @source) ON CONFLICT DO NOTHING;

-- name: Profiles :many
SELECT * FROM profiles ORDER BY name, version;
