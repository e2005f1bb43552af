package schema

import (
	"maps"
	"slices"

	"balie/cmd/balie/play"
)

// testSchema describes a conversation test.
func testSchema() schema {
	text := anyOf(scalar(), exactly(map[string]schema{"nl": scalar(), "en": scalar()}))
	mandate := exactly(map[string]schema{"id": scalar(), "name": scalar(), "scope": listed(scalar()), "lasts": span()}, "id", "scope")
	identity := map[string]schema{"id": scalar(), "name": scalar(), "assurance": assuranceLevel(), "may_represent": listed(mandate).told("For whom they may act.")}
	of := map[string]schema{
		"says": text, "says_not": text, "slots": mapOf(scalar()), "fills": mapOf(scalar()), "offers": listed(scalar()),
		"back_end": listed(anyOf(scalar(), mapOf(anyOf(mapOf(scalar()), schema{"type": "null"})))),
		"signs_in": exactly(identity), "language": oneWord("nl", "en"),
	}
	kinds := []schema{}
	for _, name := range slices.Sorted(maps.Keys(play.Directions)) {
		takes := of[name]
		if takes == nil {
			takes = schema{}
		}
		kinds = append(kinds, exactly(map[string]schema{name: takes.told(play.Directions[name])}, name))
	}
	out := exactly(map[string]schema{
		"test":     scalar().told("What is shown to be so."),
		"customer": exactly(identity).told("Who is signed in; without it nobody is."),
		"channel":  oneWord(play.Site, play.WhatsApp), "language": oneWord("nl", "en"), "now": scalar().told("When it begins: 2026-11-23T10:00:00+01:00."),
		"desk":    oneWord("open", "closed"),
		"faults":  mapOf(exactly(map[string]schema{"fail": scalar().told("slow, 500, 409, timeout_before_commit, timeout_after_commit, unreached, or a refusal that the operation declares."), "times": whole(1, 1000)}, "fail")).told("What goes wrong, by operation."),
		"golden":  scalar().told("A file beside the tests with the whole transcript; balie test --update writes it."),
		"answers": schema{"type": "object", "description": "What an operation answers here, in place of its examples."},
		"steps":   listed(schema{"anyOf": kinds}),
		"uncovered": mapOf(mapOf(scalar().told("Why."))).
			told("What no test comes by, in a document of its own: by flow, as balie test --coverage names it, each with the reason."),
	})
	out["anyOf"] = []schema{{"required": []string{"test", "steps"}}, {"required": []string{"uncovered"}}}
	return out
}
