// Package stats reads what people look at: the queue, lists of cases, the rows of the live feed, the classifier with its
// names, and what went wrong on its way.
//
// # Invariants
//
// It only reads. Whatever lists cases takes the tags of who asks and shows nothing beyond them: the same audience that
// casecore.CaseAudience gives one case, written as a condition. Lists carry no personal data but the beginning of a text.
//
// # Concurrency
//
// A [Reader] is safe for concurrent use. Each method is one statement or a few, each seeing its own moment; only
// [Reader.Position] is promised to be older than what is read after it.
package stats
