// Package llm asks a language model one constrained question, at any address that speaks the OpenAI way.
//
// A model is a system outside like any other: it is asked within a time, its answer is bounded, checked against the
// schema that was asked for, and never trusted. One call is one answer or one [Error]; whoever asks must be able to go
// on without. No prompt, answer or key stands in an error.
package llm
