package widget

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestQuietTimeGrowsInABurstUpToThreeSeconds(t *testing.T) {
	t.Parallel()
	now := noon
	ty := newTyping(func() time.Time { return now })
	at := func(after, want time.Duration) {
		t.Helper()
		now = noon.Add(after)
		if got := ty.quiet("c", 300*time.Millisecond); got != want {
			t.Errorf("after %v: quiet %v, want %v", after, got, want)
		}
	}
	at(0, 300*time.Millisecond)
	at(900*time.Millisecond, time.Second)
	at(1800*time.Millisecond, time.Second)
	at(2500*time.Millisecond, 500*time.Millisecond)
	at(3200*time.Millisecond, 0)
	at(9*time.Second, 300*time.Millisecond)
	if got := ty.quiet("d", 0); got != 0 {
		t.Errorf("where there is no quiet time it is %v", got)
	}
}

func TestTypingIsKnownUntilTheTextComes(t *testing.T) {
	t.Parallel()
	now := noon
	ty := newTyping(func() time.Time { return now })
	if !ty.last("c").IsZero() {
		t.Error("somebody types before the first sign")
	}
	ty.sign("c")
	if !ty.last("c").Equal(noon) {
		t.Error("the sign is lost")
	}
	now = now.Add(time.Second)
	ty.quiet("c", time.Second)
	if !ty.last("c").IsZero() {
		t.Error("still typing after the text has come")
	}
	for i := range 2 * maxTyping {
		ty.sign(conversation.ID(fmt.Sprint(i)))
	}
	if len(ty.by) > maxTyping {
		t.Errorf("%d rhythms are remembered", len(ty.by))
	}
}

func TestLimitsForgetTheOldestOnly(t *testing.T) {
	t.Parallel()
	l := newLimits(Limits{Messages: Rate{Burst: 1, Every: time.Hour}}, func() time.Time { return noon })
	if l.messages.wait("first") != 0 || l.messages.wait("first") == 0 {
		t.Fatal("the second is let through")
	}
	for i := range maxBuckets - 1 {
		l.messages.wait(fmt.Sprint(i))
	}
	if l.messages.wait("first") == 0 {
		t.Error("forgotten while there was room")
	}
	for i := range maxBuckets {
		l.messages.wait(fmt.Sprint("more", i))
	}
	if len(l.messages.by) != maxBuckets || l.messages.used.Len() != maxBuckets {
		t.Errorf("%d keys are kept", len(l.messages.by))
	}
	if l.messages.wait("first") != 0 {
		t.Error("still known after so many others")
	}
}

func TestANetworkIsASubscriber(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "nonsense": "nonsense", "": "",
	} {
		if got := network(ip); got != want {
			t.Errorf("network(%q) is %q, want %q", ip, got, want)
		}
	}
}

func TestEveryThemeCanBeRead(t *testing.T) {
	t.Parallel()
	for _, accent := range []string{"", "#ffffff", "#000000", "#ffcc00", "#ff6600", "#00a651", "#0000ff", "#808080", "#e60000"} {
		css, err := Theme{Accent: accent}.css()
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]colour{}
		for _, p := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(css, ":root{"), "}\n"), ";") {
			name, value, _ := strings.Cut(p, ":")
			set[name], _ = parseColour(value)
		}
		for name, pair := range map[string][2]colour{
			"text on the accent": {set["--accent"], set["--on-accent"]},
			"links on paper":     {set["--accent-on-light"], paper}, "links at night": {set["--accent-on-dark"], night},
		} {
			if got := ratio(pair[0], pair[1]); got < contrast {
				t.Errorf("accent %q: %s has contrast %.2f", accent, name, got)
			}
		}
	}
}

func FuzzToken(f *testing.F) {
	ours := tokens{key: []byte("0123456789abcdef0123456789abcdef"), now: func() time.Time { return noon }, life: time.Hour}
	good, _ := ours.sign("c-1", "v-1")
	f.Add(good)
	f.Add("a.b")
	f.Add(strings.Replace(good, ".", ".\r\n", 1))
	f.Fuzz(func(t *testing.T, token string) {
		p, err := ours.read(token)
		if (err == nil) != (token == good) {
			t.Errorf("token %q opens %v", token, p.id)
		}
	})
}
