// Package classify ranks the wishes an utterance may express, with probabilities, from examples alone.
//
// It is the statistical core of the embedded recognizer: no language model, no file of weights, no
// network. A model is trained from labelled examples each time the program starts, on the same input
// always to the same weights, and is safe for use by many goroutines at once.
//
//	text ─ words ─ features ─ space ─┬─ linear (one line per label) ── probabilities ─┐
//	                                 └─ memory (the examples themselves) ─ nearest ────┴─ confidence ≥ Threshold?
//
// A sentence becomes word 1–2-grams, the character 2–4-grams of its words, and the concepts of
// concepts.txt with their pairs: characters forgive typing errors and open up Dutch compounds
// ("pinpasblokkade"), concepts let three examples stand for many wordings, in either language.
// A linear machine per label ranks the labels. Whether the sentence is about any label at all is a
// second question with its own evidence: how sure the ranking is, how far ahead its first label is,
// how near the nearest example lies, how much of the sentence was ever seen. The weights of that
// evidence and the threshold are learned from the training examples, by holding out examples (which
// should be recognized) and whole labels (which should not).
package classify
