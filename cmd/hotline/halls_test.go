package main

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// VN-3.3: a copy that only serves the hall takes a call and is gone at once. Whoever keeps the pads hears of the dark one in time, from
// the other copy.
func TestADarkPadIsAnIncidentThoughTheCopyThatTookTheCallIsGone(t *testing.T) {
	t.Parallel()
	database, redis, halls := pgtest.URL(t), redistest.NewServer(t).URL(), middayHalls(t)
	keeper := startProduct(t, func(c *Config) { c.Database.URL, c.RedisURL, c.Halls = database, redis, halls })
	taker := startProduct(t, func(c *Config) {
		c.Database.URL, c.RedisURL, c.Halls, c.Roles = database, redis, halls, []string{"web", "hall"}
	})
	pool, err := pgxpool.New(t.Context(), database)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	for _, sql := range []string{
		`INSERT INTO staff_roles (staff_id, role) SELECT id, 'hall_operator' FROM staff WHERE login = 'agent'`,
		`INSERT INTO hall_operators SELECT s.id, b.id, p.id FROM staff s, hall_branches b, hall_participants p
			WHERE s.login = 'agent' AND b.code = 'centre' AND p.code = 'administrators'`,
	} {
		_, err := pool.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	tech := keeper.tg.Person(700, "uk")
	tech.Say("/link " + keeper.signIn("tech").post("/api/link-codes", map[string]any{})["code"].(string))
	hear(t, tech, "під’єднано")

	operator := taker.signIn("agent")
	branch := operator.get("/api/hall/me")["branches"].([]any)[0].(map[string]any)
	counter := "/api/hall/counters/" + branch["counters"].([]any)[0].(map[string]any)["id"].(string)
	operator.post(counter+"/sign-on", nil)
	operator.post("/api/hall/tickets", map[string]any{"direction": branch["directions"].([]any)[0].(map[string]any)["id"], "lang": "uk"})
	operator.post(counter+"/next", nil)
	taker.stop()

	hear(t, tech, "Пульт оцінювання не світиться")
	var late time.Duration
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT i.opened_at - v.called_at FROM hall_incidents i JOIN hall_visits v ON v.id = i.visit_id`).Scan(&late))
	require.LessOrEqual(t, late, 5*time.Second)
}
