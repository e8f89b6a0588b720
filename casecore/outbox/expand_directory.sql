-- Where recipients are reached: $1 kinds, $2 scopes, $3 ids, $4 the local date. One row for each address, and one without
-- an address for each person or organisation that has none, so that "nobody" and "nowhere" are told apart.
WITH asked AS (
    SELECT a.n, a.kind, a.scope, a.id, o.id AS org, coalesce(o.parent_id, o.id) AS unit, o.area, o.email
    FROM unnest($1::text[], $2::text[], $3::uuid[]) WITH ORDINALITY AS a (kind, scope, id, n)
    LEFT JOIN orgs o ON o.id = a.id AND a.scope <> 'person'
),
grants AS (
    SELECT * FROM staff_roles WHERE since <= $4::date AND (until IS NULL OR until > $4::date)
),
holders AS (
    SELECT a.n, a.id FROM asked a WHERE a.scope = 'person'
    UNION
    SELECT a.n, g.staff_id FROM asked a JOIN grants g ON g.org_id = a.org AND g.role IN ('operator', 'executor')
    WHERE a.scope = 'org'
    UNION
    SELECT a.n, g.staff_id FROM asked a JOIN grants g ON g.role = a.kind
    WHERE CASE a.scope
        WHEN 'own' THEN g.org_id = a.org OR g.org_id IS NULL
        WHEN 'parent' THEN g.org_id = a.unit
        WHEN 'area' THEN g.area = a.area AND g.area <> ''
        WHEN 'branch' THEN EXISTS (SELECT FROM hall_heads h WHERE h.branch_id = a.id AND h.staff_id = g.staff_id)
        WHEN 'participant' THEN EXISTS (SELECT FROM hall_participant_heads h WHERE h.participant_id = a.id AND h.staff_id = g.staff_id)
        ELSE a.scope = 'city'
    END
),
points AS (
    SELECT h.n, 1 AS rank, 'staff' AS whose, s.id, coalesce(c.channel, '') AS channel, coalesce(c.address, '') AS address
    FROM holders h
    JOIN staff s ON s.id = h.id AND s.disabled_at IS NULL
    LEFT JOIN contact_points c ON c.staff_id = s.id AND c.unreachable_at IS NULL
    UNION ALL
    SELECT a.n, 2, 'org', a.org, coalesce(c.channel, ''), coalesce(c.address, '')
    FROM asked a
    LEFT JOIN contact_points c ON c.org_id = a.org AND c.unreachable_at IS NULL
    WHERE a.scope = 'org' AND a.org IS NOT NULL
),
-- The mailbox of the directory serves where nobody has linked anything.
listed AS (
    SELECT a.n, 3 AS rank, 'org' AS whose, a.org, 'email' AS channel, a.email
    FROM asked a
    WHERE a.scope = 'org' AND a.email <> '' AND NOT EXISTS (SELECT FROM points p WHERE p.n = a.n AND p.channel <> '')
)
SELECT n, whose, id, channel, address
FROM (SELECT * FROM points UNION ALL SELECT * FROM listed) AS found (n, rank, whose, id, channel, address)
ORDER BY n, rank, channel, address
