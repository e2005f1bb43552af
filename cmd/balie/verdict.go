package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"balie/conversation"
)

// report prints what failed, what it took to settle each process, and the count; it returns how many failed.
func (w *world) report(verdicts []verdict, f testFlags) (failed int) {
	counts := map[string][]int{}
	for _, v := range verdicts {
		switch {
		case v.err != nil:
			failed++
			fmt.Fprintf(w.out, "FAIL  %s (%s:%d)%s\n    %s\n", v.script.Name, v.script.file, v.script.line, oftenness(v, f.repeat), strings.ReplaceAll(v.err.Error(), "\n", "\n    "))
			if f.trace {
				w.trace(v.events)
			}
		case f.verbose:
			fmt.Fprintf(w.out, "ok    %s\n", v.script.Name)
		}
		for flow, n := range v.counts {
			counts[flow] = append(counts[flow], n)
		}
	}
	if len(counts) > 0 {
		fmt.Fprintln(w.out, "customer messages until a process was settled (fewest, median, most):")
		for _, flow := range slices.Sorted(maps.Keys(counts)) {
			n := counts[flow]
			slices.Sort(n)
			fmt.Fprintf(w.out, "  %-20s %2d %2d %2d   in %d conversations\n", flow, n[0], n[len(n)/2], n[len(n)-1], len(n))
		}
	}
	if f.repeat > 1 {
		fmt.Fprintln(w.out, steadiness(verdicts, f.repeat))
	}
	fmt.Fprintf(w.out, "%d passed, %d failed\n", len(verdicts)-failed, failed)
	return failed
}

// oftenness tells how often a test that failed passed.
func oftenness(v verdict, times int) string {
	if times <= 1 {
		return ""
	}
	return fmt.Sprintf(", passed %d of %d times", v.passed, times)
}

// steadiness tells how likely one play of a test passes, and how likely all do: pass^1 and pass^k.
func steadiness(verdicts []verdict, times int) string {
	plays, always := 0, 0
	for _, v := range verdicts {
		plays += v.passed
		if v.passed == times {
			always++
		}
	}
	n := max(len(verdicts), 1)
	return fmt.Sprintf("pass^1 %.1f %%, pass^%d %.1f %%", 100*float64(plays)/float64(n*times), times, 100*float64(always)/float64(n))
}

// trace shows a record, one event a line.
func (w *world) trace(events []conversation.Numbered) {
	for _, r := range events {
		body, err := conversation.EncodeEvent(r.Event)
		if err != nil {
			body = []byte(err.Error())
		}
		fmt.Fprintf(w.out, "    %4d %s %-18s %s\n", r.N, r.At.Format("15:04:05"), r.Event.Type(), body)
	}
}
