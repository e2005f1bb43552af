package knowledge_test

import (
	"context"
	"fmt"
	"testing/fstest"
	"time"

	"balie/knowledge"
)

func Example() {
	ctx := context.Background()
	base, err := knowledge.Open(ctx, knowledge.Options{Path: ":memory:"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer base.Close()
	pages := fstest.MapFS{"en/card.md": {Data: []byte(`---
title: Your card
lang: en
link: /help/card
---
## What does a new card cost?

A new card costs € 7.50. It arrives within 5 days.
`)}}
	if _, err := base.Ingest(ctx, pages); err != nil {
		fmt.Println(err)
		return
	}
	day := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, question := range []string{"how much is a new card?", "do you sell bicycles?"} {
		answer, err := base.Answer(ctx, question, "en", day)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(answer.Found, answer.Text, answer.Citation.Link)
	}
	// Output:
	// true A new card costs € 7.50. It arrives within 5 days. /help/card#what-does-a-new-card-cost
	// false
}
