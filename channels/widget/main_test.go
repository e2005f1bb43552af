package widget_test

import (
	"encoding/json"
	"testing"

	"go.uber.org/goleak"
)

// Nothing may be left running when the tests are over.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func jsonInto(a answer, dst any) error { return json.Unmarshal(a.body, dst) }
