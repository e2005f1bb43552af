package connectors_test

import (
	"os"
	"testing"

	"balie/connectors"
	"balie/conversation"
)

// TestDemoCompaniesLoad holds the loader to the files that the demo companies are served with.
func TestDemoCompaniesLoad(t *testing.T) {
	t.Parallel()
	for _, company := range []string{"bank", "shop", "insurer", "shop-tryton"} {
		t.Run(company, func(t *testing.T) {
			t.Parallel()
			r, problems := connectors.Load(os.DirFS("../config/demo/"+company), func(string) string { return "" }, connectors.WithExamples())
			if err := problems.Err(); err != nil {
				t.Fatal(err)
			}
			for name, op := range r.Operations() {
				if op.Effect == conversation.EffectWrite && op.Once == "" {
					t.Errorf("%s may happen twice", name)
				}
			}
			if len(r.Missing()) == 0 {
				t.Error("nothing is said of the address and the key that are not set")
			}
		})
	}
}
