package queuehall

import "context"

// tellSQL appends what rows say to the feed, at the moment $1.
func tellSQL(rows string) string { return tellAtSQL(`$1`, rows) }

// tellAtSQL does so at any moment: whoever may no longer see something is told that it is gone.
func tellAtSQL(at, rows string) string {
	return `INSERT INTO outbox (stream, at, type, subject_type, subject_id, version, audience, lost, payload, event_seq, event_hash)
		SELECT '` + Stream + `', ` + at + `, 'hall.' || st, r.st, id, version, CASE WHEN live THEN ARRAY[tag] ELSE '{}' END,
			CASE WHEN live THEN '{}' ELSE ARRAY[tag] END, data, 0, ''
		FROM (` + rows + `) r`
}

var (
	tellTicketSQL = tellSQL(ticketRows + ` WHERE t.id = $2`)
	tellVisitSQL  = tellVisit(`= $2`)
	tellSignonSQL = tellSQL(signonRows + ` WHERE s.id = $2`)
	tellDeviceSQL = tellSQL(deviceRows + ` WHERE d.id = $2`)

	tellIncidentSQL = tellSQL(incidentRows + ` WHERE i.id = $2`)

	// These tell of several.
	tellTicketsSQL = tellSQL(ticketRows + ` WHERE t.id = ANY ($2)`)
	tellVisitsSQL  = tellVisit(`= ANY ($2)`)
	tellDevicesSQL = tellSQL(deviceRows + ` WHERE d.id = ANY ($2)`)
)

func tellVisit(which string) string {
	return tellSQL(ticketRows + ` WHERE t.id IN (SELECT ticket_id FROM hall_visits WHERE id ` + which + `) UNION ALL` + visitRows +
		` WHERE v.id ` + which + ` UNION ALL` + callRows + ` WHERE v.id ` + which + ` UNION ALL` + lampRows + ` WHERE v.id ` + which)
}

// tell appends to the feed, in the transaction of the change, what one of the statements above says of a thing, about which is its id, or
// of several. Screens hear of it once it is committed.
func (h *Hall) tell(ctx context.Context, sql string, about any) error {
	if err := h.db.Queue(ctx, nil, sql, h.now(), about); err != nil {
		return err
	}
	h.changed(ctx)
	return nil
}

// changed wakes whoever carries rows out, once the transaction of ctx is committed.
func (h *Hall) changed(ctx context.Context) {
	if h.hooks.Changed != nil {
		h.db.AfterCommit(ctx, h.hooks.Changed)
	}
}
