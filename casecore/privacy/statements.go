package privacy

// statement takes one kind of data away. Each is written so that what is gone already is not counted again.
type statement struct {
	what   string // under which it is counted
	sql    string
	partly string // instead, for a case that goes on
	full   bool   // only when nothing of it goes on
}

// statements are what an erasure runs, in order: what is looked up by the applicant comes before the applicant goes.
// @report, @applicant, @cases, @subjects (report and cases), @told (those, and cases of others that the report was linked to),
// @channel and @address of the applicant, @now.
var statements = []statement{
	{what: "chats", sql: `
		UPDATE tg_chats SET session = '{}', session_at = NULL, saved = '{}', consent_at = NULL, consent_version = ''
		WHERE @channel = 'telegram' AND chat_id::text = @address AND (session <> '{}' OR saved <> '{}' OR consent_version <> '')`},
	{what: "chat_messages", sql: `
		DELETE FROM tg_updates WHERE @channel = 'telegram' AND chat_id::text = @address AND (done_at IS NOT NULL OR dead_at IS NOT NULL)`},
	{what: "chat_messages", sql: `
		DELETE FROM tg_outgoing WHERE @channel = 'telegram' AND chat_id::text = @address AND state <> 'queued'`},
	// Calls from the person's number that came to nothing.
	{what: "calls", sql: `
		UPDATE calls c SET ` + quietSQL + `
		WHERE caller <> '' AND caller = (SELECT phone FROM applicants WHERE id = @applicant) AND ended_at IS NOT NULL
			AND NOT EXISTS (SELECT FROM call_reports g WHERE g.call_id = c.id)
			AND NOT EXISTS (SELECT FROM call_attempts a WHERE a.call_id = c.id)`},
	// That somebody is not to be called stays; that they once were not, and may be again, is nobody's business any more.
	{what: "calls", sql: `
		DELETE FROM do_not_call WHERE withdrawn_at IS NOT NULL AND phone = (SELECT phone FROM applicants WHERE id = @applicant)`},
	{what: "applicants", sql: `
		UPDATE applicants SET surname = '', name = '', patronymic = '', residence = '', phone = '', email = '',
			reply_channel = '', reply_address = '', consent_at = NULL, consent_version = '', erased_at = @now
		WHERE id = @applicant AND erased_at IS NULL`},
	{
		what: "reports", sql: `
		UPDATE reports SET text = '', salt = ''::bytea, place = '', lat = NULL, lon = NULL, outcome_note = ''
		WHERE id = @report AND (text <> '' OR place <> '' OR lat IS NOT NULL OR outcome_note <> '')`,
		partly: `UPDATE reports SET text = '', salt = ''::bytea, outcome_note = '' WHERE id = @report AND text <> ''`,
	},
	{
		what: "wordings", sql: `
		UPDATE wordings SET text = '', salt = ''::bytea, place = '', correction = ''
		WHERE report_id = @report AND (text <> '' OR place <> '' OR correction <> '')`,
		partly: `UPDATE wordings SET correction = '' WHERE report_id = @report AND correction <> ''`,
	},
	{what: "cases", full: true, sql: `
		UPDATE cases SET place = '', lat = NULL, lon = NULL WHERE id = ANY(@cases) AND (place <> '' OR lat IS NOT NULL)`},
	{what: "texts", full: true, sql: `UPDATE case_texts SET text = '' WHERE case_id = ANY(@cases) AND text <> ''`},
	// What an executor was told in the words of one of several applicants; before the words themselves, by which it is known.
	{what: "letters", sql: `
		UPDATE deliveries d SET args = args || '{"text": ""}'
		WHERE subject_id = ANY(@told) AND template = 'executor.update' AND args ->> 'text' <> ''
			AND EXISTS (SELECT FROM messages m
				WHERE m.subject_id = d.subject_id AND m.applicant_id = @applicant AND m.text = d.args ->> 'text')`},
	// What waits to be told to an executor is told without the citizen's words; another applicant's stay.
	{what: "letters", sql: `
		UPDATE deliveries d SET args = args || '{"text": ""}'
		WHERE subject_id = ANY(@subjects) AND template = 'executor.update' AND state = 'queued' AND args ->> 'text' <> ''
			AND NOT EXISTS (SELECT FROM messages m
				WHERE m.subject_id = d.subject_id AND m.applicant_id <> @applicant AND m.text = d.args ->> 'text')`},
	{
		what: "messages", sql: `
		UPDATE messages SET text = '', salt = ''::bytea
		WHERE (applicant_id = @applicant OR applicant_id IS NULL AND subject_id = ANY(@subjects)) AND text <> ''`,
		partly: `
		UPDATE messages SET text = '', salt = ''::bytea
		WHERE (applicant_id = @applicant OR applicant_id IS NULL AND subject_id = ANY(@subjects))
			AND direction = 'from_citizen' AND text <> ''`,
	},
	// What an agent had written for the report, and what one wrote to the next about it.
	{what: "messages", sql: `DELETE FROM report_drafts WHERE report_id = @report`},
	{what: "messages", sql: `UPDATE report_handovers SET note = '' WHERE report_id = @report AND note <> ''`},
	{what: "ratings", sql: `
		UPDATE case_ratings SET text = '', salt = ''::bytea WHERE case_id = ANY(@cases) AND text <> ''`},
	{what: "letters", sql: `
		DELETE FROM deliveries
		WHERE subject_id = ANY(@told) AND recipient = 'citizen' AND recipient_id = @applicant AND state = 'queued'`},
	{what: "letters", sql: `
		UPDATE deliveries SET args = '{}', address = CASE WHEN address <> '' THEN id::text ELSE '' END
		WHERE subject_id = ANY(@told) AND recipient = 'citizen' AND recipient_id = @applicant
			AND state <> 'queued' AND (args <> '{}' OR address NOT IN ('', id::text))`},
	{
		what: "letters", sql: `
		UPDATE deliveries SET args = '{}'
		WHERE subject_id = ANY(@subjects) AND recipient <> 'citizen' AND state <> 'queued' AND args <> '{}'`,
		partly: `
		UPDATE deliveries SET args = '{}'
		WHERE subject_id = ANY(@subjects) AND recipient <> 'citizen' AND template = 'executor.update'
			AND state <> 'queued' AND args <> '{}'`,
	},
	{what: "feed_rows", sql: `
		UPDATE outbox SET payload = payload || '{"excerpt": "", "place": ""}'
		WHERE subject_id = ANY(@subjects) AND (payload ->> 'excerpt' <> '' OR payload ->> 'place' <> '')`},
	// A list that was exported since may hold the case: its file goes, and is made anew from what is left. One that waits is locked
	// too, so that nobody begins it before the rest is gone.
	{what: "exports", full: true, sql: `
		WITH made AS (
			SELECT id, state, blob_key FROM exports
			WHERE created_at >= (SELECT received_at FROM reports WHERE id = @report) ORDER BY id FOR UPDATE),
		anew AS (
			UPDATE exports e SET state = 'queued', holder = '', rows = 0, total = 0, size = 0, blob_key = '', finished_at = NULL,
				attempts = CASE WHEN e.state = 'running' THEN e.attempts ELSE 0 END
			FROM made WHERE e.id = made.id AND made.state IN ('running', 'done'))
		INSERT INTO blob_removals (blob_key, at) SELECT blob_key, @now FROM made WHERE blob_key <> '' ON CONFLICT DO NOTHING`},
	// The number that called or was called, what was said on the way, and the talk itself unless it gave a report that somebody else
	// still stands behind.
	{what: "calls", sql: `UPDATE calls SET ` + quietSQL + ` WHERE id IN ` + callsSQL + ` AND ` + loudSQL},
	{what: "calls", sql: `UPDATE call_orders SET args = '{}' WHERE call_id IN ` + callsSQL + ` AND done_at IS NOT NULL AND args <> '{}'`},
	{what: "calls", sql: `
		UPDATE call_recordings SET name = id::text
		WHERE call_id IN ` + callsSQL + ` AND kind = 'fallback' AND state = 'kept' AND name <> id::text`},
	{what: "messages", sql: `UPDATE sample_cases SET note = '' WHERE case_id = ANY(@cases) AND note <> ''`},
	{what: "recordings", sql: `
		WITH gone AS (DELETE FROM files f WHERE subject_type = 'call' AND subject_id IN ` + callsSQL + `
			AND NOT EXISTS (SELECT FROM call_reports g JOIN reports r ON r.id = g.report_id JOIN applicants a ON a.id = r.applicant_id
				WHERE g.call_id = f.subject_id AND a.erased_at IS NULL AND r.id <> @report) RETURNING blob_key)
		INSERT INTO blob_removals (blob_key, at) SELECT blob_key, @now FROM gone ON CONFLICT DO NOTHING`},
	{
		what: "files", sql: `
		WITH gone AS (DELETE FROM files
			WHERE applicant_id = @applicant OR applicant_id IS NULL AND subject_id = ANY(@subjects) RETURNING blob_key)
		INSERT INTO blob_removals (blob_key, at) SELECT blob_key, @now FROM gone ON CONFLICT DO NOTHING`,
		partly: `
		WITH gone AS (DELETE FROM files WHERE subject_id = @report AND purpose = 'voice' RETURNING blob_key)
		INSERT INTO blob_removals (blob_key, at) SELECT blob_key, @now FROM gone ON CONFLICT DO NOTHING`,
	},
}
