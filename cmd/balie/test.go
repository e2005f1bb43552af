package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"balie/cmd/balie/company"
	"balie/cmd/balie/play"
)

// testFlags are the flags of test.
type testFlags struct {
	only     string
	verbose  bool
	trace    bool
	repeat   int
	coverage bool
	strict   bool
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
	cmd.Flags().BoolVar(&f.strict, "strict", false, "a step or branch that no test came by, and none excuses, is an error")
	cmd.Flags().StringVar(&f.page, "coverage-html", "", "write that to a file, as a page")
	cmd.Flags().BoolVar(&f.update, "update", false, "write the transcripts anew that tests name under golden:")
	cmd.Flags().StringVar(&f.junit, "junit", "", "write the verdicts to a file, as JUnit XML")
	return cmd
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
	tests, err := play.ReadFolder(folder)
	if err = errors.Join(err, tests.Check(c)); err != nil {
		return errors.Join(err, c.Close())
	}
	scripts := slices.DeleteFunc(tests.Scripts, func(s *play.Script) bool { return !strings.Contains(s.Name, f.only) })
	how := play.Run{Company: c, Build: rehearsal, Folder: folder, Dir: dir, Repeat: f.repeat, Update: f.update, Coverage: play.NewCoverage()}
	verdicts, err := how.Play(ctx, scripts)
	if err != nil {
		return errors.Join(err, c.Close())
	}
	var uncovered error
	if f.only == "" {
		uncovered = w.uncovered(c, how.Coverage, tests.Uncovered, f.strict)
	}
	if err := errors.Join(w.filed(c, verdicts, seen{how.Coverage, tests.Uncovered}, f), c.Close()); err != nil {
		return err
	}
	if failed := play.Report(w.out, verdicts, play.Telling{Repeat: f.repeat, Verbose: f.verbose, Trace: f.trace}); failed > 0 {
		return errors.Join(uncovered, fmt.Errorf("%d conversation tests failed", failed))
	}
	return uncovered
}

// uncovered says what is wrong with the excuses for what no test came by, and, where it is strict, what has none.
func (w *world) uncovered(c *company.Company, seen *play.Coverage, excuses []play.Excuse, strict bool) error {
	gaps, errs := seen.Excuse(c.Set, excuses)
	if strict {
		for _, gap := range gaps {
			errs = append(errs, fmt.Errorf("no test comes by %s, and none says why under uncovered", gap))
		}
	}
	return errors.Join(errs...)
}

// seen is what tests came by, and why not by the rest.
type seen struct {
	*play.Coverage
	excuses []play.Excuse
}

// filed writes what other programs and people read beside the report.
func (w *world) filed(c *company.Company, verdicts []play.Verdict, s seen, f testFlags) error {
	if f.coverage {
		s.Text(w.out, c.Set, s.excuses)
	}
	var errs []error
	for name, write := range map[string]func(io.Writer) error{
		f.page:  func(out io.Writer) error { return s.HTML(out, c.Config.Name, c.Set, len(verdicts), s.excuses) },
		f.junit: func(out io.Writer) error { return play.JUnit(out, c.Config.Name, verdicts) },
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
