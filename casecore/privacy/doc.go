// Package privacy gives people their data, takes them away, and lets them go when their time is over.
//
// [Office.Find] finds the reports of a person by a contact of theirs. [Office.Ask] records that somebody wants an export or
// an erasure, and how they showed who they are; [Office.Erase] and [Office.Export] carry it out. The record is the receipt:
// what was removed, when, by whose request, and what was kept and why. [Keeper] does the same once a day for what the
// city's profile keeps no longer.
//
// # What an erasure removes
//
// Name, residence and contact; the citizen's words, the wordings and the case's text; what was said and what was told;
// the places; files with their bytes; the talks that were recorded, the numbers of calls and what was noted of them; the
// ratings' words; the chat's memory in the bot; and the salts, so that the digests which the history holds can no longer be
// compared with a guess. The history itself stays as it is: it holds ids, codes and digests only, and an event that says
// "erased" is its last line. So the seals of package audit still fit.
//
// What is still open, and what a legal hold protects, is kept and said; a profile may have open cases lose whatever names
// their applicant instead. A case to which others were linked loses its own applicant's data only: letters go by whom they
// were for, words and files on a shared case by whose they are. Whoever joined a case of another's is let go although it is
// open, with their words; the case goes on without them.
//
// Visits to service halls that somebody booked are kept elsewhere: [Bookings] finds, gives and forgets them. They are found while
// their numbers are kept, and an erasure cancels those that lie ahead.
//
// # What it cannot reach
//
// Letters that were delivered, and backups: a restored backup has to be followed by the erasures since it was made, which
// the receipts list by report; and lists that somebody has downloaded. Files of lists that wait to be fetched are made anew. The
// live feed in Redis holds the rows' excerpts for a day at most.
//
// # Concurrency and lifecycle
//
// An [Office] is safe for concurrent use. Each report with its cases is one transaction under their locks, so an erasure
// that is killed goes on where it was when it is carried out again. Bytes are removed after the commit; what fails is tried
// again daily. One [Keeper] works at a time, by a fenced lease.
package privacy
