package stats

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// OpenReports returns the first reports that somebody still has to do something about, in the order of an agent's screen:
// what the agent holds, what waits, what others hold, what the applicant was asked about; in each SOS first, then
// the oldest (MR-4.7).
func (r *Reader) OpenReports(ctx context.Context, agent casecore.StaffID, limit int) ([]casecore.ReportRow, error) {
	return collect(ctx, r.db, "queue", scanReport, `SELECT `+reportColumns+` FROM reports r
		WHERE r.closed_at IS NULL ORDER BY CASE
			WHEN r.status = 'claimed' AND r.claimed_by = $1 THEN 0
			WHEN r.status IN ('waiting', 'call_back') THEN 1
			WHEN r.status = 'claimed' THEN 2
			ELSE 3 END, r.sos DESC, r.received_at, r.id LIMIT $2`, agent.UUID(), limit)
}

// Position returns where the feed of cases stands. Read before rows, it is never ahead of them.
func (r *Reader) Position(ctx context.Context) (epoch string, position int64, err error) {
	err = r.db.QueryRow(ctx, `SELECT epoch::text, position FROM streams WHERE name = $1`, casecore.CasesStream).
		Scan(&epoch, &position)
	if err != nil {
		return "", 0, failed("position", err)
	}
	return epoch, position, nil
}

// Wordings returns a report's wordings, the first one first.
func (r *Reader) Wordings(ctx context.Context, report casecore.ReportID) ([]casecore.Wording, error) {
	return collect(ctx, r.db, "wordings", scanWording, `SELECT id, report_id, ordinal, state, text, topic, kind, district,
		place, lead_org, asked_via, worded_by, worded_at, settled_at, settled_how, settled_by, correction
		FROM wordings WHERE report_id = $1 ORDER BY ordinal`, report.UUID())
}

func scanWording(row pgx.CollectableRow) (casecore.Wording, error) {
	var (
		w                          casecore.Wording
		id, report, lead, wordedBy uuid.UUID
		settled                    *time.Time
	)
	err := row.Scan(&id, &report, &w.Ordinal, &w.State, &w.Text, &w.Topic, &w.Kind, &w.District, &w.Place, &lead,
		&w.AskedVia, &wordedBy, &w.WordedAt, &settled, &w.SettledHow, &w.SettledBy, &w.Correction)
	w.ID, w.ReportID, w.LeadOrg = casecore.WordingID(id), casecore.ReportID(report), casecore.OrgID(lead)
	w.WordedBy = casecore.StaffID(wordedBy)
	if settled != nil {
		w.SettledAt = *settled
	}
	return w, err
}
