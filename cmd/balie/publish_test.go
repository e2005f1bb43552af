package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// paintShop is a company with one process and no back end.
func paintShop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"config.yaml":      "name: Verfhuis\nstorage: {path: paint.db, key: {env: PAINT_KEY}}\n",
		"flows/paint.yaml": paintFlow,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const paintFlow = `flow: paint
title: {nl: Verf mengen, en: Mix paint}
description: The customer wants paint mixed.
examples:
  nl: [verf mengen, ik wil verf laten mengen, mengverf bestellen]
  en: [mix paint, i want paint mixed, order mixed paint]
slots:
  colour:
    type: choice
    label: {nl: kleur, en: colour}
    options: [{value: red, label: {nl: Rood, en: Red}}, {value: blue, label: {nl: Blauw, en: Blue}}]
    ask: {nl: Welke kleur wordt het?, en: Which colour will it be?}
  litres: {type: number, label: {nl: liter, en: litres}, ask: {nl: Hoeveel liter?, en: How many litres?}}
steps:
  - collect: colour
  - collect: litres
  - say: {nl: "We mengen {{litres}} liter {{label(colour)}}.", en: "We mix {{litres}} litres of {{label(colour)}}."}
`

// rewrite changes the shop's flow.
func rewrite(t *testing.T, dir string, pairs ...string) {
	t.Helper()
	text := strings.NewReplacer(pairs...).Replace(paintFlow)
	if text == paintFlow && len(pairs) > 0 {
		t.Fatalf("nothing to replace: %q", pairs)
	}
	if err := os.WriteFile(filepath.Join(dir, "flows", "paint.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func paintEnv(name string) string {
	return map[string]string{"PAINT_KEY": strings.Repeat("ab", 32), "MIXER_URL": "http://127.0.0.1:1", "USER": "maker"}[name]
}

// serveShop serves a folder until the function that it returns is called.
func serveShop(t *testing.T, dir string, more ...string) (*story, func()) {
	t.Helper()
	d := &story{T: t, site: "http://" + unusedAddress(t)}
	ctx, cancel := context.WithCancel(t.Context())
	out := &printed{}
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", dir, "--listen", strings.TrimPrefix(d.site, "http://"), "--quiet", "0s"}, more...), paintEnv, strings.NewReader(""), out, out)
	}()
	d.ready()
	return d, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// publishes runs balie publish and returns what it printed.
func publishes(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	out := &printed{}
	err := run(t.Context(), append([]string{"publish", dir}, args...), paintEnv, strings.NewReader(""), out, out)
	return out.String(), err
}

// mustPublish wants it to succeed and to say something.
func mustPublish(t *testing.T, want, dir string, args ...string) {
	t.Helper()
	if out, err := publishes(t, dir, args...); err != nil || !strings.Contains(out, want) {
		t.Fatalf("publish %q: %v\n%s", args, err, out)
	}
}

// Customers are served while the folder changes: who has begun goes on with what they began with, also after a restart,
// and who comes next gets the new one.
func TestAFolderIsPublishedWhileCustomersAreServed(t *testing.T) {
	t.Parallel()
	dir := paintShop(t)
	d, stop := serveShop(t, dir)
	before := d.guest("")
	before.says("ik wil verf laten mengen", "Welke kleur wordt het?")

	rewrite(t, dir, "type: number", "type: text", "Welke kleur wordt het?", "Wat wordt de kleur?", "Hoeveel liter?", "Welke maat pot?")
	if out, err := publishes(t, dir, "--why", ""); err == nil {
		t.Errorf("nobody says why: %s", out)
	}
	mustPublish(t, "slot litres is text and was number", dir, "--dry-run")
	mustPublish(t, "published", dir, "--why", "pots instead of litres")
	before.says("rood", "Hoeveel liter?")
	after := d.guest("")
	after.says("ik wil verf laten mengen", "Wat wordt de kleur?")

	rewrite(t, dir, "type: number", "type: nonsense")
	if _, err := publishes(t, dir, "--why", "a mistake"); err == nil || !strings.Contains(err.Error(), "flows/paint.yaml:13") {
		t.Errorf("a broken folder: %v", err)
	}
	d.guest("").says("ik wil verf laten mengen", "Wat wordt de kleur?")
	rewrite(t, dir, "Welke kleur wordt het?", "Kleur graag?")
	stop()

	d, stop = serveShop(t, dir) // it is published by being opened
	defer stop()
	before.story, after.story = d, d
	before.says("4", "We mengen 4 liter Rood")
	after.says("blauw", "Welke maat pot?")
	d.guest("").says("ik wil verf laten mengen", "Kleur graag?")
	mustPublish(t, "pots instead of litres", dir, "--list")
}

// A running process goes over where it can, when that is asked for, and what was known is not asked again.
func TestRunningProcessesAreTakenOver(t *testing.T) {
	t.Parallel()
	dir := paintShop(t)
	d, stop := serveShop(t, dir)
	defer stop()
	v := d.guest("")
	v.says("ik wil verf laten mengen", "Welke kleur wordt het?")
	v.says("blauw", "Hoeveel liter?")
	rewrite(t, dir, "value: blue", "value: azure", "Blauw", "Azuur", "Hoeveel liter?", "Hoeveel liter dan?",
		"steps:\n", "migrate: {options: {colour: {blue: azure}}}\nsteps:\n", "We mengen", "Wij mengen")
	mustPublish(t, "those that run can go on with it", dir, "--why", "a nicer blue", "--take-over")
	v.says("3", "Wij mengen 3 liter Azuur.")
}

// A trial is for some new conversations, grows, and is taken back; so is what everybody has.
func TestATrialIsTakenBack(t *testing.T) {
	t.Parallel()
	dir := paintShop(t)
	d, stop := serveShop(t, dir)
	defer stop()
	const old, tried = "Welke kleur wordt het?", "Vertel eens welke kleur?"
	rewrite(t, dir, old, tried)
	if _, err := publishes(t, dir, "--percent", "50", "--take-over", "--why", "both"); err == nil || !strings.Contains(err.Error(), "takes no process over") {
		t.Errorf("a trial that takes over: %v", err)
	}
	mustPublish(t, "50 of 100 new conversations", dir, "--percent", "50", "--why", "friendlier")
	asked := map[string]*guest{}
	for range 64 { // one in 2^63 times all get the same
		v := d.guest("")
		v.says("ik wil verf laten mengen", "kleur")
		for _, q := range []string{old, tried} {
			if strings.Contains(strings.Join(v.heard, "\n"), q) {
				asked[q] = v
			}
		}
		if len(asked) == 2 {
			break
		}
	}
	if len(asked) != 2 {
		t.Fatalf("asked was %d question in 64 conversations", len(asked))
	}
	mustPublish(t, "is taken back", dir, "--take-back", "--why", "it takes longer")
	for range 8 {
		d.guest("").says("ik wil verf laten mengen", old)
	}
	asked[tried].says("rood", "Hoeveel liter?") // who had begun with it ends with it
	if _, err := publishes(t, dir, "--take-back", "--why", "too far"); err == nil || !strings.Contains(err.Error(), "nothing to go back to") {
		t.Errorf("%v", err)
	}
	mustPublish(t, "published", dir, "--why", "after all")
	d.guest("").says("ik wil verf laten mengen", tried)
	mustPublish(t, "is taken back", dir, "--take-back", "--why", "no")
	d.guest("").says("ik wil verf laten mengen", old)
}

// A SIGHUP publishes the folder to everybody.
func TestAHangupPublishes(t *testing.T) { //nolint:paralleltest // the signal reaches every house in this process
	dir := paintShop(t)
	d, stop := serveShop(t, dir)
	defer stop()
	rewrite(t, dir, "Welke kleur wordt het?", "Kleur graag?")
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	d.await(func() bool {
		out, err := publishes(t, dir, "--list")
		return err == nil && strings.Contains(out, "SIGHUP")
	})
	d.guest("").says("ik wil verf laten mengen", "Kleur graag?")
}

func TestPublishNeedsSomebodyWhoServes(t *testing.T) {
	t.Parallel()
	if _, err := publishes(t, paintShop(t), "--why", "x"); err == nil || !strings.Contains(err.Error(), "nobody serves this folder") {
		t.Errorf("%v", err)
	}
}
