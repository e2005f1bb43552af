// Package intent turns what a customer says into commands: embedded recognizer, LLM recognizer, typed extractors, frustration.
//
// A [Recognizer] reads the messages of one turn against an Expectation, which says what may be wished for now, and
// proposes commands; [Admit] lets through only what the present state allows, whoever proposed it. The embedded
// recognizer needs no network and no weights: it learns from the examples of the flows and patterns each time the
// program starts, and the same messages always give the same commands.
//
//	buttons ─ first-rank patterns ─ open confirmation ─ asked slot ─ corrections ─ processes ─ patterns ─ questions
//
// No customer phrase stands in the code: what people say is in the flows, in the patterns and in words/*.yaml.
package intent
