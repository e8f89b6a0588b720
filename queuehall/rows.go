package queuehall

// Stream is the halls' live feed: one for all of a city's, since a relay and a hub tell each screen its own part by audiences.
const Stream = "hall"

// Audiences of a hall's feed.
func displayTag(b BranchID) string { return "hall:" + b.String() + ":display" }
func staffTag(b BranchID) string   { return "hall:" + b.String() + ":staff" }

// QueueTag is the audience of whatever happens in a branch's queue.
func QueueTag(b BranchID) string { return staffTag(b) }

func padTag(c CounterID) string { return "pad:" + c.String() }

// What screens see of one thing, by one SELECT for both the changes and the snapshots: its branch, subject, id, version, who may
// see it, whether it is there to be seen, and its data. No row that operators see holds a mark (VN-3.2).
const (
	ticketRows = `
		SELECT t.branch_id, 'ticket' AS st, t.id, t.version, 'hall:' || t.branch_id || ':staff' AS tag,
			t.state IN ('waiting', 'called', 'serving', 'parked') AS live,
			jsonb_strip_nulls(jsonb_build_object('code', t.letter || '-' || lpad(t.number::text, 3, '0'), 'direction', t.direction_id,
				'state', t.state, 'lang', t.lang, 'priority', t.priority, 'lane', t.lane,
				'turn_at', t.turn_at, 'booked_at', t.booked_at, 'counter', t.counter_id, 'issued_at', t.issued_at,
				'called_at', t.called_at, 'least', t.least_wait, 'most', t.most_wait, 'source', t.source)) AS data
		FROM hall_tickets t`
	visitRows = `
		SELECT v.branch_id, 'visit' AS st, v.id, v.version, 'hall:' || v.branch_id || ':staff' AS tag, v.ended_at IS NULL AS live,
			jsonb_strip_nulls(jsonb_build_object('ticket', v.ticket_id, 'code', t.letter || '-' || lpad(t.number::text, 3, '0'),
				'counter', v.counter_id, 'staff', v.staff_id, 'direction', v.direction_id, 'step', v.step, 'before', v.before,
				'stepped_at', v.stepped_at, 'called_at', v.called_at, 'recalls', v.recalls, 'started_at', v.started_at,
				'ended_at', v.ended_at)) AS data
		FROM hall_visits v JOIN hall_tickets t ON t.id = v.ticket_id`
	callRows = `
		SELECT v.branch_id, 'call' AS st, v.id, v.version, 'hall:' || v.branch_id || ':display' AS tag, v.ended_at IS NULL AS live,
			jsonb_build_object('ticket', t.letter || '-' || lpad(t.number::text, 3, '0'), 'counter', c.code, 'direction', v.direction_id,
				'step', v.step, 'called_at', v.called_at, 'recalls', v.recalls, 'lang', t.lang) AS data
		FROM hall_visits v JOIN hall_tickets t ON t.id = v.ticket_id JOIN hall_counters c ON c.id = v.counter_id`
	signonRows = `
		SELECT c.branch_id, 'signon' AS st, s.id, CASE WHEN s.ended_at IS NULL THEN 1 ELSE 2 END::bigint AS version,
			'hall:' || c.branch_id || ':staff' AS tag, s.ended_at IS NULL AS live,
			jsonb_strip_nulls(jsonb_build_object('counter', s.counter_id, 'staff', s.staff_id, 'name', p.name, 'began_at', s.began_at,
				'ended_at', s.ended_at)) AS data
		FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id JOIN staff p ON p.id = s.staff_id`
	deviceRows = `
		SELECT d.branch_id, 'device' AS st, d.id, d.version, 'hall:' || d.branch_id || ':staff' AS tag, d.revoked_at IS NULL AS live,
			jsonb_strip_nulls(jsonb_build_object('role', d.role, 'counter', d.counter_id, 'name', d.name, 'state', d.state,
				'since', coalesce(d.since, d.paired_at, d.made_at), 'reboots', d.boots, 'faults', d.faults,
				'lit', CASE d.role WHEN 'pad' THEN d.lit_nonce IS NOT NULL END)) AS data
		FROM hall_devices d`
	incidentRows = `
		SELECT i.branch_id, 'incident' AS st, i.id, i.version, 'hall:' || i.branch_id || ':staff' AS tag, i.closed_at IS NULL AS live,
			jsonb_strip_nulls(jsonb_build_object('device', i.device_id, 'counter', i.counter_id, 'visit', i.visit_id, 'kind', i.kind,
				'by', i.opened_by, 'opened_at', i.opened_at, 'closed_at', i.closed_at)) AS data
		FROM hall_incidents i`
)

// lampSQL is what its pad sees of visits v and the mark of each that counts, or null. A press that counts is a version of the lamp's own,
// so that no other row of the visit changes with it.
func lampSQL(visits, mark string) string {
	return `
		SELECT v.branch_id, 'lamp' AS st, v.id, v.version + (` + mark + ` IS NOT NULL)::int AS version, 'pad:' || v.counter_id AS tag,
			v.ended_at IS NULL AS live,
			jsonb_build_object('nonce', v.nonce, 'counter', v.counter_id, 'called_at', v.called_at,
				'lang', (SELECT t.lang FROM hall_tickets t WHERE t.id = v.ticket_id), 'mark', coalesce(` + mark + `, 0)) AS data
		FROM ` + visits
}

// lampRows are the lamps as they are kept.
var lampRows = lampSQL(`hall_visits v LEFT JOIN hall_presses p ON p.visit_id = v.id AND p.why = ''`, `p.mark`)
