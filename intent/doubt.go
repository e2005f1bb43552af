package intent

import (
	"slices"

	"balie/conversation"
	"balie/intent/classify"
	"balie/intent/extract"
)

const (
	nearWord  = 0.6 // similarity to the nearest example from which a single word wishes for a process
	shortWord = 2   // words of a text that says hardly more than one
	farAsked  = 0.3 // similarity to the nearest example below which a question with strange words is not taken for a wish
	farUnsure = 0.4 // the same when the process is not certain enough either
	farSaid   = 0.3 // the same of a statement
	unsure    = 0.6 // certainty of a statement from which its words need not be known

	fairlyNearer = 0.1 // by how much the nearest example is more similar when a sentence is rather about something else
)

// doubtful reports a sentence that is likeliest about a process and says something else of its matter: an act that the
// process does not know, the matter turned round, or words that are far from every example. It starts nothing.
func (t *turn) doubtful(name, s string, form extract.Form, sure float64) bool {
	if sure >= 1 || name == t.exp.Running {
		return false
	}
	x, near := t.strange(name, s), t.nearness(name, s)
	doubt := x.contrary && !t.extract.Negates(s)
	switch {
	case len(x.words) == 0 && x.known == 1 && near < nearWord && form == extract.Statement && len(extract.Words(s)) <= shortWord:
		doubt = true // one word that it shares with everything about the matter
	case len(x.words) == 0 || doubt:
	case form == extract.Statement:
		doubt = sure < unsure && near < farSaid
	default:
		doubt = x.acts || near < farAsked || sure < t.model.Threshold && near < farUnsure
	}
	if doubt {
		t.note("%s is not sure to be meant: it does not know %v", name, x.words)
	}
	return doubt
}

// shares reports a statement of a word or two that the running process knows as well as the one it is likeliest about: while
// something is asked it wishes for neither.
func (t *turn) shares(name, s string, form extract.Form, sure float64) bool {
	if t.exp.Asked == nil || name == t.exp.Running || sure >= 1 || form != extract.Statement || len(extract.Words(s)) > shortWord {
		return false
	}
	return !slices.ContainsFunc(extract.Words(s), func(w string) bool { return !t.running[w] })
}

// nearness is the similarity of a sentence to the nearest example of a process.
func (t *turn) nearness(name, s string) float64 {
	ranked := t.classify(s).Ranked
	i := slices.IndexFunc(ranked, func(k classify.Ranked) bool { return k.Label == flowPrefix+name })
	if i < 0 {
		return 0
	}
	return ranked[i].Similarity
}

// nearerElse reports a sentence that is more like an example of something else than like any of a process.
func (t *turn) nearerElse(name, s string) bool {
	near := t.nearness(name, s)
	return slices.ContainsFunc(t.classify(s).Ranked, func(k classify.Ranked) bool { return k.Similarity > near+fairlyNearer })
}

// isMeant reads a yes or no to the question whether a process is meant; nil when it is neither.
func (t *turn) isMeant(text string) []conversation.Command {
	if t.exp.Meant == "" {
		return nil
	}
	known := t.spoken[t.exp.Meant]
	switch r := t.extract.YesNo(text, func(w string) bool { return known[w] }); {
	case r.Answer == extract.Yes:
		return []conversation.Command{{Do: conversation.DoYes, Confidence: r.Confidence}}
	case r.Answer == extract.No && !extract.HasWords(r.Rest):
		return []conversation.Command{{Do: conversation.DoNo, Confidence: r.Confidence}}
	}
	return nil
}

// whether asks whether a process is meant: a question is answered first, from the documents, if they can.
func (t *turn) whether(name, s string, form extract.Form) []conversation.Command {
	if form != extract.Statement {
		c := t.answer(s)
		c.Flows = []string{name}
		return []conversation.Command{c}
	}
	return []conversation.Command{{Do: conversation.DoClarify, Flows: []string{name}, Text: s, Confidence: 0.4}}
}
