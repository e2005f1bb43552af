package schema

import (
	"balie/flows"
	"maps"
	"slices"
)

// languageKeys are the languages in which a text may stand; nl-u is Dutch for who is addressed formally.
var languageKeys = []string{"nl", "nl-u", "en"}

// flowWords are what flows and patterns have in common.
func flowWords() map[string]schema {
	texts, phrases := map[string]schema{}, map[string]schema{}
	for _, l := range languageKeys {
		texts[l] = scalar()
		if l != "nl-u" {
			phrases[l] = ref("words")
		}
	}
	return map[string]schema{
		"text":    anyOf(scalar(), exactly(texts)).told("One text, or one for each language. {{ }} holds an expression."),
		"expr":    scalar().told("An expression, bare: without {{ }}."),
		"words":   anyOf(scalar(), listed(scalar())),
		"phrases": exactly(phrases),
		"with":    mapOf(ref("expr")).told("Parameters, each an expression."),
		"name":    schema{"type": "string", "pattern": "^[a-z][a-z0-9_]{0,62}$"},
		"button":  anyOf(scalar(), exactly(map[string]schema{"choice": scalar(), "label": ref("text")}, "choice", "label")),
	}
}

// steps are the kinds of step; where is the definition of a list of them.
func stepSchemas(pattern bool) schema {
	branches := mapOf(ref("steps")).told("A branch for each outcome; it must leave: end, handover, back or undo.")
	of := map[flows.Kind]map[string]schema{
		flows.Collect: {"collect": ref("words").told("The slots to ask for."), "ask": ref("text").told("Asks for all of them at once.")},
		flows.Say: {"say": ref("text"), "again": anyOf(ref("text"), listed(ref("text"))).told("What is said instead when the same was said before."),
			"buttons": listed(ref("button")), "yes": scalar().told("What a yes to it means: start:<flow> or pattern:<name>.")},
		flows.If: {"if": ref("expr"), "then": ref("steps"), "else": ref("steps")},
		flows.Call: {"call": scalar().told("An operation: connector.name."), "with": ref("with"), "save": ref("name"), "outcomes": branches,
			"consent":   exactly(map[string]schema{"not_needed": scalar().told("Why nobody has to agree.")}, "not_needed"),
			"assurance": demand()},
		flows.Confirm: {"confirm": ref("text").told("Shown before anything is done: a yes to it is the consent."), "do": ref("steps"), "else": ref("steps"), "assurance": demand()},
		flows.SubFlow: {"flow": ref("name"), "with": ref("with"), "save": ref("name"), "outcomes": branches},
		flows.Wait: {"wait": exactly(map[string]schema{"for": waiting(), "until": ref("expr"), "callback": scalar(), "match": ref("expr")}),
			"way_back": exactly(map[string]schema{"not_needed": scalar().told("Why the customer need not be told of its end.")}, "not_needed"),
			"save":     ref("name"), "outcomes": branches},
		flows.Decision: {"decision": ref("name").told("What is decided: its outcome is read as name.outcome."),
			"rules":    listed(exactly(map[string]schema{"if": ref("expr"), "outcome": ref("name"), "because": ref("text")}, "if", "outcome")).told("The first that holds decides. The outcome person leaves it to a person."),
			"else":     exactly(map[string]schema{"outcome": ref("name"), "because": ref("text")}, "outcome").told("What is decided when no rule holds."),
			"outcomes": branches},
		flows.Handover: {"handover": scalar().told("Why a person is needed."), "stays": schema{"type": "boolean"}},
		flows.Back:     {"back": scalar().told("An earlier step."), "at_most": whole(1, 20), "forget": ref("words").told("The slots that are asked again; without it all that come after the step.")},
		flows.Undo:     {"undo": schema{}},
		flows.End:      {"end": schema{}},
		flows.Do:       {"do": oneWord(slices.Sorted(maps.Keys(flows.Deeds))...), "language": oneWord("nl", "en")},
	}
	required := map[flows.Kind][]string{flows.If: {"then"}, flows.Confirm: {"do"}, flows.Decision: {"rules", "else"}}
	keys := flows.Keys()
	kinds := []schema{oneWord("end", "undo")}
	for _, k := range flows.StepKinds(pattern) {
		kinds = append(kinds, keyed(keys["step "+string(k)], of[k], append([]string{string(k)}, required[k]...)...))
	}
	return schema{"type": "array", "minItems": 1, "items": schema{"anyOf": kinds}}
}

func slotSchema() schema {
	option := exactly(map[string]schema{"value": scalar(), "label": ref("text"), "also": ref("phrases")}, "value", "label")
	from := exactly(map[string]schema{
		"from": scalar().told("An operation that lists them."), "with": ref("with"), "key": scalar(), "label": ref("text"), "also": ref("expr"), "fresh": span(),
	}, "from", "key", "label")
	types := flows.Types()
	return keyed(flows.Keys()["slot"], map[string]schema{
		"type":    anyOf(oneWord(types...), schema{"type": "string", "pattern": `^ref\([a-z][a-z0-9_]*\)$`}),
		"ask":     ref("text").told("The question."),
		"label":   ref("text").told("What it is called."),
		"why":     ref("text").told("Said to a customer who wonders why it is asked."),
		"options": anyOf(listed(option), from),
		"valid": listed(exactly(map[string]schema{"if": ref("expr"), "else": ref("text")}, "if", "else")).
			told("Rules, each with the text that refuses."),
		"prefill":     ref("expr"),
		"optional":    schema{"type": "boolean"},
		"forget_with": ref("words").told("Slots that are forgotten when this one changes."),
		"lasts":       span().told("A value older than this is asked again."),
		"data":        dataClass(),
		"accept":      anyOf(oneWord("image", "pdf"), listed(oneWord("image", "pdf"))).told("What a file may be; both when nothing is said."),
		"max":         scalar().told("The largest file: 500KB, 10MB."),
		"many":        whole(1, 10).told("How many files at most; the value is then a list."),
	}, "type", "ask")
}

func dataClass() schema { return oneWord("public", "internal", "personal", "sensitive", "secret") }

// demand is what must be proven: a level, or one with the age of its proof.
func demand() schema {
	return anyOf(assuranceLevel(), exactly(map[string]schema{"level": assuranceLevel(), "max_age": span()}, "level", "max_age"))
}

func assuranceLevel() schema { return oneWord("none", "contact", "basic", "substantial") }

func flowSchema() schema {
	defs := flowWords()
	defs["steps"] = stepSchemas(false)
	defs["slot"] = slotSchema()
	s := keyed(flows.Keys()["flow"], map[string]schema{
		"flow":        ref("name").told("What the process is called in files, events and reports."),
		"title":       ref("text").told("What customers and agents call it."),
		"description": scalar().told("What the customer wants who wants this: a language model reads it."),
		"examples":    ref("phrases").told("What customers say who want this. Without any, only another flow can start it."),
		"assurance":   demand().told("How well we must know who it is, at the first step that needs it, and how old the proof may be."),
		"on_behalf":   schema{"type": "boolean", "description": "It may be done for another customer, by somebody with a mandate for it."},
		"urgent":      schema{"type": "boolean", "description": "The emergency number and a person are offered early."},
		"acknowledge": ref("text").told("Said first."),
		"inputs":      mapOf(scalar()).told("What a calling flow gives: {name: type}."),
		"slots":       mapOf(ref("slot")).told("What must be known."),
		"values":      mapOf(ref("expr")).told("Formulas over what is known, computed when they are read."),
		"steps":       ref("steps").told("What happens, from the top."),
		"returns":     mapOf(ref("expr")).told("What a calling flow gets back."),
		"migrate": exactly(map[string]schema{
			"slots": mapOf(ref("name")), "steps": mapOf(scalar()), "options": mapOf(mapOf(scalar())), "forget": ref("words"),
		}).told("How processes that run on an older revision go on with this one: old names, each with the new one."),
	}, "flow", "title", "description", "steps")
	s["$defs"] = defs
	return s
}

// patternSchema is of a patterns file, whose documents are patterns, flows or small texts.
func patternSchema() schema {
	flow := flowSchema()
	defs := flowWords()
	defs["steps"] = stepSchemas(true)
	delete(flow, "$defs")
	defs["pattern"] = keyed(flows.Keys()["pattern"], map[string]schema{
		"pattern":     ref("name").told("Which repair this is; one of the house's own names takes its place."),
		"description": scalar(),
		"first":       schema{"type": "boolean", "description": "It outranks every process."},
		"yields":      schema{"type": "boolean", "description": "Its phrases do not count where a process has an example that they match."},
		"examples":    ref("phrases").told("What the recognizer learns from."),
		"phrases":     ref("phrases").told("Regular expressions that always count, no model needed."),
		"not":         ref("phrases").told("And those that never do."),
		"asking":      mapOf(ref("phrases")).told("Regular expressions that count only while a flow asks something, by flow."),
		"steps":       ref("steps"),
	}, "pattern", "steps")
	return schema{"$defs": defs, "anyOf": []schema{ref("pattern"), {"type": "object", "required": []string{"flow"}}, textsDocument()}}
}

func textsDocument() schema {
	return exactly(map[string]schema{"texts": mapOf(ref("text")).told("Small texts, by name.")}, "texts")
}

func textsSchema() schema {
	s := textsDocument()
	s["$defs"] = flowWords()
	return s
}
