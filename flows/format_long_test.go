package flows

import (
	"strings"
	"testing"

	"balie/conversation"
)

func TestOfALongTextTheBeginningIsShown(t *testing.T) {
	t.Parallel()
	short := strings.Repeat("kort ", 40)
	if got := Format(conversation.Of(conversation.Text, short), "nl"); got != short {
		t.Errorf("a short one became %q", got)
	}
	long := strings.Repeat("Één lang verhaal, ", 60)
	got := Format(conversation.Of(conversation.Text, long), "nl")
	if n := len([]rune(got)); n > longest || !strings.HasSuffix(got, "verhaal …") && !strings.HasSuffix(got, "lang …") && !strings.HasSuffix(got, "Één …") {
		t.Errorf("%d characters: %q", n, got)
	}
	if got := beginning(strings.Repeat("a", 500)); len([]rune(got)) > longest {
		t.Errorf("a word without an end: %q", got)
	}
}
