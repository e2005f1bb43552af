package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"balie/connectors"
	"balie/conversation"
	"balie/intent"
)

// testFlags are the flags of test.
type testFlags struct {
	only    string
	verbose bool
	trace   bool
}

func testCommand(w *world) *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use: "test DIR", Short: "Run a company's conversation tests, offline and on a fake clock", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return w.test(cmd.Context(), args[0], f) },
	}
	cmd.Flags().StringVar(&f.only, "run", "", "run only tests whose name contains this")
	cmd.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "name every test, passed ones too")
	cmd.Flags().BoolVar(&f.trace, "trace", false, "show everything that happened in tests that failed")
	return cmd
}

// verdict is how one test ended.
type verdict struct {
	script *script
	err    error
	counts map[string]int
	events []conversation.Numbered
}

func (w *world) test(ctx context.Context, dir string, f testFlags) error {
	folder, dir, err := folderOf(dir)
	if err != nil {
		return err
	}
	c, err := openCompany(ctx, folder, dir, opening{getenv: w.getenv, now: time.Now, examples: true})
	if err != nil {
		return err
	}
	scripts, err := readScripts(folder)
	if err != nil {
		return errors.Join(err, c.close())
	}
	scripts = slices.DeleteFunc(scripts, func(s *script) bool { return !strings.Contains(s.Name, f.only) })
	verdicts, err := w.playAll(ctx, c, scripts)
	if err != nil {
		return errors.Join(err, c.close())
	}
	failed := w.report(verdicts, f)
	if err := c.close(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d conversation tests failed", failed)
	}
	return nil
}

// playAll plays the scripts side by side; what fails is in the verdicts.
func (w *world) playAll(ctx context.Context, c *company, scripts []*script) ([]verdict, error) {
	recognizer, err := intent.New(c.set, intent.Options{Questions: c.base.Questions()})
	if err != nil {
		return nil, err
	}
	out := make([]verdict, len(scripts))
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				out[i] = w.playOne(ctx, c, recognizer, scripts[i])
			}
		})
	}
	for i := range scripts {
		next <- i
	}
	close(next)
	wg.Wait()
	return out, nil
}

func (w *world) playOne(ctx context.Context, c *company, r *intent.Recognizer, s *script) (v verdict) {
	v.script = s
	dir, err := os.MkdirTemp("", "balie-test-")
	if err != nil {
		v.err = err
		return v
	}
	defer func() { v.err = errors.Join(v.err, os.RemoveAll(dir)) }()
	answers, err := s.answers(c)
	if err != nil {
		v.err = err
		return v
	}
	if err := connectors.CheckFaults(c, s.Faults); err != nil {
		v.err = fmt.Errorf("%s: %w", s.file, err)
		return v
	}
	quiet := &world{getenv: w.getenv, in: w.in, out: w.out, log: slog.New(slog.DiscardHandler)}
	st, err := newStage(ctx, quiet, staging{
		company: c, dir: dir, clock: s.clock, faults: s.Faults, answers: answers, open: s.Desk != "closed",
		next: s.clock.Add(22 * time.Hour), recognizer: r,
	})
	if err != nil {
		v.err = err
		return v
	}
	p := &player{stage: st, script: s, ctx: ctx}
	v.err = p.play()
	v.counts, v.events = p.counted(), p.events
	v.err = errors.Join(v.err, st.k.store.Close())
	return v
}

// answers reads a script's own answers by the schemas of their operations.
func (s *script) answers(c *company) (map[string]conversation.Value, error) {
	out := map[string]conversation.Value{}
	for name, n := range s.Answers {
		op, ok := c.Operation(name)
		if !ok {
			return nil, fmt.Errorf("%s:%d: answers: there is no operation %s", s.file, n.Line, name)
		}
		v, err := valueOf(&n, op.Output)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: answers: %s: %w", s.file, n.Line, name, err)
		}
		out[name] = v
	}
	return out, nil
}

// valueOf reads a value by its schema.
func valueOf(n *yaml.Node, sc conversation.Schema) (conversation.Value, error) {
	switch sc.Type {
	case conversation.Record:
		fields := map[string]conversation.Value{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			f, ok := sc.Fields[n.Content[i].Value]
			if !ok {
				return conversation.Value{}, fmt.Errorf("field %s is not in the answer", n.Content[i].Value)
			}
			v, err := valueOf(n.Content[i+1], f)
			if err != nil {
				return v, err
			}
			fields[n.Content[i].Value] = v
		}
		return conversation.Rec(fields), nil
	case conversation.List:
		items := []conversation.Value{}
		for _, c := range n.Content {
			v, err := valueOf(c, *sc.Item)
			if err != nil {
				return v, err
			}
			items = append(items, v)
		}
		return conversation.ListOf(items...), nil
	case conversation.Money, conversation.Number, conversation.YesNo:
		return plainValue(n)
	}
	return conversation.Of(sc.Type, n.Value), nil
}

// report prints what failed, what it took to settle each process, and the count; it returns how many failed.
func (w *world) report(verdicts []verdict, f testFlags) (failed int) {
	counts := map[string][]int{}
	for _, v := range verdicts {
		switch {
		case v.err != nil:
			failed++
			fmt.Fprintf(w.out, "FAIL  %s (%s:%d)\n    %s\n", v.script.Name, v.script.file, v.script.line, strings.ReplaceAll(v.err.Error(), "\n", "\n    "))
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
		for _, flow := range sortedKeys(counts) {
			n := counts[flow]
			slices.Sort(n)
			fmt.Fprintf(w.out, "  %-20s %2d %2d %2d   in %d conversations\n", flow, n[0], n[len(n)/2], n[len(n)-1], len(n))
		}
	}
	fmt.Fprintf(w.out, "%d passed, %d failed\n", len(verdicts)-failed, failed)
	return failed
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
