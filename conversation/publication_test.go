package conversation

import "testing"

func TestServing(t *testing.T) {
	t.Parallel()
	all := func(r string) Publication { return Publication{Revision: r, Percent: 100} }
	some := func(r string, percent int) Publication { return Publication{Revision: r, Percent: percent} }
	for _, c := range []struct {
		name string
		log  []Publication
		want Served
	}{
		{"nothing", nil, Served{}},
		{"one", []Publication{all("a")}, Served{Main: "a"}},
		{"a trial", []Publication{all("a"), some("b", 10)}, Served{Main: "a", Trial: "b", Percent: 10}},
		{"a trial that grows", []Publication{all("a"), some("b", 10), some("b", 50)}, Served{Main: "a", Trial: "b", Percent: 50}},
		{"a trial in place of another", []Publication{all("a"), some("b", 10), some("c", 5)}, Served{Main: "a", Trial: "c", Percent: 5}},
		{"a trial that is taken back", []Publication{all("a"), some("b", 10), some("b", 0)}, Served{Main: "a"}},
		{"a trial that is for all", []Publication{all("a"), some("b", 10), all("b")}, Served{Main: "b", Before: "a"}},
		{"what all had is taken back", []Publication{all("a"), all("b"), some("b", 0)}, Served{Main: "a"}},
		{"the first cannot be", []Publication{all("a"), some("a", 0)}, Served{Main: "a"}},
		{"what nobody has", []Publication{all("a"), some("x", 0)}, Served{Main: "a"}},
		{"there and back again", []Publication{all("a"), all("b"), all("a")}, Served{Main: "a", Before: "b"}},
		{"running processes", []Publication{all("a"), {Revision: "b", Percent: 100, TakeOver: true}}, Served{Main: "b", Before: "a", TakeOver: true}},
	} {
		if got := Serving(c.log); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
