package widget

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
)

// Theme is how a company's chat looks.
type Theme struct {
	Accent string // colour of the company, #rrggbb; default #14532d. It is darkened or lightened where text needs contrast.
	Corner int    // radius of corners in CSS pixels; default 16, negative: none
}

// The surfaces that text stands on, as chat.css has them: of the dark ones the lightest, a bubble.
var (
	paper = colour{255, 255, 255}
	night = colour{34, 38, 42}
	black = colour{0, 0, 0}
)

// contrast is what WCAG 2.2 AA asks of text.
const contrast = 4.5

// css writes the theme as custom properties. Every text colour in it is readable whatever the company chose.
func (t Theme) css() (string, error) {
	t.Accent = cmp.Or(t.Accent, "#14532d")
	t.Corner = cmp.Or(t.Corner, 16)
	accent, err := parseColour(t.Accent)
	if err != nil {
		return "", err
	}
	on := paper
	if ratio(accent, on) < contrast {
		on = black // one of the two is always readable
	}
	return fmt.Sprintf(
		":root{--accent:%s;--on-accent:%s;--accent-on-light:%s;--accent-on-dark:%s;--corner:%dpx}\n",
		accent, on, accent.readable(paper, black), accent.readable(night, paper), max(t.Corner, 0),
	), nil
}

type colour [3]float64

func parseColour(s string) (colour, error) {
	n, err := strconv.ParseUint(s[min(1, len(s)):], 16, 32)
	if err != nil || len(s) != 7 || s[0] != '#' {
		return colour{}, fmt.Errorf("theme: colour %q is not written as #rrggbb", s)
	}
	return colour{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, nil
}

// String writes the colour as CSS does.
func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2]))
}

// readable mixes c with toward until it can be read on the surface.
func (c colour) readable(on, toward colour) colour {
	for part := 0.0; part < 1; part += 0.05 {
		if mixed := c.mix(toward, part); ratio(mixed, on) >= contrast+0.6 { // room for tinted surfaces
			return mixed
		}
	}
	return toward
}

func (c colour) mix(with colour, part float64) colour {
	for i := range c {
		c[i] = math.Round(c[i]*(1-part) + with[i]*part)
	}
	return c
}

// ratio is the contrast of two colours as WCAG counts it, 1 to 21.
func ratio(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c colour) luminance() float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
