package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"balie/intent/classify"
	"balie/knowledge"
)

func evalCommand(w *world) *cobra.Command {
	cmd := &cobra.Command{Use: "eval", Short: "Measure understanding and retrieval on data sets"}
	cmd.AddCommand(evalIntents(w), evalRetrieval(w))
	return cmd
}

func evalIntents(w *world) *cobra.Command {
	var train, test, oos string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "intents", Short: "Train on one file of text<TAB>label lines and measure on another", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var sets [3][]classify.Example
			for i, name := range []string{train, test, oos} {
				if name == "" {
					continue
				}
				var err error
				if sets[i], err = readExamples(name); err != nil {
					return err
				}
			}
			r, err := classify.Evaluate(sets[0], sets[1], sets[2], classify.Options{})
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(w.out).Encode(r)
			}
			_, err = fmt.Fprintf(w.out, "accuracy %.4f  macro F1 %.4f  out-of-scope recall %.4f at threshold %.3f\ntrained in %.2f s  recognized in %.0f µs (p50), %.0f µs (p99)\n",
				r.Accuracy, r.MacroF1, r.OOSRecall, r.Threshold, r.TrainSeconds, r.RecognizeP50, r.RecognizeP99)
			return err
		},
	}
	cmd.Flags().StringVar(&train, "train", "", "file to train on")
	cmd.Flags().StringVar(&test, "test", "", "file to measure on")
	cmd.Flags().StringVar(&oos, "oos", "", "file of texts that no label should claim")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	for _, name := range []string{"train", "test"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is declared above
		}
	}
	return cmd
}

func readExamples(name string) ([]classify.Example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	out, err := classify.ReadTSV(name, f)
	return out, errors.Join(err, f.Close())
}

func evalRetrieval(w *world) *cobra.Command {
	var o knowledge.EvalOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use: "retrieval", Short: "Measure retrieval on JSONL documents and questions", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := knowledge.Evaluate(cmd.Context(), o)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(w.out).Encode(s)
			}
			_, err = fmt.Fprintf(w.out, "%d questions over %d documents: hit@1 %.3f  MRR %.3f  nDCG@10 %.3f  recall@5 %.3f  %.0f µs (p50)\n",
				s.Queries, s.Documents, s.HitAt1, s.MRR, s.NDCGAt10, s.RecallAt5, s.P50Micros)
			return err
		},
	}
	cmd.Flags().StringVar(&o.Docs, "docs", "", "JSONL file: id, title, text")
	cmd.Flags().StringVar(&o.Queries, "queries", "", "JSONL file: text, relevant")
	cmd.Flags().StringVar(&o.Lang, "lang", "nl", "language of the documents")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
