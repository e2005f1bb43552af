package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/conversation"
	"balie/intent"
)

// testFlags are the flags of test.
type testFlags struct {
	only     string
	verbose  bool
	trace    bool
	repeat   int
	coverage bool
	page     string
	update   bool
	junit    string
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
	cmd.Flags().IntVar(&f.repeat, "repeat", 1, "play every test so many times; it passes when it does each time")
	cmd.Flags().BoolVar(&f.coverage, "coverage", false, "tell which steps, branches and repairs no test came by")
	cmd.Flags().StringVar(&f.page, "coverage-html", "", "write that to a file, as a page")
	cmd.Flags().BoolVar(&f.update, "update", false, "write the transcripts anew that tests name under golden:")
	cmd.Flags().StringVar(&f.junit, "junit", "", "write the verdicts to a file, as JUnit XML")
	return cmd
}

// verdict is how one test ended.
type verdict struct {
	script *script
	err    error // of the first time that failed
	passed int   // times
	took   time.Duration
	counts map[string]int
	events []conversation.Numbered
}

// playing says how tests are played.
type playing struct {
	folder   fs.FS
	dir      string
	repeat   int
	update   bool
	coverage *coverage
}

func (w *world) test(ctx context.Context, dir string, f testFlags) error {
	if f.repeat < 1 || f.repeat > 1000 {
		return fmt.Errorf("test: --repeat %d: from 1 to 1000", f.repeat)
	}
	folder, dir, err := company.FolderOf(dir)
	if err != nil {
		return err
	}
	c, err := company.Open(ctx, folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now, Examples: true})
	if err != nil {
		return err
	}
	scripts, err := readScripts(folder)
	if err != nil {
		return errors.Join(err, c.Close())
	}
	scripts = slices.DeleteFunc(scripts, func(s *script) bool { return !strings.Contains(s.Name, f.only) })
	how := playing{folder: folder, dir: dir, repeat: f.repeat, update: f.update, coverage: newCoverage()}
	verdicts, err := w.playAll(ctx, c, scripts, how)
	if err != nil {
		return errors.Join(err, c.Close())
	}
	if err := errors.Join(w.filed(c, verdicts, how.coverage, f), c.Close()); err != nil {
		return err
	}
	if failed := w.report(verdicts, f); failed > 0 {
		return fmt.Errorf("%d conversation tests failed", failed)
	}
	return nil
}

// filed writes what other programs and people read beside the report.
func (w *world) filed(c *company.Company, verdicts []verdict, seen *coverage, f testFlags) error {
	if f.coverage {
		seen.text(w.out, c.Set)
	}
	var errs []error
	for name, write := range map[string]func(io.Writer) error{
		f.page:  func(out io.Writer) error { return seen.html(out, c.Config.Name, c.Set, len(verdicts)) },
		f.junit: func(out io.Writer) error { return junit(out, c.Config.Name, verdicts) },
	} {
		if name == "" {
			continue
		}
		file, err := os.Create(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("test: %w", err))
			continue
		}
		errs = append(errs, write(file), file.Close())
	}
	return errors.Join(errs...)
}

// playAll plays the scripts side by side, each as often as is asked; what fails is in the verdicts.
func (w *world) playAll(ctx context.Context, c *company.Company, scripts []*script, how playing) ([]verdict, error) {
	recognizer, err := c.Embedded(c.Set)
	if err != nil {
		return nil, err
	}
	times := max(how.repeat, 1)
	all := make([]verdict, len(scripts)*times)
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				begin := time.Now()
				all[i] = w.playOne(ctx, c, recognizer, scripts[i/times], how)
				all[i].took = time.Since(begin)
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	out := make([]verdict, len(scripts))
	for i := range scripts {
		out[i] = together(all[i*times : (i+1)*times])
	}
	return out, nil
}

// together is the verdict on a test that was played several times: that of the first time that failed.
func together(times []verdict) verdict {
	out := times[0]
	for i, v := range times {
		if v.err == nil {
			out.passed++
		} else if out.err == nil {
			passed, took := out.passed, out.took
			out = v
			out.passed, out.took = passed, took
		}
		if i > 0 {
			out.took += v.took
		}
	}
	return out
}

func (w *world) playOne(ctx context.Context, c *company.Company, r *intent.Recognizer, s *script, how playing) (v verdict) {
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
	how.coverage.watch(st.k.engine)
	p := &player{stage: st, script: s, ctx: ctx}
	if v.err = p.play(); v.err == nil && how.folder != nil {
		v.err = s.golden(how.folder, how.dir, how.update, p.events)
	}
	v.counts, v.events = p.counted(), p.events
	how.coverage.acted(p.events)
	v.err = errors.Join(v.err, st.k.store.Close())
	return v
}

// answers reads a script's own answers by the schemas of their operations.
func (s *script) answers(c *company.Company) (map[string]conversation.Value, error) {
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
