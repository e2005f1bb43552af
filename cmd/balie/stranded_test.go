package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mixer is the connector of a paint shop that looks up a price before it mixes.
const mixer = `connector: mixer
base: {env: MIXER_URL}
operations:
  price:
    get: /prices
    public: true
    input: {litres: number}
    output: {text: text}
`

// priced is the shop's flow with that look-up in it.
func priced(t *testing.T, connector, operation string) string {
	t.Helper()
	dir := paintShop(t)
	call := "  - call: mixer." + operation + "\n    with: {litres: litres}\n    save: price\n"
	rewrite(t, dir, "  - say: {nl: \"We mengen", call+"  - say: {nl: \"We mengen", "{{litres}} litres", "{{price.text}}: {{litres}} litres", "{{litres}} liter", "{{price.text}}: {{litres}} liter")
	connect(t, dir, connector)
	return dir
}

func connect(t *testing.T, dir, connector string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "connectors"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "connectors", "mixer.yaml"), []byte(connector), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What a running process calls may not be taken from under it, unless it may go to a person; then it does.
func TestWhatRunningProcessesCallIsKept(t *testing.T) {
	t.Parallel()
	dir := priced(t, mixer, "price")
	d, stop := serveShop(t, dir)
	v := d.guest("")
	v.says("ik wil verf laten mengen", "Welke kleur wordt het?")

	for _, c := range []struct{ connector, want string }{
		{strings.Replace(mixer, "  price:", "  cost:", 1), "calls mixer.price, and no connector offers it any more"},
		{strings.Replace(mixer, "litres: number", "litres: number, colour: text", 1), "it wants colour now"},
		{strings.Replace(mixer, "litres: number", "litres: date", 1), "its litres does not fit"},
		{strings.Replace(mixer, "text: text", "cents: number", 1), "its answer does not fit: it has no field text"},
	} {
		connect(t, dir, c.connector)
		rewrite(t, dir, "Hoeveel liter?", "Hoeveel liters?")
		_, err := publishes(t, dir, "--why", "another mixer")
		if err == nil {
			t.Fatalf("%q was published", c.want)
		}
		for _, want := range []string{"flows/paint.yaml:17:", c.want, "it runs in 1 conversation", "--to-a-person"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q lacks %q", err, want)
			}
		}
	}
	stop()
	if err := run(t.Context(), []string{"serve", dir, "--listen", "127.0.0.1:0"}, paintEnv, strings.NewReader(""), &printed{}, &printed{}); err == nil || !strings.Contains(err.Error(), "it runs in 1 conversation") {
		t.Errorf("it opened: %v", err)
	}
	d, stop = serveShop(t, dir, "--to-a-person")
	defer stop()
	v.story = d
	v.says("rood", "Hoeveel liter?")
	v.says("3", "Dit kan ik hier niet meer afmaken")
	d.guest("").says("ik wil verf laten mengen", "Welke kleur wordt het?")
}

// What takes effect only at the next start is told, by file and line.
func TestWhatPublishingDoesNotApplyIsTold(t *testing.T) {
	t.Parallel()
	dir := paintShop(t)
	_, stop := serveShop(t, dir)
	defer stop()
	text := "name: Verfhuis\nphone: 088 000 10 10\nstorage: {path: paint.db, key: {env: PAINT_KEY}}\nserver: {workers: 2}\nsite:\n  quiet: 1s\n"
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := publishes(t, dir, "--why", "more room")
	for _, want := range []string{"config.yaml:4:10: server.workers: it is not applied", "config.yaml:6:3: site.quiet: it is not applied"} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("%v\n%s\nlacks %q", err, out, want)
		}
	}
	if strings.Contains(out, "phone") || strings.Contains(out, "listen") {
		t.Errorf("what is applied, or was not changed, is told:\n%s", out)
	}
}
