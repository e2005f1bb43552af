package intent

import (
	"context"
	"fmt"
	"slices"

	"balie/conversation"
	"balie/flows"
	"balie/intent/classify"
	"balie/intent/extract"
)

// Options are the choices of an embedded recognizer; the zero value is what a program should use.
type Options struct {
	// Threshold, when positive, is taken instead of the confidence that the training examples chose.
	Threshold float64
	// Seed orders the training; the same seed and the same set give the same recognizer.
	Seed uint64
	// Questions are examples, by language, of what the company's documents answer.
	Questions map[string][]string
	// Workers is the number of goroutines that train; 0 means one for each processor.
	Workers int
}

// Recognizer is the embedded recognizer of one set of flows. It does not change after it was made and may be shared.
type Recognizer struct {
	set       *flows.Set
	extract   *extract.Extractor
	letters   *letters
	habits    *habits
	asking    *asking
	stance    *stance
	model     *classify.Model
	exact     map[string]label  // folded examples, titles and button labels
	sayings   map[string]string // folded examples of patterns, of more than one word → the only language that has them
	phrases   []phrase          // first-rank ones first
	near      *extract.Near
	spoken    map[string]map[string]bool // flow → words of its examples, titles and labels
	known     map[string][]string        // examples of questions that the documents answer, by language
	declared  map[string]bool            // those questions
	following map[string]bool            // flows that tell how something stands
	stops     map[string]bool            // words with which people stop or hesitate
	negated   map[label]bool             // labels with an example that says no
	tongue    *tongue
	mood      *mood
}

// By is how the embedded recognizer signs its commands.
const By = "embedded"

// New trains the embedded recognizer of a set. It fails on a phrase that is no regular expression.
func New(set *flows.Set, opts Options) (*Recognizer, error) {
	x, err := extract.New()
	if err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	languages, err := loadSpeech()
	if err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	r := &Recognizer{set: set, extract: x, letters: newLetters(), known: opts.Questions}
	if r.habits, err = newHabits(languages, r.letters); err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	if r.asking, err = loadAsking(r.letters); err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	if r.stance, err = loadStance(r.letters); err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	if r.phrases, err = r.letters.compile(set); err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	r.learnWords()
	r.learnFollowing()
	if r.model, err = classify.Train(r.examples(), classify.Options{Threshold: opts.Threshold, Seed: opts.Seed, Workers: opts.Workers}); err != nil {
		return nil, fmt.Errorf("recognizer: %w", err)
	}
	r.tongue = newTongue(languages, r.examples())
	r.mood = newMood(languages)
	r.warm()
	return r, nil
}

// warm runs everything once, so that the first customer does not wait for tables that are made on first use.
func (r *Recognizer) warm() {
	r.extract.Phone("0612345678")
	r.model.Classify("warm")
}

// Understand reads the messages of one turn, oldest first, and proposes commands in the order in which they are to be
// carried out. It never fails; ctx is there for recognizers that call a model.
func (r *Recognizer) Understand(_ context.Context, messages []conversation.Utterance, exp conversation.Expectation) (conversation.Understanding, error) {
	t := r.turn(exp)
	u := conversation.Understanding{By: By}
	u.Commands = t.burst(messages)
	u.Signals = t.signals(messages, exp.Asked != nil && onlyGiven(u.Commands))
	u.Trace = t.trace
	return u, nil
}

// smallTalk reports a text of a few words that people say in any language: a yes or no with its politeness.
func (t *turn) smallTalk(text string) bool {
	return len(extract.Words(text)) <= mostSmall && t.extract.YesNo(text, nil).Answer != extract.NoAnswer && t.extract.Beside(text, 0, 0) == 0
}

// mostSmall is how many words small talk has at most.
const mostSmall = 4

// onlyGiven reports commands that give values, or nothing that was understood.
func onlyGiven(cs []conversation.Command) bool {
	return !slices.ContainsFunc(cs, func(c conversation.Command) bool { return c.Do != conversation.DoSet && c.Do != conversation.DoUnclear })
}

// signals reads what the messages tell beside their wishes. given: they are values, of which a name or an address is in no
// language, whatever words stand in it.
func (t *turn) signals(messages []conversation.Utterance, given bool) conversation.Signals {
	var s conversation.Signals
	for i, m := range messages {
		if m.Text == "" || m.Choice != "" {
			continue
		}
		if l := t.tongue.of(t.folded(m.Text)); l != "" && !t.smallTalk(m.Text) && (!given || t.tongue.speaks(l, t.folded(m.Text))) {
			s.Language = l
		} else if l := t.sayings[t.folded(m.Text)]; l != "" && !given {
			s.Language = l
		}
		s.Frustration = max(s.Frustration, t.temper(m.Text, i > 0 && messages[i-1].Text == m.Text))
	}
	return s
}
