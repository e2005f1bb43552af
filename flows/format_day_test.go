package flows

import (
	"testing"
	"time"

	"balie/conversation"
)

func TestDaysAndNumbersAreWrittenAsPeopleSayThem(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for language, want := range map[string]string{"nl": "maandag 23 november", "en": "Monday 23 November"} {
		if got := formatDay(day, language); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
	for number, want := range map[string]string{"+31612345678": "06 12345678", "+31201234567": "+31201234567", "+4915112345678": "+4915112345678", "+316": "+316"} {
		if got := Format(conversation.Of(conversation.Phone, number), "nl"); got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
}
