package privacy

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Package writes a person's data as a zip archive: data.json, and the files in a folder for each report. A request for an
// export is done once its archive was written whole.
func (o *Office) Package(ctx context.Context, id uuid.UUID, by casecore.Actor, w io.Writer) (Request, error) {
	r, err := o.Request(ctx, id)
	if err != nil {
		return Request{}, err
	}
	if r.Kind != Export || r.State == Refused {
		return Request{}, fail(casecore.Conflict, "export", "error.privacy_state")
	}
	archive := zip.NewWriter(w)
	document := struct {
		Request uuid.UUID         `json:"request"`
		MadeAt  time.Time         `json:"made_at"`
		Reports []json.RawMessage `json:"reports"`
		// Bookings of visits to halls.
		Bookings []json.RawMessage `json:"bookings,omitempty"`
	}{Request: id, MadeAt: o.now()}
	if document.Bookings, err = o.booked(ctx, r.Bookings); err != nil {
		return Request{}, err
	}
	for _, report := range r.Reports {
		data, err := o.dataOf(ctx, report)
		if err != nil {
			return Request{}, err
		}
		document.Reports = append(document.Reports, data)
		if err := o.packFiles(ctx, archive, report); err != nil {
			return Request{}, err
		}
	}
	entry, err := archive.Create("data.json")
	if err != nil {
		return Request{}, err
	}
	writer := json.NewEncoder(entry)
	writer.SetIndent("", "  ")
	if err := writer.Encode(document); err != nil {
		return Request{}, err
	}
	if err := archive.Close(); err != nil {
		return Request{}, err
	}
	o.log.InfoContext(ctx, "data exported", "request", id, "reports", len(r.Reports))
	if r.State == Done {
		return r, nil
	}
	return o.settle(ctx, id, by, Counts{}, nil)
}

// filesSQL tells that a file f is part of it: the report's and its cases', what its applicant sent to a case of others, and the talks
// that were recorded with them.
const filesSQL = `(f.applicant_id = (SELECT applicant_id FROM reports WHERE id = @report) OR f.applicant_id IS NULL AND (
	f.subject_id = @report OR f.subject_id IN (SELECT id FROM cases WHERE report_id = @report)
	OR f.subject_type = 'call' AND f.subject_id IN (SELECT id FROM calls WHERE purpose <> 'officer' AND id IN ` + callsSQL + `)))`

// dataSQL gathers whatever is kept about the person on one report, and on the cases @told of others which it joined. Members of
// staff are not named: it is not their data.
const dataSQL = `
	SELECT jsonb_build_object(
		'report', to_jsonb(r) - ARRAY['salt', 'event_hash', 'event_seq', 'received_by', 'claimed_by', 'applicant_id'],
		'applicant', to_jsonb(a) - 'id',
		'wordings', (SELECT coalesce(jsonb_agg(to_jsonb(w) - ARRAY['salt', 'worded_by', 'settled_by'] ORDER BY w.ordinal), '[]')
			FROM wordings w WHERE w.report_id = r.id),
		'cases', (SELECT coalesce(jsonb_agg(
				to_jsonb(c) - ARRAY['event_hash', 'event_seq', 'registered_by', 'executor_id', 'applicant_id']
				|| jsonb_build_object('text', t.text, 'number', c.year || '-' || lpad(c.seq::text, 6, '0')) ORDER BY c.id), '[]')
			FROM cases c JOIN case_texts t ON t.case_id = c.id WHERE c.report_id = r.id),
		'messages', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', m.at, 'direction', m.direction, 'text', m.text) ORDER BY m.at), '[]')
			FROM messages m WHERE m.applicant_id = a.id OR m.applicant_id IS NULL
				AND (m.subject_id = r.id OR m.subject_id IN (SELECT id FROM cases WHERE report_id = r.id))),
		'ratings', (SELECT coalesce(jsonb_agg(to_jsonb(x) - ARRAY['salt', 'org_id']), '[]')
			FROM case_ratings x WHERE x.case_id IN (SELECT id FROM cases WHERE report_id = r.id)),
		'letters', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', d.created_at, 'channel', d.channel, 'address', d.address,
				'template', d.template, 'args', d.args, 'state', d.state) ORDER BY d.created_at), '[]')
			FROM deliveries d WHERE d.recipient = 'citizen' AND d.recipient_id = a.id AND d.state <> 'expanded'
				AND (d.subject_id = r.id OR d.subject_id = ANY(@told) OR d.subject_id IN (SELECT id FROM cases WHERE report_id = r.id))),
		'history', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'what', e.type) ORDER BY e.at, e.seq), '[]')
			FROM events e WHERE e.subject_id = r.id OR e.subject_id IN (SELECT id FROM cases WHERE report_id = r.id)),
		'files', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'type', f.content_type, 'at', f.added_at)
				ORDER BY f.added_at), '[]')
			FROM files f WHERE ` + filesSQL + `),
		'calls', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', c.started_at, 'ended_at', c.ended_at, 'direction', c.direction,
				'purpose', c.purpose, 'number', c.caller, 'lang', c.lang, 'recordings', (
					SELECT coalesce(jsonb_agg(jsonb_build_object('at', m.started_at, 'kind', m.kind, 'millis', m.millis, 'file', m.file_id)
						ORDER BY m.started_at), '[]') FROM call_recordings m WHERE m.call_id = c.id)) ORDER BY c.started_at), '[]')
			FROM calls c WHERE c.purpose <> 'officer' AND c.id IN ` + callsSQL + `),
		'samples', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', x.asked_at, 'result', x.result, 'note', x.note)
				ORDER BY x.asked_at), '[]')
			FROM sample_cases x WHERE x.result <> '' AND x.case_id IN (SELECT id FROM cases WHERE report_id = r.id)),
		'chat', (SELECT to_jsonb(g) - 'bot_id' FROM tg_chats g
			WHERE a.reply_channel = 'telegram' AND g.chat_id::text = a.reply_address LIMIT 1))
	FROM reports r JOIN applicants a ON a.id = r.applicant_id WHERE r.id = @report`

func (o *Office) dataOf(ctx context.Context, id casecore.ReportID) (data json.RawMessage, err error) {
	told, err := o.joined(ctx, id)
	if err != nil {
		return nil, err
	}
	err = o.db.QueryRow(ctx, dataSQL, pgx.NamedArgs{"report": id.UUID(), "told": told}).Scan(&data)
	return data, err
}

// packFiles puts the files into the archive.
func (o *Office) packFiles(ctx context.Context, archive *zip.Writer, id casecore.ReportID) error {
	type file struct {
		ID        uuid.UUID
		Name, Key string
		At        time.Time
	}
	files, err := pg.Collect(ctx, o.db, pgx.RowToStructByPos[file], `
		SELECT id, name, blob_key, added_at FROM files f WHERE `+filesSQL+` ORDER BY added_at, id`, pgx.NamedArgs{"report": id.UUID()})
	if err != nil {
		return err
	}
	for _, f := range files {
		entry, err := archive.CreateHeader(&zip.FileHeader{
			Name: fmt.Sprintf("%s/%s-%s", id, f.ID.String()[24:], f.Name), Modified: f.At, Method: zip.Store,
		})
		if err != nil {
			return err
		}
		content, err := o.bytes.Read(ctx, f.Key)
		if err != nil {
			return err
		}
		_, err = io.Copy(entry, content)
		_ = content.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
