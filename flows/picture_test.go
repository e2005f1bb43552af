package flows

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestAFlowIsPictured(t *testing.T) {
	t.Parallel()
	got := blockCard(t).Flows["block_card"].Picture("en", "je")
	const golden = "testdata/block-card.svg"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("%s%v", got, err)
	}
	for _, seen := range []string{"already_blocked", `class="line error"`, "call crm.block_card", "prefers-color-scheme: dark"} {
		if !strings.Contains(got, seen) {
			t.Errorf("%q is not in the picture", seen)
		}
	}
}

// Whatever stands in a flow, its picture is well-formed, and everything in it lies inside it and apart.
func TestAPictureHoldsWhateverStandsInAFlow(t *testing.T) {
	t.Parallel()
	deep := "[{say: x}]"
	for range 12 {
		deep = "[{if: a == '<b>', then: " + deep + ", else: [{say: '</svg> & \"y\"'}]}, {say: z}]"
	}
	for name, steps := range map[string]string{
		"hostile": "[{collect: a}, {say: '<script>alert(1)</script> & ]]> {{a}}'}, end]",
		"deep":    "[{collect: a}, {if: true, then: " + deep + "}]",
		"waits":   "[{collect: a}, {wait: {for: 2h}, outcomes: {elapsed: [{handover: '<late>'}]}}, {wait: {until: today}}, {wait: {for: 1 business day}}, {wait: {for: 3d}}, end]",
	} {
		set, problems := load(t, head+"slots: {a: {type: text, ask: 'A & B?'}}\nsteps: "+steps)
		if err := problems.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		svg := set.Flows["f"].Picture("nl", "je")
		dec := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, svg)
			}
		}
		apart(t, name, svg)
	}
}

var (
	boxAt  = regexp.MustCompile(`class="box" x="(-?\d+)" y="(-?\d+)"`)
	extent = regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`)
)

// apart checks that boxes lie inside the picture and not over each other.
func apart(t *testing.T, name, svg string) {
	t.Helper()
	size := extent.FindStringSubmatch(svg)
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	taken := map[string]bool{}
	for _, m := range boxAt.FindAllStringSubmatch(svg, -1) {
		x, y := number(m[1]), number(m[2])
		if x < 0 || y < 0 || x+boxWide > number(size[1]) || y+boxHigh > number(size[2]) {
			t.Errorf("%s: a box at %d,%d lies outside %s", name, x, y, size[0])
		}
		for dy := range boxHigh {
			if key := fmt.Sprint(x, " ", y+dy); taken[key] {
				t.Fatalf("%s: two boxes lie over each other at %s", name, key)
			} else {
				taken[key] = true
			}
		}
	}
}
