// Package pg opens the pool to PostgreSQL and carries a transaction in the context.
//
// A store asks for nothing but a [DB]. Its statements join the transaction of the context when there is one and
// run on the pool otherwise, so that several packages with tables of their own commit together:
//
//	err := db.InTx(ctx, func(ctx context.Context) error {
//		if err := inbox.MarkDone(ctx, update); err != nil { // bot's table
//			return err
//		}
//		return cases.Receive(ctx, report) // casecore's tables
//	})
//
// # Pipelining
//
// A transaction costs round trips more than anything else. BEGIN, every statement given to [DB.Queue] (or run through
// [DB.Deferred]) and COMMIT travel with the next statement whose rows are wanted: a use case that reads once and
// writes ten rows takes two round trips. Statements keep their order. A queued statement's error surfaces at the
// next read or at the commit, and the transaction is rolled back either way. A statement whose tag somebody wants to see
// ([DB.Watched]) is answered before COMMIT is sent.
//
// # Concurrency
//
// A [DB] is safe for concurrent use. A transaction belongs to one goroutine.
package pg
