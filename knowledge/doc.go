// Package knowledge answers questions from the company's documents, with citations.
//
// A company writes Markdown pages. Ingest checks them, cuts them into passages
// (the text under one heading) and keeps both in SQLite, which is the truth.
// The indexes that answer are made from it in memory and replaced as a whole:
//
//	pages ──Ingest──▶ SQLite ──▶ index per language ──Search──▶ hits ──Answer──▶ sentences + citation
//	                              words (BM25), character grams (BM25), vectors (chromem-go), sentences
//
// An answer is one to three sentences that stand in the passage, letter for
// letter: nothing is generated, so a figure, a date or a "not" cannot change on
// the way. When no passage valid on the day asked carries the question, the
// answer says Found: false and the caller offers a person.
//
// The same pages and the same question give the same answer, every time.
package knowledge
