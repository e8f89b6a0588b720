// Package wordcheck looks a wording over before its applicant is asked: is it long enough to be understood and short enough
// to be read aloud, does it say where and since when, is a word in it that only its speaker understands, is it shouted, is
// it obscene (MR-4.3: clear, brief, businesslike). It is pure, and changes nothing: it gives hints.
//
// Obscenity is the one thing that blocks a wording, in whatever disguise (Latin letters, figures, dots, drawn-out letters);
// the citizen's own words are never touched by it. What is merely rude is a hint.
//
// The words are in words.yaml. Everything may be called from any number of goroutines.
package wordcheck
