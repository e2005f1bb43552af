package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"balie/channels/browsertest"
)

// manual is the screen of the pictures in the manual.
var manual = browsertest.Screen{Width: 1080, Height: 680}

// The same counter in English, which is also what the pictures of the manual show: -update takes them anew.
func TestStoryInEnglish(t *testing.T) {
	b := browsertest.Start(t)
	d := serveStory(t, "bank")
	v := d.open(b, "/?lang=en")
	press(v.Tab, "Sanne Verhulst")
	sees(v.Tab, "#who-now", "Sanne Verhulst")
	do(v.Tab, "scrollTo(0, 0), window.Balie.open()")
	v.chat.Wait("the greeting", `document.querySelector('.kind-disclosure')`)
	v.types("i lost my card")
	v.hears("Which card is it?")
	v.types("the joint one")
	v.hears("Shall I go ahead?")
	v.types("yes please")
	v.hears("Reference B-")
	v.album("60-english", v.chat)
	v.Look(manual)
	do(v.chat, `[...document.querySelectorAll('.kind-confirm')].at(-2).scrollIntoView({block: 'start'})`)
	v.picture("chat", v.chat)
	d.guest("").says("i want to talk to a person", "bringing in a colleague")
	do(v.chat, `document.getElementById('text').focus()`)
	v.types("can i talk to a person")
	v.speaks("queued", "Waiting for an employee")
	c := d.consoleIn(b, "en")
	c.Wait("the two of the queue", `document.querySelectorAll('#lists [data-waits]').length === 2`)
	do(c.Tab, `document.querySelector('#lists [data-waits]').closest('button').click()`)
	sees(c.Tab, ".glance", "B-300")
	c.picture("console", c.Tab)
	c.album("61-console-english", c.Tab)
}

// picture looks at a page as the manual shows it; with -update the manual gets the picture.
func (p page) picture(name string, within *browsertest.Tab) {
	p.d.Helper()
	p.Look(manual)
	within.Axe()
	p.Picture("manual-" + name)
	if !*update {
		return
	}
	taken, err := os.ReadFile(filepath.Join(browsertest.Artifacts(p.d), "manual-"+name+".png"))
	if err == nil {
		taken, err = repack(taken)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join("..", "..", "docs", "pictures", name+".png"), taken, 0o644)
	}
	if err != nil {
		p.d.Error(err)
	}
}

// repack makes a picture as small as the format allows: it is kept for ever.
func repack(taken []byte) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(taken))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img)
	return out.Bytes(), err
}
