package pages_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// rated writes visits of February with marks: of two operators at the centre, of one in another branch.
func (h *house) rated() (names []string) {
	h.T.Helper()
	for i, at := range []struct{ branch, direction, counter string }{
		{"centre", "residence", "1"}, {"centre", "permits", "2"}, {"vyshenka", "land", "3"},
	} {
		who := h.Person(regulation.RoleHallOperator, casecore.OrgID{})
		names = append(names, who.Staff.String())
		h.Exec(`WITH place AS (
				SELECT b.id AS branch, d.id AS direction, c.id AS counter FROM hall_branches b
				JOIN hall_directions d ON d.branch_id = b.id AND d.code = $2 JOIN hall_counters c ON c.branch_id = b.id AND c.code = $3
				WHERE b.code = $1
			), pad AS (
				INSERT INTO hall_devices (id, branch_id, counter_id, role, name, made_at) SELECT gen_random_uuid(), branch, counter, 'pad', 'pad', now()
				FROM place RETURNING id
			), tickets AS (
				INSERT INTO hall_tickets (id, branch_id, direction_id, day, letter, number, state, source, lang, lane, turn_at, issued_at, version)
				SELECT gen_random_uuid(), branch, direction, '2026-02-10', 'Я', n + 100 * $5, 'served', 'desk', 'uk', 1, at, x.at, 1
				FROM place, generate_series(1, 30) n, (SELECT timestamptz '2026-02-10 10:00+02') x (at) RETURNING id, number
			), visits AS (
				INSERT INTO hall_visits (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, stepped_at, nonce, called_at, started_at,
					ended_at, version)
				SELECT gen_random_uuid(), t.id, branch, counter, $4, direction, 'served', at, gen_random_uuid(), x.at, at, x.at + interval '5 minutes', 1
				FROM place, tickets t, (SELECT timestamptz '2026-02-10 10:12+02') x (at) RETURNING id
			)
			INSERT INTO hall_presses (id, device_id, visit_id, mark, pressed_at, received_at)
			SELECT gen_random_uuid(), pad.id, v.id, least(3, 1 + n % 5), now(), now() FROM pad, (SELECT id, row_number() OVER () AS n FROM visits) v
			WHERE n % 4 > 0`, at.branch, at.direction, at.counter, who.Staff.UUID(), i)
	}
	return names
}

// VN-4.4, VN-4.8
func TestAnybodyReadsTheResultsAndNoOperatorIsNamed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	names := h.rated()
	for lang, says := range map[string]string{"uk": "дисциплінарних", "en": "disciplinary", "pl": "dyscyplinarnych"} {
		page := h.get("/hall/results?lang=" + lang)
		require.Equal(t, http.StatusOK, page.StatusCode)
		body := page.html
		require.Contains(t, body, says)
		require.NotContains(t, body, "page.results.")
		require.NotContains(t, body, "hall_report.")
		for _, name := range names {
			require.NotContains(t, body, name)
		}
		require.NotContains(t, body, string(regulation.RoleHallOperator), "the operators' name")
	}
	body := h.get("/hall/results?lang=uk&month=2026-02").html
	require.Contains(t, body, "лютий 2026")
	require.Contains(t, body, "можна впізнати окремого працівника", "the branch in which one operator served")
	require.NotContains(t, body, "rel=\"next\"", "the month that runs is not over")
	require.Contains(t, h.get("/hall/results?lang=uk&month=2026-01").html, "замало")
	for _, month := range []string{"2026-03", "2020-01", "x"} {
		require.Equal(t, http.StatusNotFound, h.get("/hall/results?month="+month).StatusCode, month)
	}
}
