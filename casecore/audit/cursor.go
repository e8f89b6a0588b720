package audit

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// fetchRows is how many rows travel at once.
const fetchRows = 1000

// cursor reads a query's rows through a cursor of the server, so that several can be read side by side in one
// transaction and none has to fit into memory.
type cursor[T any] struct {
	tx   pgx.Tx
	name string
	scan func(row pgx.CollectableRow) (T, error)
	rows []T
	done bool
}

func openCursor[T any](ctx context.Context, tx pgx.Tx, name, query string, scan func(pgx.CollectableRow) (T, error)) (*cursor[T], error) {
	if _, err := tx.Exec(ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+query); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &cursor[T]{tx: tx, name: name, scan: scan}, nil
}

// peek returns the next row without taking it, nil after the last.
func (c *cursor[T]) peek(ctx context.Context) (*T, error) {
	if len(c.rows) == 0 && !c.done {
		rows, err := c.tx.Query(ctx, fmt.Sprintf("FETCH FORWARD %d FROM %s", fetchRows, c.name))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		if c.rows, err = pgx.CollectRows(rows, c.scan); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		c.done = len(c.rows) < fetchRows
	}
	if len(c.rows) == 0 {
		return nil, nil
	}
	return &c.rows[0], nil
}

func (c *cursor[T]) take() { c.rows = c.rows[1:] }
