package knowledge

import (
	"context"
	"slices"
	"testing"
	"time"
)

// BenchmarkAnswer asks the golden questions of the bank and reports the median.
func BenchmarkAnswer(b *testing.B) {
	base := setup(b, demo("bank"))
	questions := goldenQuestions(b, "bank")
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		q := questions[i%len(questions)]
		start := time.Now()
		if _, err := base.Answer(context.Background(), q.Ask, q.Lang, today); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
}
