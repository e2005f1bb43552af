package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/cmd/balie/company"
	"balie/config"
)

// trialFlows are processes in which everything happens that takes back what was done, waits or is limited. The first
// fails at its last step, and what it did is undone; the second may be stopped at any moment and waits for an assessor;
// the third waits for a moment.
const trialFlows = `
flow: insure
title: {nl: Fiets verzekeren, en: Insure a bicycle}
description: The customer insures a bicycle.
examples: {nl: [mijn fiets verzekeren], en: [insure my bicycle]}
assurance: basic
steps:
  - call: insurer.quote
    with: {product: '"bicycle"', cover: '"basic"', excess: '"0"'}
    save: quote
  - confirm: {nl: "Ik verzeker je fiets vanaf {{date(today)}} voor {{quote.yearly}}. Doen?", en: "I'll insure your bicycle from {{date(today)}} for {{quote.yearly}}. Go ahead?"}
    do:
      - call: insurer.take_out
        with: {product: '"bicycle"', cover: '"basic"', excess: '"0"', starts_on: today, yearly: quote.yearly}
        save: taken
        outcomes: {premium_changed: [end], already_insured: [end]}
      - call: insurer.first_payment
        with: {policy: taken.policy}
        outcomes: {no_account: [undo], not_active: [undo]}
  - say: {nl: "Verzekerd: {{taken.reference}}.", en: "Insured: {{taken.reference}}."}
---
flow: adjust
title: {nl: Dekking en schade, en: Cover and damage}
description: The customer changes the cover and reports damage.
examples: {nl: [mijn dekking aanpassen en schade doorgeven], en: [change my cover and report damage]}
assurance: basic
slots:
  policy:
    type: choice
    options: {from: insurer.list_policies, key: id, label: "{{item.title}}"}
    ask: {nl: "Welke verzekering?", en: "Which insurance?"}
    why: {nl: "Je hebt er meer.", en: "You have several."}
  cover:
    type: choice
    options:
      - {value: basic, label: {nl: Basis, en: Basic}}
      - {value: extended, label: {nl: Uitgebreid, en: Extended}}
    ask: {nl: "Welke dekking?", en: "Which cover?"}
    why: {nl: "De dekking bepaalt de premie.", en: "The cover decides the premium."}
steps:
  - collect: policy
  - collect: cover
  - confirm: {nl: "Ik zet {{policy.title}} op {{label(cover)}} en meld schade van {{date(today)}}. Doen?", en: "I'll set {{policy.title_en}} to {{label(cover)}} and report damage of {{date(today)}}. Go ahead?"}
    do:
      - {call: insurer.change_policy, with: {policy: policy.id, cover: cover, excess: '"0"'}, outcomes: {not_active: [end]}}
      - call: insurer.report_claim
        with: {policy: policy.id, cause: '"water"', happened_on: today, place: '"Waterdam"', story: '"Nat."', photos: '[]'}
        save: report
        outcomes: {not_insured_then: [undo], limit_reached: [undo]}
  - say: {nl: "Gemeld: {{report.reference}}.", en: "Reported: {{report.reference}}."}
  - wait: {callback: insurer.claim_assessed, match: report.reference, for: 10 business days}
    id: answer
    outcomes: {elapsed: [end]}
  - say: {nl: "Er is antwoord op {{report.reference}}.", en: "There is an answer to {{report.reference}}."}
---
flow: nap
title: {nl: Wekker, en: Alarm}
description: The customer wants to be called after a moment.
examples: {nl: [zet een wekker], en: [set an alarm]}
steps:
  - wait: {for: 2s}
    id: nap
  - say: {nl: De wekker ging., en: The alarm went.}
`

// trialMost is how often one customer may report damage in a day.
const trialMost = 12

// writeTrial writes the demo insurer's folder with the trial processes in place of its own, and with times that a test can wait for.
func writeTrial(t *testing.T, dir string) {
	t.Helper()
	demo, err := config.Demo("insurer")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		raw, err := fs.ReadFile(demo, name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	file := map[string]string{
		"config.yaml": strings.NewReplacer(
			"offer: [report_damage, take_out_insurance, change_insurance, change_instalment]", "offer: [insure, adjust, nap]",
			"languages: [nl, en]", "languages: [nl]",
		).Replace(read("config.yaml")),
		"connectors/insurer.yaml": strings.NewReplacer(
			"drained_after: 30s", "drained_after: 8s",
			"  take_out:\n", "  take_out:\n    time_out: 2s\n", "  first_payment:\n", "  first_payment:\n    time_out: 2s\n",
			"  change_policy:\n", "  change_policy:\n    time_out: 2s\n", "  withdraw_policy:\n", "  withdraw_policy:\n    time_out: 2s\n",
			"  report_claim:\n", "  report_claim:\n    time_out: 2s\n    limits: [{per: customer, within: 24h, at_most: "+fmt.Sprint(trialMost)+"}]\n",
		).Replace(read("connectors/insurer.yaml")),
	}
	pages, err := fs.Glob(demo, "knowledge/nl/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		file[name] = read(name)
	}
	for i, flow := range strings.Split(trialFlows, "---\n") {
		file["flows/"+[]string{"insure", "adjust", "nap"}[i]+".yaml"] = flow
	}
	for name, text := range file {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// Under these names the environment tells the test binary to be the program, and which folder it serves as a demo.
const (
	asProgram = "BALIE_AS_PROGRAM"
	asTrial   = "BALIE_AS_TRIAL"
)

// TestMain lets the crash tests start this binary as the program: what they kill is built as they are.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(asTrial) != "":
		w := &world{getenv: os.Getenv, out: os.Stdout, log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
		if err := w.serveTrial(context.Background(), os.Getenv(asTrial), os.Args[1], os.Args[2]); err != nil {
			w.log.Error("trial", "error", err)
			os.Exit(1)
		}
	case os.Getenv(asProgram) != "":
		main()
	default:
		os.Exit(m.Run())
	}
}

// serveTrial serves a folder as the demo insurer, which is not part of the program.
func (w *world) serveTrial(ctx context.Context, dir, front, back string) error {
	agents, err := demoTeam(crashPassword)
	if err != nil {
		return err
	}
	key, err := keyIn(dir, "key")
	if err != nil {
		return err
	}
	c, err := company.Open(ctx, os.DirFS(dir), dir, company.Opening{Getenv: w.demoEnv(back, hex.EncodeToString(key)), Now: time.Now})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", front)
	if err != nil {
		return err
	}
	h, err := w.demoHouse(c, serveFlags{demo: "insurer", data: dir, unlimited: true}, key, front, back, agents)
	if err != nil {
		return err
	}
	return w.open(ctx, c, l, h)
}
