// Package phrases is the phrase book: what agents write again and again, the centre's phrases and each person's own. A phrase
// may be for a language, a kind or a topic; it is put in by what is typed after a slash.
//
// A [Book] is safe for concurrent use; each change is one transaction, idempotent by its command's key, under the phrase's
// version. The centre's phrases are changed by supervisors and administrators, one's own by oneself; what is removed stays
// in the database, no longer shown.
package phrases
