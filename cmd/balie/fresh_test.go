package main

import (
	"flag"
	"testing"

	"balie/cmd/balie/play"
)

// freshMissed names the group of fresh wordings of which the half to work with is shown where it was not understood; all: every group.
var freshMissed = flag.String("fresh", "", "group of fresh wordings whose misses are shown: of the half to work with, never of the other; all: every group")

// leastFresh is the share of fresh wordings that must be understood, of the half to work with and of the half that nobody reads.
var leastFresh = [2]float64{0.92, 0.86}

// TestFreshWordings prints how many of our own fresh wordings are understood: of the half to work with, and of the other.
func TestFreshWordings(t *testing.T) {
	stages := map[string]*play.Stage{}
	var hits, all [2]int
	for _, g := range groupsOf(t, "fresh.yaml") {
		if stages[companyOf(g)] == nil {
			stages[companyOf(g)] = demoStage(t, companyOf(g), demoClock())
		}
		var hit, of [2]int
		for i, w := range g.wordings(t) {
			if i >= len(g.NL) {
				i -= len(g.NL)
			}
			half := i % 2
			of[half]++
			why := understands(t, stages[companyOf(g)], g, w)
			if why == "" {
				hit[half]++
			} else if half == 0 && (*freshMissed == g.Name || *freshMissed == "all") {
				t.Logf("%s %s: %s: %q: %s", g.Name, g.Company, w.language, w.text, why)
			}
		}
		t.Logf("%-26s %-8s %-18s %3d of %3d, %3d of %3d", g.Name, g.Company, g.Context+g.Page["nl"], hit[0], of[0], hit[1], of[1])
		for half := range hits {
			hits[half], all[half] = hits[half]+hit[half], all[half]+of[half]
		}
	}
	for half, what := range []string{"to work with", "that nobody reads"} {
		share := float64(hits[half]) / float64(all[half])
		t.Logf("fresh wordings %s: %d of %d (%.1f %%)", what, hits[half], all[half], 100*share)
		if share < leastFresh[half] {
			t.Errorf("of the wordings %s less than %.0f %% are understood", what, 100*leastFresh[half])
		}
	}
}
