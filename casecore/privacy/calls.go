package privacy

const (
	// callsSQL are the calls that gave the report, and those that went out about it or about a case of it.
	callsSQL = `(
		SELECT call_id FROM call_reports WHERE report_id = @report
		UNION SELECT a.call_id FROM call_attempts a JOIN call_tasks t ON t.id = a.task_id
			WHERE t.report_id = @report OR t.case_id IN (SELECT id FROM cases WHERE report_id = @report))`

	// quietSQL is what a call's row becomes without the number at its other end, and without what a call that went out was to say to
	// whom. A call that goes on needs the latter until it ends.
	quietSQL = `caller = '', state = CASE WHEN ended_at IS NULL THEN state ELSE state - 'out' END`

	// loudSQL tells that there is something for quietSQL to take away.
	loudSQL = `(caller <> '' OR ended_at IS NOT NULL AND state ? 'out')`

	// heldCallSQL tells whether a hold protects the call c: one on any report that it gave or was about keeps it.
	heldCallSQL = `EXISTS (
		SELECT FROM (
			SELECT g.report_id FROM call_reports g WHERE g.call_id = c.id
			UNION ALL SELECT coalesce(t.report_id, k.report_id) FROM call_attempts a JOIN call_tasks t ON t.id = a.task_id
				LEFT JOIN cases k ON k.id = t.case_id WHERE a.call_id = c.id) about
			JOIN reports r ON r.id = about.report_id LEFT JOIN cases k ON k.id = r.case_id
			JOIN legal_holds h ON h.report_id IN (r.id, k.report_id))`

	oldRecordingsSQL = `
		WITH gone AS (DELETE FROM files f USING calls c
			WHERE f.subject_type = 'call' AND f.subject_id = c.id AND c.ended_at < $1 AND NOT ` + heldCallSQL + ` RETURNING f.blob_key)
		INSERT INTO blob_removals (blob_key, at) SELECT blob_key, $2 FROM gone ON CONFLICT DO NOTHING`

	oldCallsSQL = `UPDATE calls c SET ` + quietSQL + ` WHERE ended_at < $1 AND ` + loudSQL + ` AND NOT ` + heldCallSQL

	oldOrdersSQL = `UPDATE call_orders o SET args = '{}' FROM calls c
		WHERE c.id = o.call_id AND c.ended_at < $1 AND o.args <> '{}' AND NOT ` + heldCallSQL

	oldRefusalsSQL = `DELETE FROM do_not_call WHERE withdrawn_at < $1`

	// The name of a message that the dialplan took alone has the caller's number. By it Asterisk's own copy is known and deleted, long
	// before a time of data is over.
	oldNamesSQL = `UPDATE call_recordings m SET name = m.id::text FROM calls c
		WHERE c.id = m.call_id AND c.ended_at < $1 AND m.kind = 'fallback' AND m.name <> m.id::text AND NOT ` + heldCallSQL
)
