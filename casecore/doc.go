// Package casecore is the domain: how a citizen's words become a case with a term, and what happens to it until somebody
// has heard how it ended. It knows no HTTP, SQL, Redis, Telegram or telephone; its ports are in store.go.
//
// # The path
//
// A [Report] is what was said. An agent claims it and writes a [Wording]; the applicant agrees or corrects; an agreed
// wording becomes a [Case] with a public [Number], goes to its executor in real time, and its terms begin. From then on
// [Service.Act] carries out the transition table of the city's profile: who may do what, from which status to which,
// what it has to bring along, which terms it stops and starts, and who hears of it. Nothing of a regulation is written in
// this package; see [hotline/casecore/regulation].
//
// # Transactions
//
// A use case is one transaction. It takes its command's key, reads under the subject's lock, decides on values, and
// returns one [Change]; [Store.Apply] writes it. It joins a transaction that the context carries, so that an edge commits
// its own state together with it. Nothing is published or told that is not in the Change.
//
// # Invariants
//
//   - A repeat of a command changes nothing and gives the first one's result.
//   - Subjects are locked in the order of their ids; a subject's deadlines are written only under its lock.
//   - Every change gives the subject its next version, one event in its hash chain, and one [Notice] with absolute values.
//   - A deadline fires once, and a missed one is one [Breach].
//   - Events hold ids, codes and salted digests; personal data lives in applicants, texts, messages and files, so that
//     erasure leaves every chain valid.
//
// # Concurrency
//
// A [Service] is safe for concurrent use by any number of copies.
package casecore
