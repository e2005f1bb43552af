package connectors_test

import (
	"context"
	"fmt"
	"testing/fstest"
	"time"

	"balie/connectors"
	"balie/conversation"
)

// A company folder is loaded, and an operation of it called on a permit. Here it answers from its examples.
func Example() {
	company := fstest.MapFS{"connectors/crm.yaml": {Data: []byte(`
connector: crm
base: {env: CRM_URL}
operations:
  list_cards:
    get: /customers/{subject}/cards
    output: [{id: ref(card), last4: text}]
    examples:
      - {answer: [{id: K-11, last4: "4821"}]}
`)}}
	registry, problems := connectors.Load(company, func(string) string { return "" }, connectors.WithExamples())
	if err := problems.Err(); err != nil {
		fmt.Println(err)
		return
	}
	op, _ := registry.Operation("crm.list_cards")
	receipt := registry.Do(context.Background(), conversation.PermitDirect(op, nil, "C-1001", "", time.Now()))
	fmt.Println(receipt.Outcome, receipt.Output)
	// Output: done [{id: K-11, last4: 4821}]
}
