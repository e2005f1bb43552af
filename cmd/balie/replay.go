package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"balie/cmd/balie/company"
	"balie/cmd/balie/replay"
)

// replayFlags are the flags of replay.
type replayFlags struct {
	database    string
	keyFile     string
	last        int
	flow        string
	save        string
	understood  bool
	ignoreTexts bool
}

func replayCommand(w *world) *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{
		Use:   "replay DIR [FILE…]",
		Short: "Play recorded conversations again, offline, with the company as it is now, and show what differs",
		Long: "Plays recorded conversations again: what customers and agents did is done again at its time, systems answer as they\n" +
			"answered then, and the flows, texts, pages and examples of DIR decide anew. Conversations come from the company's\n" +
			"store, which may be in use, or from files that --save wrote. The exit code is 1 when anything came out otherwise.",
		Example: "  balie replay my-company --last 200 --flow block_card\n" +
			"  balie replay my-company --save monday.jsonl      # pseudonymised\n" +
			"  balie replay my-company monday.jsonl --ignore-texts",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := w.replay(cmd.Context(), args[0], args[1:], f); err != nil {
				return fmt.Errorf("replay: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.database, "database", "", "file that the conversations are in; default as configured")
	cmd.Flags().StringVar(&f.keyFile, "key-file", "", "file with its key; default as configured")
	cmd.Flags().IntVar(&f.last, "last", 100, "the newest so many conversations")
	cmd.Flags().StringVar(&f.flow, "flow", "", "only conversations in which this process was begun")
	cmd.Flags().StringVar(&f.save, "save", "", "do not play: write the conversations to this file, pseudonymised")
	cmd.Flags().BoolVar(&f.understood, "understood", false, "understand everything as it was understood then; default: only what a language model understood")
	cmd.Flags().BoolVar(&f.ignoreTexts, "ignore-texts", false, "compare what was done, asked and known, and not the words in which it was said")
	return cmd
}

func (w *world) replay(ctx context.Context, dir string, files []string, f replayFlags) error {
	folder, dir, err := company.FolderOf(dir)
	if err != nil {
		return err
	}
	c, err := company.Open(ctx, folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now, Examples: true})
	if err != nil {
		return err
	}
	return errors.Join(w.replayIn(ctx, c, files, f), c.Close())
}

func (w *world) replayIn(ctx context.Context, c *company.Company, files []string, f replayFlags) error {
	all, err := recordings(ctx, c, files, f)
	if err != nil {
		return err
	}
	if _, ok := c.Set.Flows[f.flow]; f.flow != "" && !ok && len(all) == 0 {
		return fmt.Errorf("no conversation began %s, and there is no such flow: use one of %s", f.flow, strings.Join(slices.Sorted(maps.Keys(c.Set.Flows)), ", "))
	}
	if f.save != "" {
		return w.saved(c, all, f.save)
	}
	how := replay.Run{Company: c, Build: rehearsal, Understood: f.understood, IgnoreTexts: f.ignoreTexts}
	if how.Recognizer, err = c.Embedded(c.Set); err != nil {
		return err
	}
	differ := 0
	for _, r := range all {
		turns, err := how.Play(ctx, r)
		if err != nil {
			return fmt.Errorf("conversation %s: %w", r.ID, err)
		}
		if len(turns) > 0 {
			differ++
			w.shown(r, turns)
		}
	}
	fmt.Fprintf(w.out, "%d replayed, %d the same, %d differ\n", len(all), len(all)-differ, differ)
	if differ > 0 {
		return fmt.Errorf("%s came out otherwise", company.Several(differ, "conversation"))
	}
	return nil
}

// recordings finds what is to be played: the files that are named, or what the company's store holds.
func recordings(ctx context.Context, c *company.Company, files []string, f replayFlags) ([]replay.Recording, error) {
	var all []replay.Recording
	for _, name := range files {
		more, err := replay.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for _, r := range more {
			if f.flow == "" || r.Begins(f.flow) {
				all = append(all, r)
			}
		}
	}
	if len(files) > 0 {
		return all, nil
	}
	from := replay.Source{Database: f.database, Last: f.last, Flow: f.flow}
	if from.Database == "" {
		from.Database = c.Database()
	}
	var err error
	if f.keyFile == "" {
		from.Key, err = c.Key()
	} else {
		from.Key, err = keyFrom(f.keyFile)
	}
	if err != nil {
		return nil, err
	}
	return replay.Stored(ctx, from)
}

// keyFrom reads a key file.
func keyFrom(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("key: %s holds no key of 32 bytes", name)
	}
	return key, nil
}

// saved writes recordings to a new file, without what tells who the customers are.
func (w *world) saved(c *company.Company, all []replay.Recording, name string) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(replay.Write(file, all, c.Public(), c.Alike()), file.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, "%s: %s, pseudonymised; look at it before you give it away\n", name, company.Several(len(all), "conversation"))
	return err
}

// shown prints the turns of a conversation that differ.
func (w *world) shown(r replay.Recording, turns []replay.Turn) {
	fmt.Fprintf(w.out, "conversation %s\n", r.ID)
	for _, t := range turns {
		fmt.Fprintf(w.out, "  turn %d, %s\n", t.N, t.What)
		for _, line := range t.Diff {
			fmt.Fprintf(w.out, "    %s\n", line)
		}
	}
}
