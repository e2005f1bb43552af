package play

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"balie/conversation"
)

// Telling says how much of verdicts is told.
type Telling struct {
	Repeat  int  // how often each was played
	Verbose bool // also what passed
	Trace   bool // everything that happened where it failed
}

// Report prints what failed, what it took to settle each process, and the count; it returns how many failed.
func Report(out io.Writer, verdicts []Verdict, f Telling) (failed int) {
	counts := map[string][]int{}
	for _, v := range verdicts {
		switch {
		case v.Err != nil:
			failed++
			fmt.Fprintf(out, "FAIL  %s (%s:%d)%s\n    %s\n", v.Script.Name, v.Script.File, v.Script.Line, oftenness(v, f.Repeat), strings.ReplaceAll(v.Err.Error(), "\n", "\n    "))
			if f.Trace {
				trace(out, v.Events)
			}
		case f.Verbose:
			fmt.Fprintf(out, "ok    %s\n", v.Script.Name)
		}
		for flow, n := range v.Counts {
			counts[flow] = append(counts[flow], n)
		}
	}
	if len(counts) > 0 {
		fmt.Fprintln(out, "customer messages until a process was settled (fewest, median, most):")
		for _, flow := range slices.Sorted(maps.Keys(counts)) {
			n := counts[flow]
			slices.Sort(n)
			fmt.Fprintf(out, "  %-20s %2d %2d %2d   in %d conversations\n", flow, n[0], n[len(n)/2], n[len(n)-1], len(n))
		}
	}
	if f.Repeat > 1 {
		fmt.Fprintln(out, steadiness(verdicts, f.Repeat))
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", len(verdicts)-failed, failed)
	return failed
}

// oftenness tells how often a test that failed passed.
func oftenness(v Verdict, times int) string {
	if times <= 1 {
		return ""
	}
	return fmt.Sprintf(", passed %d of %d times", v.Passed, times)
}

// steadiness tells how likely one play of a test passes, and how likely all do: pass^1 and pass^k.
func steadiness(verdicts []Verdict, times int) string {
	plays, always := 0, 0
	for _, v := range verdicts {
		plays += v.Passed
		if v.Passed == times {
			always++
		}
	}
	n := max(len(verdicts), 1)
	return fmt.Sprintf("pass^1 %.1f %%, pass^%d %.1f %%", 100*float64(plays)/float64(n*times), times, 100*float64(always)/float64(n))
}

// trace shows a record, one event a line.
func trace(out io.Writer, events []conversation.Numbered) {
	for _, r := range events {
		body, err := conversation.EncodeEvent(r.Event)
		if err != nil {
			body = []byte(err.Error())
		}
		fmt.Fprintf(out, "    %4d %s %-18s %s\n", r.N, r.At.Format("15:04:05"), r.Event.Type(), body)
	}
}
