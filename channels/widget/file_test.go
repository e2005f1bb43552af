package widget_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/channels/browsertest"
	"balie/channels/edge"
	"balie/channels/widget"
	"balie/conversation"
)

// drawer keeps files in memory.
type drawer struct {
	mu    sync.Mutex
	files map[string]conversation.File
	data  map[string][]byte
}

func (d *drawer) Keep(_ context.Context, id conversation.ID, f conversation.File, data []byte, _ bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.files) == 3 {
		return conversation.ErrLimit
	}
	d.files[string(id)+f.ID], d.data[string(id)+f.ID] = f, data
	return nil
}

func (d *drawer) Content(_ context.Context, id conversation.ID, file string) (conversation.File, []byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.files[string(id)+file]
	if !ok {
		return f, nil, conversation.ErrGone
	}
	return f, d.data[string(id)+file], nil
}

func (d *drawer) Drop(_ context.Context, id conversation.ID, file string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, string(id)+file)
	return nil
}

func withFiles(f *fake) (widget.Options, *drawer) {
	d := &drawer{files: map[string]conversation.File{}, data: map[string][]byte{}}
	o := options(f)
	o.Files = &edge.Intake{Files: d}
	return o, d
}

func dot(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFileIsBroughtSentAndReadBack(t *testing.T) {
	t.Parallel()
	f := newFake()
	o, d := withFiles(f)
	c := begun(t, serve(t, o).URL)
	a := c.on("POST", "/files", dot(t), "Content-Type", "image/png", "Content-Disposition", "attachment; filename*=UTF-8''sch%C3%A4de.png")
	a.is(t, 201)
	var file widget.File
	a.into(t, &file)
	if file.Name != "schäde.png" || file.Media != "image/png" || file.Size == 0 {
		t.Errorf("kept as %+v", file)
	}
	c.on("POST", "/messages", `{"id":"m-1","files":["`+file.ID+`"],"text":"hier"}`).is(t, 202)
	if in := f.Last(c.ID); in.Kind != conversation.InputFile || len(in.Files) != 1 || in.Files[0].ID != file.ID || in.Text != "hier" {
		t.Errorf("came in as %+v", in)
	}
	back := c.on("GET", "/files/"+file.ID, "")
	back.is(t, 200)
	if back.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(back.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("served with %v", back.header)
	}
	other := begun(t, c.base)
	other.on("GET", "/files/"+file.ID, "").is(t, 404)
	other.on("POST", "/messages", `{"id":"m-1","files":["`+file.ID+`"]}`).is(t, 404)
	c.on("DELETE", "/files/"+file.ID, "").is(t, 204)
	if len(d.files) != 0 {
		t.Errorf("%d files are kept", len(d.files))
	}
}

func TestFilesThatAreNotTakenIn(t *testing.T) {
	t.Parallel()
	o, _ := withFiles(newFake())
	c := begun(t, serve(t, o).URL)
	for body, status := range map[string]int{
		"<script>alert(1)</script>": 415, "\xff\xd8\xff\xe0half": 415, strings.Repeat("a", conversation.MostFile+1): 413,
	} {
		c.on("POST", "/files", body, "Content-Type", "image/jpeg").is(t, status)
	}
	for _, body := range []string{`{"id":"m-1","files":["../../etc"]}`, `{"id":"m-2","files":["` + strings.Repeat("a", 26) + `"]}`} {
		c.on("POST", "/messages", body).is(t, 404)
	}
	for range 3 {
		c.on("POST", "/files", "%PDF-1.4 x", "Content-Type", "application/pdf").is(t, 201)
	}
	c.on("POST", "/files", "%PDF-1.4 x", "Content-Type", "application/pdf").is(t, 409)
}

// TestAFileThatDoesNotPassTheScanIsRefused: nothing of it is kept, and who sent it reads why.
func TestAFileThatDoesNotPassTheScanIsRefused(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		scan   error
		status int
	}{"file_unsafe": {conversation.UnfitUnsafe, 422}, "file_unscanned": {errors.New("nobody there"), 503}} {
		o, d := withFiles(newFake())
		o.Files.Scan = func(context.Context, []byte) error { return c.scan }
		a := begun(t, serve(t, o).URL).on("POST", "/files", dot(t), "Content-Type", "image/png")
		if a.is(t, c.status); !strings.Contains(string(a.body), `"`+code+`"`) || len(d.files) != 0 {
			t.Errorf("%s: %s, %d kept", code, a.body, len(d.files))
		}
	}
}

// endless gives a body that never ends, and says when it is being read.
type endless struct {
	reading chan struct{}
	end     <-chan struct{}
}

func (s endless) Read([]byte) (int, error) {
	s.reading <- struct{}{}
	<-s.end
	return 0, io.EOF
}

// TestSoManyFilesAtOnceAndNoMore: who comes while all hands are full is asked to come back, and nothing is read.
func TestSoManyFilesAtOnceAndNoMore(t *testing.T) {
	t.Parallel()
	o, _ := withFiles(newFake())
	base := serve(t, o).URL
	end, reading := make(chan struct{}), make(chan struct{}, 100)
	var all sync.WaitGroup
	patient := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	t.Cleanup(patient.CloseIdleConnections)
	for range 24 {
		c := begun(t, base)
		all.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/conversations/"+string(c.ID)+"/files", endless{reading, end})
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Authorization", "Bearer "+c.Token)
			req.Header.Set("Expect", "100-continue") // so that nothing is read before the server has a hand free
			res, err := patient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			_ = res.Body.Close()
		})
	}
	for range 24 {
		<-reading
	}
	late := begun(t, base)
	late.on("POST", "/files", dot(t), "Content-Type", "image/png").is(t, 429)
	close(end)
	all.Wait()
	late.on("POST", "/files", dot(t), "Content-Type", "image/png").is(t, 201)
}

// asksPhotos asks for photos until some come.
func asksPhotos(in conversation.Input) []conversation.Event {
	if in.Kind == conversation.InputFile {
		return []conversation.Event{conversation.Said{Kind: "say", Text: "Dank je voor de foto.", Language: "nl"}}
	}
	return []conversation.Event{conversation.Said{
		Kind: "ask", Text: "Stuur een of twee foto's van de schade.", Language: "nl", Asks: []string{"photos"},
		Upload: &conversation.UploadAsked{Accept: []string{"image/jpeg", "image/png"}, Most: 5 << 20, Many: 2},
	}}
}

// choosing puts files into the upload as a customer who chooses them.
const choosing = `(async () => {
	const c = document.createElement('canvas'); c.width = 60; c.height = 40;
	const blob = await new Promise((r) => c.toBlob(r, 'image/png'));
	const t = new DataTransfer();
	for (const f of [new File([blob], 'deuk.png', {type: 'image/png'}), new File(['<html>'], 'fout.png', {type: 'image/png'})]) t.items.add(f);
	const input = document.querySelector('.upload input'); input.files = t.files; input.dispatchEvent(new Event('change'));
})(), true`

func TestPhotosAreSentInTheBrowser(t *testing.T) {
	b := browsertest.Start(t)
	f := newFake()
	f.reply = asksPhotos
	o, _ := withFiles(f)
	p := b.Open(t, serve(t, o).URL+"/widget/", panel)
	p.Wait("the question", `document.querySelector('.upload button.primary')?.disabled`)
	browsertest.Eval[bool](p, choosing)
	p.Wait("one taken and one refused", `document.querySelectorAll('.files li').length === 1 && document.querySelector('.upload .wrong').textContent.includes('fout.png')`)
	p.Wait("it is there", `!document.querySelector('.upload button.primary').disabled && !document.querySelector('.files progress')`)
	p.Axe()
	p.Picture("upload")
	browsertest.Eval[bool](p, `(document.querySelector('.upload button.primary').click(), true)`)
	said(p, "Dank je voor de foto.")
	if in := f.Last(f.only(t)); len(in.Files) != 1 || in.Files[0].Name != "deuk.png" {
		t.Errorf("came in as %+v", in)
	}
	p.Wait("what was sent is shown", `document.querySelector('.customer .sent')?.textContent === 'deuk.png' && document.querySelector('.upload').hidden`)
}

// begun starts another conversation at a server.
func begun(t *testing.T, base string) *client {
	t.Helper()
	c := &client{t: t, base: base}
	a := c.do("POST", "/v1/conversations", "{}")
	a.is(t, 201)
	if err := json.Unmarshal(a.body, c); err != nil {
		t.Fatal(err)
	}
	return c
}
