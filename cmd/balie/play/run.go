package play

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"time"

	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/conversation"
	"balie/intent"
)

// Verdict is how one test ended.
type Verdict struct {
	Script *Script
	Err    error // of the first time that failed
	Passed int   // times
	Took   time.Duration
	Counts map[string]int
	Events []conversation.Numbered
}

// Run says how tests are played.
type Run struct {
	Company  *company.Company
	Build    Build
	Folder   fs.FS     // of the company, where transcripts are; nil: they are not compared
	Dir      string    // of the company, where transcripts are written
	Repeat   int       // how often each is played; 0 is once
	Update   bool      // transcripts are written, not compared
	Coverage *Coverage // what is come by; nil: that is not noted
}

// Play plays the scripts side by side, each as often as is asked; what fails is in the verdicts.
func (how Run) Play(ctx context.Context, scripts []*Script) ([]Verdict, error) {
	recognizer, err := how.Company.Embedded(how.Company.Set)
	if err != nil {
		return nil, err
	}
	times := max(how.Repeat, 1)
	all := make([]Verdict, len(scripts)*times)
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				begin := time.Now()
				all[i] = how.playOne(ctx, recognizer, scripts[i/times])
				all[i].Took = time.Since(begin)
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	out := make([]Verdict, len(scripts))
	for i := range scripts {
		out[i] = together(all[i*times : (i+1)*times])
	}
	return out, nil
}

// together is the verdict on a test that was played several times: that of the first time that failed.
func together(times []Verdict) Verdict {
	out := times[0]
	for i, v := range times {
		if v.Err == nil {
			out.Passed++
		} else if out.Err == nil {
			passed, took := out.Passed, out.Took
			out = v
			out.Passed, out.Took = passed, took
		}
		if i > 0 {
			out.Took += v.Took
		}
	}
	return out
}

func (how Run) playOne(ctx context.Context, r *intent.Recognizer, s *Script) (v Verdict) {
	v.Script = s
	dir, err := os.MkdirTemp("", "balie-test-")
	if err != nil {
		v.Err = err
		return v
	}
	defer func() { v.Err = errors.Join(v.Err, os.RemoveAll(dir)) }()
	answers, err := s.answers(how.Company)
	if err != nil {
		v.Err = err
		return v
	}
	if err := connectors.CheckFaults(how.Company, s.Faults); err != nil {
		v.Err = fmt.Errorf("%s: %w", s.File, err)
		return v
	}
	st, err := NewStage(ctx, Staging{
		Setting: Setting{Company: how.Company, Recognizer: r, Hours: Keeps(s.Desk != "closed", s.Begin.Add(22*time.Hour))},
		Build:   how.Build, Dir: dir, Channel: s.Channel, Begin: s.Begin, Faults: s.Faults, Answers: answers,
	})
	if err != nil {
		v.Err = err
		return v
	}
	how.Coverage.watch(st.House.Engine)
	if v.Err = st.Play(ctx, s); v.Err == nil && how.Folder != nil {
		v.Err = s.golden(how.Folder, how.Dir, how.Update, st.Events)
	}
	v.Counts, v.Events = counted(st.Events), st.Events
	how.Coverage.acted(st.Events)
	v.Err = errors.Join(v.Err, st.House.Store.Close())
	return v
}
