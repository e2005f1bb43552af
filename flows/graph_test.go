package flows

import (
	"os"
	"testing"
)

func TestAFlowIsDrawn(t *testing.T) {
	t.Parallel()
	got := blockCard(t).Flows["block_card"].Graph()
	const golden = "testdata/block-card.mmd"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("%s%v", got, err)
	}
}
