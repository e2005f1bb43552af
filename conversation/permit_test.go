package conversation

import (
	"fmt"
	"regexp"
	"testing"
	"time"
)

var uuid5 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestAnActionsKeyIsAUUIDThatNeverChanges(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, id := range []ID{"", "c", "c/1", "conversation", "é\x00"} {
		for n := range 20 {
			key, name := ActionKey(id, n), fmt.Sprintf("%s/%d", id, n)
			if !uuid5.MatchString(key) {
				t.Fatalf("the key of %q is %s", name, key)
			}
			if seen[key] != "" {
				t.Fatalf("%q and %q have the same key", name, seen[key])
			}
			if seen[key] = name; ActionKey(id, n) != key {
				t.Fatalf("the key of %q changes", name)
			}
		}
	}
	if got := ActionKey("c", 1); got != "e46de84e-60d7-5add-82dd-04004d4a23d4" {
		t.Errorf("the key of c/1 became %s: keys that back ends remember must not change", got)
	}
}

func TestAPermitIsForOneCall(t *testing.T) {
	t.Parallel()
	op := Operation{Name: "crm.block_card", TimeOut: 5 * time.Second}
	p := PermitDirect(op, map[string]Value{"card": Of(Ref("card"), "K-12")}, "C-1", "key", noon)
	p.Params()["card"] = Of(Ref("card"), "K-13")
	if p.Param("card").Text != "K-12" || !p.Param("other").Zero() || len(p.Params()) != 1 {
		t.Errorf("its parameters are %v", p.Params())
	}
	if p.Subject() != "C-1" || p.Key() != "key" || !p.Until().After(noon.Add(op.TimeOut)) || p.Started() != noon || p.Operation().Name != op.Name {
		t.Errorf("it is %+v", p)
	}
	if _, err := p.Delegate(Operation{Name: "crm.send"}, nil, "C-1"); err == nil {
		t.Error("a permit of a company's operation was delegated")
	}
}

func TestABuiltInOperationDelegates(t *testing.T) {
	t.Parallel()
	p := PermitDirect(Operation{Name: "identity.send_code", BuiltIn: true}, map[string]Value{"who": Of(Text, "C-1")}, "", "key", noon)
	send := Operation{Name: "crm.send_message"}
	q, err := p.Delegate(send, map[string]Value{"text": Of(Text, "x")}, "C-1")
	if err != nil {
		t.Fatal(err)
	}
	if q.Key() != "key/crm.send_message" || q.Subject() != "C-1" || q.Assurance() != NoAssurance || len(q.Params()) != 1 || q.Until() != p.Until() {
		t.Errorf("it is delegated as %+v", q)
	}
	if _, err := q.Delegate(send, nil, "C-2"); err == nil {
		t.Error("what was delegated is delegated further")
	}
	read := PermitDirect(Operation{Name: "identity.find", BuiltIn: true}, nil, "", "", noon)
	if q, err := read.Delegate(send, nil, ""); err != nil || q.Key() != "" {
		t.Errorf("a read's delegate has the key %q, %v", q.Key(), err)
	}
}
