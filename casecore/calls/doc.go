// Package calls keeps the calls of the hotline: where each stands, what was recorded of it and which reports it gave. The
// bridge writes, the consoles read. A [Book] has no state but its database and is safe for concurrent use; its methods join
// the transaction that the context carries.
package calls
