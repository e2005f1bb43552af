package connectors

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"balie/conversation"
)

// Ways in which a call can be made to fail. The name of a declared refusal is one more.
const (
	FailSlow      = "slow"                  // answers after three seconds; done, even where the caller has given up
	FailServer    = "500"                   // nothing is done
	FailConflict  = "409"                   // an undeclared conflict; nothing is done
	FailBefore    = "timeout_before_commit" // nothing is done and nothing is answered
	FailAfter     = "timeout_after_commit"  // it is done and nothing is answered
	FailUnreached = "unreached"             // the back end cannot be reached
	FailPartial   = "partial"               // done; the answer leaves out all that it may leave out, and a list holds its first only
	FailDrift     = "schema_drift"          // done; the answer has another form than was declared, and cannot be read
)

var fails = []string{FailSlow, FailServer, FailConflict, FailBefore, FailAfter, FailUnreached, FailPartial, FailDrift}

// slowness is how long a slow answer takes.
const slowness = 3 * time.Second

// Fault makes an operation fail.
type Fault struct {
	Fail  string // one of the ways above, or the name of a declared refusal
	Times int    // calls that it hits; 0: all
}

// CheckFaults reports the first fault that names an operation or a way to fail that there is not.
func CheckFaults(ops conversation.Operations, faults map[string]Fault) error {
	for _, name := range sortedKeys(faults) {
		f := faults[name]
		op, ok := ops.Operation(name)
		switch {
		case !ok:
			return fmt.Errorf("faults: nobody offers %s", quote(name))
		case f.Times < 0:
			return fmt.Errorf("faults: %s: times may not be negative", name)
		case !slices.Contains(fails, f.Fail) && !slices.Contains(op.Outcomes, f.Fail):
			known := strings.Join(append(slices.Clone(fails), op.Outcomes...), ", ")
			return fmt.Errorf("faults: %s cannot fail with %s: known are %s", name, quote(f.Fail), known)
		}
	}
	return nil
}

// Called is one call that reached the double.
type Called struct {
	Operation string
	Params    map[string]conversation.Value
	Subject   string
	Actor     string // who acted for them; empty: nobody
	Key       string
	Query     bool // asked what became of an earlier call; Operation is that call's
	Effect    bool // something changed by it
	Receipt   conversation.Receipt
}

// Double stands in front of a Doer, fails on purpose and keeps what happened: one effect per key where the operation
// takes keys, one per call where it does not. Queries are answered by what really happened. It is safe for concurrent
// use.
type Double struct {
	next Doer
	now  func() time.Time
	pass func(time.Duration)

	mu      sync.Mutex
	faults  map[string]Fault
	calls   []Called
	effects map[string]conversation.Receipt // by operation and key: what the back end did
	counts  map[string]int                  // effects by operation
}

var _ Doer = (*Double)(nil)

// Faulty puts a double in front of next. now is the test's clock, and pass lets time go by on it while a call waits.
func Faulty(next Doer, faults map[string]Fault, now func() time.Time, pass func(time.Duration)) *Double {
	d := &Double{
		next: next, now: now, pass: pass, faults: maps.Clone(faults),
		effects: map[string]conversation.Receipt{}, counts: map[string]int{},
	}
	if d.faults == nil {
		d.faults = map[string]Fault{}
	}
	return d
}

// Set switches a fault on; the zero Fault switches it off.
func (d *Double) Set(operation string, f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f.Fail == "" {
		delete(d.faults, operation)
		return
	}
	d.faults[operation] = f
}

// Calls returns every call so far, oldest first.
func (d *Double) Calls() []Called {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.calls)
}

// Effects counts how often an operation changed something.
func (d *Double) Effects(operation string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counts[operation]
}

// Do makes the call, or fails as it was told to.
func (d *Double) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	begin := d.now()
	c := Called{Operation: p.Operation().Name, Params: p.Params(), Subject: p.Subject(), Actor: p.Actor(), Key: p.Key()}
	if c.Receipt = admit(p, begin); c.Receipt.Outcome == "" {
		c.Receipt = d.fail(ctx, p, &c)
	}
	c.Receipt.At = d.now()
	c.Receipt.Took = c.Receipt.At.Sub(begin)
	d.note(c)
	return c.Receipt
}

// admit refuses what a client would not send (turn protocol, step 5c).
func admit(p conversation.Permit, now time.Time) conversation.Receipt {
	if op := p.Operation(); op.Effect == conversation.EffectWrite && now.Add(op.TimeOut).After(p.Until()) {
		return conversation.Failure("%s: the lease ends before the time-out would", op.Name)
	}
	return conversation.Receipt{}
}

func (d *Double) fail(ctx context.Context, p conversation.Permit, c *Called) conversation.Receipt {
	op := p.Operation()
	fail := d.take(op.Name)
	switch fail {
	case "":
		return d.perform(ctx, p, c)
	case FailSlow:
		if op.TimeOut > slowness {
			d.pass(slowness)
			return d.perform(ctx, p, c)
		}
		d.perform(ctx, p, c)
		return d.lost(op, "no answer in time")
	case FailBefore:
		return d.lost(op, "no answer in time")
	case FailAfter:
		d.perform(ctx, p, c)
		return d.lost(op, "no answer in time")
	case FailPartial:
		r := d.perform(ctx, p, c)
		r.Output = partial(op.Output, r.Output)
		return r
	case FailDrift:
		d.perform(ctx, p, c)
		return perhaps(op, "the answer cannot be read")
	case FailServer:
		return perhaps(op, "status 500")
	case FailConflict:
		return perhaps(op, "status 409")
	case FailUnreached:
		return conversation.Failure("%s: the back end cannot be reached", op.Name)
	}
	return conversation.Receipt{Outcome: conversation.Refused, Name: fail}
}

// partial leaves out of an answer what may be left out.
func partial(s conversation.Schema, v conversation.Value) conversation.Value {
	switch {
	case s.Type == conversation.Record && s.Fields != nil:
		out := map[string]conversation.Value{}
		for name, inner := range v.Fields {
			if f, ok := s.Fields[name]; ok && !f.Optional {
				out[name] = partial(f, inner)
			}
		}
		return conversation.Rec(out)
	case s.Type == conversation.List && s.Item != nil && len(v.Items) > 0:
		return conversation.ListOf(partial(*s.Item, v.Items[0]))
	}
	return v
}

// lost is a call that ran into its time-out.
func (d *Double) lost(op conversation.Operation, detail string) conversation.Receipt {
	d.pass(op.TimeOut)
	return perhaps(op, detail)
}

// perhaps is what is known without an answer: nothing of a write, and that a read is not there.
func perhaps(op conversation.Operation, detail string) conversation.Receipt {
	if op.Effect == conversation.EffectWrite {
		return unknown(op.Name + ": " + detail)
	}
	return conversation.Receipt{Outcome: conversation.Failed, Detail: op.Name + ": " + detail}
}

func (d *Double) take(operation string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.faults[operation]
	switch {
	case !ok:
		return ""
	case f.Times == 1:
		delete(d.faults, operation)
	case f.Times > 1:
		d.faults[operation] = Fault{f.Fail, f.Times - 1}
	}
	return f.Fail
}

// perform lets the back end do it. The same key again is the same answer and no second effect.
func (d *Double) perform(ctx context.Context, p conversation.Permit, c *Called) conversation.Receipt {
	op := p.Operation()
	if op.Effect == conversation.EffectNone {
		return d.next.Do(ctx, p)
	}
	d.mu.Lock()
	before, done := d.effects[op.Name+"\x00"+p.Key()]
	d.mu.Unlock()
	if done && op.Once == conversation.Keyed {
		return before
	}
	r := d.next.Do(ctx, p)
	if r.Outcome == conversation.Done {
		c.Effect = true
		d.mu.Lock()
		d.effects[op.Name+"\x00"+p.Key()] = r
		d.counts[op.Name]++
		d.mu.Unlock()
	}
	return r
}

// Query tells what really happened under p's key. A fault on the declared query makes it fail.
func (d *Double) Query(_ context.Context, p conversation.Permit) conversation.Receipt {
	op, begin := p.Operation(), d.now()
	c := Called{Operation: op.Name, Params: p.Params(), Subject: p.Subject(), Actor: p.Actor(), Key: p.Key(), Query: true}
	c.Receipt = d.tell(op, p.Key())
	c.Receipt.At = d.now()
	c.Receipt.Took = c.Receipt.At.Sub(begin)
	d.note(c)
	return c.Receipt
}

func (d *Double) tell(op conversation.Operation, key string) conversation.Receipt {
	if op.Once != conversation.Reconciled {
		return unknown(op.Name + " declares no query")
	}
	if q, ok := d.next.(interface{ Reconcile(string) string }); ok {
		if fail := d.take(q.Reconcile(op.Name)); fail != "" {
			return unknown("the query of " + op.Name + " failed: " + fail)
		}
	}
	d.mu.Lock()
	r, done := d.effects[op.Name+"\x00"+key]
	d.mu.Unlock()
	if !done {
		return conversation.Receipt{Outcome: conversation.Failed, NotFound: true, Detail: op.Name + " was not done"}
	}
	return conversation.Receipt{Outcome: conversation.Done, Output: r.Output, Reference: r.Reference, Detail: "found by a query"}
}

func (d *Double) note(c Called) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, c)
}
