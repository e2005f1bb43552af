package main

import (
	"context"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/conversation"
)

// TestTheHouseIsKilledWhileItUndoesAndWaits: customers have things done that fail at the end, stop what they have begun,
// reach limits, wait for a moment and for an assessor, leave, come back and go on where they were, while the house is
// killed and stopped. What was to be undone is undone once and backwards, what ends is told once, and nobody is lost.
func TestTheHouseIsKilledWhileItUndoesAndWaits(t *testing.T) {
	t.Parallel()
	kills, seed := crashPlan(t)
	h := newCrashHouse(t, "insurer")
	h.trial = true
	writeTrial(t, h.dir)
	h.start()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	people := make([]*crashPerson, 16)
	var wg sync.WaitGroup
	for i := range people {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		people[i] = &crashPerson{crashHouse: h, r: r, i: i}
		people[i].arrives(ctx)
		wg.Go(func() { people[i].live(ctx) })
	}
	wg.Go(func() { h.helps(ctx, people, rand.New(rand.NewPCG(seed, 1000))) })
	wg.Go(func() {
		h.faults(ctx, rand.New(rand.NewPCG(seed, 1001)), "take_out", "withdraw_policy", "change_policy", "restore_policy", "report_claim")
	})
	h.trouble(kills, rand.New(rand.NewPCG(seed, 1002)))
	stop()
	wg.Wait()
	h.control("PUT", "/demo/faults", []byte("{}"), nil)
	var visits []*crashCustomer
	for _, p := range people {
		p.followsUp()
		visits = append(visits, p.visits...)
	}
	h.rest(visits)
	for _, p := range people {
		p.answered(context.Background())
	}
	h.reported()
	h.rest(visits)
	h.kill()
	h.stopBehind()
	h.judgeTrial(people)
}

// crashPerson is somebody who comes by several times: each visit begins a conversation, or goes on in an earlier one.
type crashPerson struct {
	*crashHouse
	r     *rand.Rand
	i     int
	claim string // reported last

	mu     sync.Mutex // guards visits and at: the agent reads them
	visits []*crashCustomer
	at     *crashCustomer
}

// arrives opens the chat anew.
func (p *crashPerson) arrives(ctx context.Context) {
	c := p.customer(p.i, p.r)
	c.enter(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visits, p.at = append(p.visits, c), c
}

// conversation is the one in which they are now.
func (p *crashPerson) conversation() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at.conversation()
}

// live does what somebody does who has changed their mind once too often.
func (p *crashPerson) live(ctx context.Context) {
	for ctx.Err() == nil {
		c := p.at
		c.read(ctx)
		switch {
		case c.onward != nil:
			p.goesOn(c)
		case c.gone, len(p.visits) < 30 && p.r.IntN(30) == 0:
			p.arrives(ctx)
		default:
			p.reply(ctx, c)
		}
		p.assess(ctx, c)
		c.wait(ctx, time.Duration(20+p.r.IntN(300))*time.Millisecond)
	}
}

// followsUp reads what they had not read yet of where they were led.
func (p *crashPerson) followsUp() {
	for _, c := range p.visits {
		c.read(context.Background())
		if c.onward != nil {
			p.goesOn(c)
		}
	}
}

// goesOn is in the conversation to which a visit led.
func (p *crashPerson) goesOn(c *crashCustomer) {
	on := c.onward
	c.onward = nil
	i := slices.IndexFunc(p.visits, func(c *crashCustomer) bool { return c.id == string(on.In) })
	if i < 0 {
		p.t.Errorf("%s was led to conversation %s, which is not theirs", c.subject, on.In)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = p.visits[i]
	p.at.token, p.at.gone, p.at.heard = on.Token, false, time.Now()
}

// reply answers what is on the screen, or says something of their own.
func (p *crashPerson) reply(ctx context.Context, c *crashCustomer) {
	var may []string
	for _, b := range c.last.Buttons {
		for _, prefix := range []string{"yes:", "set:", "pattern:go_on", "pattern:retry", "pattern:undo"} {
			if strings.HasPrefix(b.ID, prefix) {
				may = append(may, b.ID)
			}
		}
	}
	dice := p.r.IntN(20)
	switch {
	case dice == 0:
		c.says(ctx, nevermind, "")
	case dice == 1:
		c.says(ctx, "is het gelukt?", "")
	case dice < 15 && len(may) > 0:
		c.says(ctx, "", may[p.r.IntN(len(may))])
	case c.last.Kind == "confirm" && dice < 17:
		c.says(ctx, nevermind, "") // before it has begun, or while it runs
	case time.Since(c.heard) > 900*time.Millisecond:
		c.says(ctx, "", []string{"start:insure", "start:adjust", "start:adjust", "start:nap"}[p.r.IntN(4)])
	}
}

var trialClaim = regexp.MustCompile(`\bS-\d+`)

// assess lets the assessor answer, now and then, what was reported.
func (p *crashPerson) assess(ctx context.Context, c *crashCustomer) {
	if id := trialClaim.FindString(c.last.Text); id != "" {
		p.claim = id
	}
	if p.r.IntN(30) == 0 {
		p.answered(ctx)
	}
}

// answered is the assessor's answer to what was reported last.
func (p *crashPerson) answered(ctx context.Context) {
	if p.claim != "" {
		_ = p.call(ctx, "POST", "http://"+p.back+"/demo/claims/"+p.claim+"/accept", nil, nil, nil) // it may be withdrawn, or answered
	}
}

// helps is the agent: takes over, and gives back.
func (h *crashHouse) helps(ctx context.Context, people []*crashPerson, r *rand.Rand) {
	a := h.newAgent()
	for ctx.Err() == nil {
		h.wait(ctx, time.Duration(100+r.IntN(500))*time.Millisecond)
		id := people[r.IntN(len(people))].conversation()
		if id != "" && a.act(ctx, id, "claim") {
			h.wait(ctx, time.Duration(r.IntN(500))*time.Millisecond)
			a.act(ctx, id, "handback")
		}
	}
}

// trialCase is one conversation before the judge.
type trialCase struct {
	*crashCase
	order    map[string]int64  // when the back end did it, by key: the number of the request
	onFileAs map[string]string // what became of what was made, by its id
	heard    map[string]bool   // of which claims an answer was acknowledged
	ended    time.Time         // when the house was ended
}

// undone: what a process that was undone had done is undone, once each and last first, or a person was asked.
func (j *trialCase) undone() {
	s := &j.state
	for _, r := range j.records {
		e, ok := r.Event.(conversation.UndoBegun)
		if !ok {
			continue
		}
		f := s.Frame(e.Frame)
		j.seen["undone"]++
		last := int64(0)
		for _, a := range s.Deeds(f.ID) {
			if a.Undoes == 0 || a.Receipt.Outcome != conversation.Done {
				continue
			}
			switch n := j.order[a.Key]; {
			case n < last:
				j.breaks("ORDER: action %d was undone before one that was done after it", a.Undoes)
			default:
				last = n
			}
			if deed := s.Action(a.Undoes); deed == nil || deed.N > a.Undoes || !deed.Undone {
				j.breaks("UNDO: action %d undoes %d, which does not stand as undone", a.N, a.Undoes)
			}
		}
		over := f.Outcome == conversation.FrameCancelled
		for _, a := range s.Deeds(f.ID) {
			has := a.Operation == "insurer.take_out" || a.Operation == "insurer.change_policy" || a.Operation == "insurer.report_claim"
			if !has || a.Receipt.Outcome != conversation.Done || a.Undone {
				continue
			}
			if over && len(f.Handed)+len(f.Said) == 0 {
				j.breaks("UNDO: action %d %s stands after its process was undone, and nobody was asked", a.N, a.Operation)
			}
		}
		if !over && s.Status == conversation.WithAssistant && s.Request == nil {
			j.breaks("STUCK: the undoing of %s does not end", f.Flow)
		}
	}
}

// onFile: what the back end has on file is what is recorded.
func (j *trialCase) onFile() {
	for _, a := range j.state.Actions {
		id := a.Receipt.Reference
		if a.Receipt.Outcome != conversation.Done || a.Operation != "insurer.take_out" && a.Operation != "insurer.report_claim" {
			continue
		}
		open := false // nobody knows whether it was undone
		for _, b := range j.state.Actions {
			open = open || b.Undoes == a.N && b.Receipt.Outcome == conversation.Unknown
		}
		if is := j.onFileAs[id]; !open && is != "" && (is == "withdrawn") != a.Undone {
			j.breaks("TRUTH: %s is %s in the back end, and recorded as undone: %v", id, is, a.Undone)
		} else if is == "" {
			j.breaks("TRUTH: %s is recorded and the back end does not know it", id)
		}
	}
}

// ran: under one key at most one effect, and what is recorded is what happened.
func (j *trialCase) ran() {
	for _, a := range j.state.Actions {
		j.seen[a.Operation+" "+string(a.Receipt.Outcome)]++
		if !a.Settled {
			j.breaks("STUCK: action %d %s is open", a.N, a.Operation)
		}
		if a.Receipt.Outcome == conversation.Unknown {
			j.attended(a)
		}
		switch a.Operation {
		case "insurer.change_policy": // asked about afterwards; a second time it changes nothing
		case conversation.OpTell: // see news
		default:
			j.keyed(a)
		}
	}
}

// waits: a moment that is past has ended its wait, which is told once; an answer too.
func (j *trialCase) waits() {
	ended, told := map[string]int{}, map[string]int{}
	for _, r := range j.records {
		switch e := r.Event.(type) {
		case conversation.WaitEnded:
			ended[e.Step]++
			j.seen["wait "+e.Step+" "+e.Outcome]++
		case conversation.Said:
			for step, begins := range map[string]string{"nap": "De wekker ging", "answer": "Er is antwoord op"} {
				if strings.HasPrefix(e.Text, begins) && e.Because == "" && e.Kind == "say" {
					told[step]++
				}
			}
		case conversation.ActionStarted:
			if e.Operation == conversation.OpTell {
				j.seen["told elsewhere"]++
			}
		}
	}
	s := &j.state
	for step := range told {
		if told[step] > ended[step] {
			j.breaks("TOLD: %s ended %d times and was told %d times", step, ended[step], told[step])
		}
	}
	for _, f := range s.Frames {
		served := s.Running == 0 || s.Root(s.Frame(s.Running)) == f // what is past is served when its process is
		if f.Outcome != "" || f.Undoing || !served || s.Status != conversation.WithAssistant {
			continue
		}
		if w, waits := f.Waits["answer"]; waits && w.Outcome == "" && j.heard[w.Match] && j.waiting == 0 {
			j.breaks("LOST: the answer to %s was acknowledged, and its wait goes on", w.Match)
		}
		if w, waits := f.Waits["nap"]; waits && w.Outcome == "" && j.ended.After(w.Until.Add(time.Minute)) {
			j.breaks("STUCK: the moment %v is past and nothing happened", w.Until)
		}
	}
}

// moves: a conversation that closed in favour of another took nothing in after that, and the other one took the customer in, once.
func (h *crashHouse) moves(cases []*trialCase) {
	came, went := map[conversation.ID]int{}, map[conversation.ID]int{}
	for _, j := range cases {
		over := false
		for _, r := range j.records {
			switch e := r.Event.(type) {
			case conversation.ConversationClosed:
				over = true
				if e.In != "" {
					went[e.In]++
					j.seen["went on elsewhere"]++
				}
			case conversation.MessageReceived:
				if e.Kind == conversation.InputMoved {
					came[conversation.ID(j.id)]++
				}
				if over {
					j.breaks("LOST: input %d was taken in after the end", e.Input)
				}
			}
		}
	}
	for _, j := range cases {
		if id := conversation.ID(j.id); came[id] != went[id] {
			j.breaks("LOST: %d went on there and %d were taken in", went[id], came[id])
		}
	}
}

// news: what was to be told elsewhere was sent so often as is recorded.
func (h *crashHouse) news(cases []*trialCase, sent int) {
	least, most := 0, 0
	for _, j := range cases {
		for _, a := range j.state.Actions {
			if a.Operation != conversation.OpTell {
				continue
			}
			switch a.Receipt.Outcome {
			case conversation.Done:
				least++
				most++
			case conversation.Unknown:
				most++
			}
		}
	}
	if sent < least || sent > most {
		h.t.Errorf("TOLD: %d messages were sent to %s, and %d to %d are recorded", sent, cases[0].subject, least, most)
	}
}

// limited: a customer's reports never stand for more than the limit, and one is refused only where they do.
func (h *crashHouse) limited(cases []*trialCase, seen map[string]int) {
	type mark struct {
		at   time.Time
		what string
	}
	var marks []mark
	for _, j := range cases {
		for _, a := range j.state.Actions {
			if a.Operation != "insurer.report_claim" {
				continue
			}
			if a.Receipt.Name == conversation.LimitOutcome {
				seen["limited"]++
				marks = append(marks, mark{a.At, "refused"})
				continue
			}
			marks = append(marks, mark{a.At, "start"})
			if a.Receipt.Outcome == conversation.Failed {
				marks = append(marks, mark{a.Receipt.At, "back"})
				seen["given back"]++
			}
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return a.at.Compare(b.at) })
	standing := 0
	for _, m := range marks {
		switch m.what {
		case "start":
			standing++
		case "back":
			standing--
		case "refused":
			if standing < trialMost {
				h.t.Errorf("LIMIT: a report was refused at %v while %d stood", m.at, standing)
			}
		}
	}
	if standing > trialMost {
		h.t.Errorf("LIMIT: %d reports of %s stand, and %d may", standing, cases[0].subject, trialMost)
	}
}
