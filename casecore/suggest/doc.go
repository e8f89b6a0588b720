// Package suggest proposes topics for what a citizen said: the likeliest three, how sure it is, and the words that spoke
// for each. It never assigns anything; whoever words the report chooses (MR-4.6).
//
// # How
//
// A text is its words, its pairs of neighbouring words and the runs of letters inside words, each weighed by how few
// topics know it. A topic is the middle of the reports that were counted for it. The topics whose middles are nearest to
// the text are proposed; how near becomes a confidence that was fitted to how often such answers were right. Naive Bayes
// over the same features is kept beside it to be measured against ([Evaluate]).
//
// On the first day a [Model] knows the keywords of the city's own classifier and the set of written reports that ships
// ([Corpus]). From then on [Learner] counts what applicants agreed to, and [Suggester] goes on with it.
//
// # What is kept
//
// [Counts] hold words and pairs of words with numbers, never a text, and no number of a house or telephone. They are made
// anew from the reports that are still there, and words of fewer than three reports are not kept: what was erased is
// forgotten with the next count, a day later at most.
//
// # Concurrency and lifecycle
//
// A [Model] is immutable. A [Suggester] swaps models and is safe for concurrent use; [Suggester.Run] keeps it current.
// [Learner.Run] may run in any number of copies: one counts at a time. Training takes about a tenth of a second.
//
// # Invariants
//
// Suggestions are topics of the city's classifier, the likeliest first; confidences add up to one at most. A text without
// a word that the model knows has no suggestion.
package suggest
