package schema

import (
	"maps"
	"slices"

	"balie/cmd/balie/play"
)

// testSchema describes a conversation test.
func testSchema() schema {
	text := anyOf(scalar(), exactly(map[string]schema{"nl": scalar(), "en": scalar()}))
	keys := play.Keys()
	mandate := keyed(keys["mandate"], map[string]schema{"id": scalar(), "name": scalar(), "scope": listed(scalar()), "lasts": span()}, "id", "scope")
	identity := keyed(keys["signs_in"], map[string]schema{
		"id": scalar(), "name": scalar(), "assurance": assuranceLevel(), "may_represent": listed(mandate).told("For whom they may act."),
	})
	of := map[string]schema{
		"says": text, "says_not": text, "slots": mapOf(scalar()), "fills": mapOf(scalar()), "offers": listed(scalar()), "decided": mapOf(scalar()),
		"back_end": listed(anyOf(scalar(), mapOf(anyOf(mapOf(scalar()), schema{"type": "null"})))),
		"signs_in": identity, "language": oneWord("nl", "en"), "code": oneWord("sent"), "waits": span(),
		"customer": anyOf(scalar(), keyed(keys["customer"], map[string]schema{"file": anyOf(scalar(), listed(scalar())), "text": scalar()}, "file")),
		"called": anyOf(scalar(), keyed(keys["called"], map[string]schema{
			"operation": scalar(), "with": mapOf(scalar()), "times": whole(0, 1000), "subject": scalar(), "actor": scalar(),
		}, "operation")),
		"callback": keyed(keys["callback"], map[string]schema{"id": scalar(), "name": scalar(), "match": scalar(), "value": {}}, "name", "match"),
		"agent": anyOf(oneWord("claims", "hands_back", "closes", "runs"), keyed(keys["agent"], map[string]schema{
			"says": scalar(), "corrects": mapOf(scalar()), "decides": mapOf(scalar()), "records": scalar(), "settles": oneWord("done", "failed"),
		})),
	}
	for _, word := range []string{"button", "asks", "confirms", "not_called", "status", "cites", "done", "receipt", "acts_for"} {
		of[word] = scalar()
	}
	kinds := []schema{}
	for _, name := range slices.Sorted(maps.Keys(play.Directions)) {
		kinds = append(kinds, exactly(map[string]schema{name: of[name].told(play.Directions[name])}, name))
	}
	out := keyed(keys["test"], map[string]schema{
		"test":     scalar().told("What is shown to be so."),
		"customer": identity.told("Who is signed in; without it nobody is."),
		"channel":  oneWord(play.Site, play.WhatsApp), "language": oneWord("nl", "en"), "now": scalar().told("When it begins: 2026-11-23T10:00:00+01:00."),
		"desk":    oneWord("open", "closed"),
		"faults":  mapOf(keyed(keys["fault"], map[string]schema{"fail": scalar().told("slow, 500, 409, timeout_before_commit, timeout_after_commit, unreached, or a refusal that the operation declares."), "times": whole(1, 1000)}, "fail")).told("What goes wrong, by operation."),
		"golden":  scalar().told("A file beside the tests with the whole transcript; balie test --update writes it."),
		"answers": schema{"type": "object", "description": "What an operation answers here, in place of its examples."},
		"steps":   listed(schema{"anyOf": kinds}),
		"uncovered": mapOf(mapOf(scalar().told("Why."))).
			told("What no test comes by, in a document of its own: by flow, as balie test --coverage names it, each with the reason."),
	})
	out["anyOf"] = []schema{{"required": []string{"test", "steps"}}, {"required": []string{"uncovered"}}}
	return out
}
