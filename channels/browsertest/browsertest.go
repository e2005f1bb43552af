// Package browsertest drives a real browser in tests: it opens pages at the sizes that customers and agents have,
// types and presses keys, takes pictures to look at, and runs the accessibility checks of axe-core.
//
// A test without a browser on the machine is skipped, unless CI=true: there nothing may go untested.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Patience is how long a test waits for what must happen.
const Patience = 15 * time.Second

// Browser is one running browser. It ends with its test.
type Browser struct{ ctx context.Context }

// Start runs a browser for t.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := find(t.Context())
	if path == "" {
		missing(t, "no chromium on this machine: install it to run the browser tests")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("lang", "nl-NL"))
	alloc, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("browser: %v", err)
		}
		cancel()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browser: %v", err)
	}
	return &Browser{ctx: ctx}
}

// find finds a browser that runs. What is installed under a browser's name may be a mere pointer to one, as on Ubuntu;
// what .ci/prepare fetched is in the user's cache.
func find(ctx context.Context) string {
	names := []string{"chromium", "chromium-browser", "google-chrome", "chrome"}
	if cache, err := os.UserCacheDir(); err == nil {
		fetched, err := filepath.Glob(filepath.Join(cache, "balie-test", "browser-*", "chromium"))
		if err == nil {
			names = append(names, fetched...)
		}
	}
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err == nil && runs(ctx, path) {
			return path
		}
	}
	return ""
}

// runs tells whether a program says its version.
func runs(ctx context.Context, path string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return exec.CommandContext(ctx, path, "--version").Run() == nil
}

// missing skips t, or fails it where everything must be there.
func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// Screen is what somebody looks at. The zero Screen is a desktop in light colours.
type Screen struct {
	Width, Height int64 // CSS pixels; default 1280 × 800
	Phone         bool  // touch, no mouse
	Dark          bool
	HighContrast  bool // forced colours
	Still         bool // prefers reduced motion
}

// The screens that pictures are taken on.
var (
	Desktop = Screen{}
	Phone   = Screen{Width: 390, Height: 844, Phone: true}
)

// In returns the same screen in dark or light colours.
func (s Screen) In(dark bool) Screen {
	s.Dark = dark
	return s
}

// Tab is one page, or one frame of it.
type Tab struct {
	t     testing.TB
	ctx   context.Context
	frame string // part of the frame's address; empty: the page itself
}

// Open opens an address in a tab of its own profile-less window.
func (b *Browser) Open(t testing.TB, address string, s Screen) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of its first use
		t.Fatalf("browser: tab: %v", err)
	}
	p := &Tab{t: t, ctx: ctx}
	p.Look(s)
	p.Go(address)
	return p
}

// Go opens an address in the tab. It does not wait for the network to fall silent: a page with a stream never does.
func (p *Tab) Go(address string) {
	p.t.Helper()
	p.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		res, err := cdp.Call(ctx, t, page.Navigate, page.NavigateParams{URL: address})
		if err == nil && res.ErrorText != "" {
			err = fmt.Errorf("%s: %s", address, res.ErrorText)
		}
		return err
	}))
	p.Wait("the page "+address, `document.readyState === 'complete'`)
}

// Look changes the screen.
func (p *Tab) Look(s Screen) {
	p.t.Helper()
	if s.Width == 0 {
		s.Width, s.Height = 1280, 800
	}
	size := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if s.Phone {
		size = append(size, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
	}
	p.Do(chromedp.EmulateViewport(s.Width, s.Height, size...), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: s.features()})
		return err
	}))
}

func (s Screen) features() []*emulation.MediaFeature {
	choose := func(name string, on bool, yes, no string) *emulation.MediaFeature {
		if on {
			return &emulation.MediaFeature{Name: name, Value: yes}
		}
		return &emulation.MediaFeature{Name: name, Value: no}
	}
	return []*emulation.MediaFeature{
		choose("prefers-color-scheme", s.Dark, "dark", "light"),
		choose("forced-colors", s.HighContrast, "active", "none"),
		choose("prefers-reduced-motion", s.Still, "reduce", "no-preference"),
	}
}

// Do runs actions; the test ends when one does not succeed in time.
func (p *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*Patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

// Popup returns the window that was opened from a tab, whose address holds part.
func (b *Browser) Popup(t testing.TB, part string) *Tab {
	t.Helper()
	for end := time.After(Patience); ; {
		infos, err := chromedp.Targets(b.ctx)
		if err != nil {
			t.Fatalf("browser: windows: %v", err)
		}
		for _, info := range infos {
			if info.Type == "page" && strings.Contains(info.URL, part) {
				ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(info.TargetID))
				t.Cleanup(cancel)
				if err := chromedp.Do(ctx); err != nil { // as a tab, it lives as long as the context of its first use
					t.Fatalf("browser: window: %v", err)
				}
				return &Tab{t: t, ctx: ctx}
			}
		}
		select {
		case <-time.After(40 * time.Millisecond):
		case <-end:
			t.Fatalf("browser: no window shows %s", part)
		}
	}
}

// Front brings the tab before the other windows, as closing one does: what is pressed reaches it.
func (p *Tab) Front() {
	p.t.Helper()
	p.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
		return err
	}))
}

// Frame returns the frame whose address holds part; what is asked of it is asked of its document.
func (p *Tab) Frame(part string) *Tab { return &Tab{t: p.t, ctx: p.ctx, frame: part} }

// Eval evaluates an expression, awaits it when it is a promise, and decodes what it gives.
func Eval[T any](p *Tab, expression string) T {
	p.t.Helper()
	v, err := eval[T](p, expression)
	if err != nil {
		p.t.Fatalf("browser: %.200s: %v", expression, err)
	}
	return v
}

func eval[T any](p *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 2*Patience)
	defer cancel()
	var zero T
	world, err := p.world(ctx)
	if err != nil {
		return zero, err
	}
	in := func(e *runtime.EvaluateParams) { e.ContextID = world }
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, in, chromedp.EvalAwaitPromise))
}

// world finds where to evaluate: in the page, or beside the scripts of a frame, with the same document.
func (p *Tab) world(ctx context.Context) (runtime.ExecutionContextID, error) {
	if p.frame == "" {
		return 0, nil
	}
	tree, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return 0, fmt.Errorf("frames: %w", err)
	}
	id, ok := within(tree.FrameTree, p.frame)
	if !ok {
		return 0, fmt.Errorf("no frame has %q in its address", p.frame)
	}
	w, err := chromedp.Call(ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: id, WorldName: "test"})
	return w.ExecutionContextID, err
}

// Wait waits until an expression is true; text says what is awaited.
func (p *Tab) Wait(text, expression string) {
	p.t.Helper()
	for end := time.Now().Add(Patience); ; {
		ok, err := eval[bool](p, "!!("+expression+")")
		if ok {
			return
		}
		if time.Now().After(end) {
			p.Picture(p.t.Name() + "-failed")
			p.t.Fatalf("browser: %s did not come true: %s (%v)", text, expression, err)
		}
		select {
		case <-p.ctx.Done():
			p.t.Fatal("browser: it has ended")
		case <-time.After(40 * time.Millisecond):
		}
	}
}

// Type types text into what has the focus.
func (p *Tab) Type(text string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(text))
}

// Press presses a key as a keyboard does: Enter, Escape, Tab, Space, or with "Shift+" before it. A page that handles the
// press keeps the browser from acting on it.
func (p *Tab) Press(key string) {
	p.t.Helper()
	name, shift := strings.CutPrefix(key, "Shift+")
	k, ok := keys[name]
	if !ok {
		p.t.Fatalf("browser: key %q is not known here", name)
	}
	k.Key, k.Code = name, name
	if shift {
		k.Modifiers = 8 // as the protocol counts them
	}
	if name == "Space" {
		k.Key = " "
	}
	p.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		k.Type = input.DispatchKeyEventTypeKeyDown
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, k); err != nil {
			return err
		}
		k.Type, k.Text = input.DispatchKeyEventTypeKeyUp, ""
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, k)
		return err
	}))
}

var keys = map[string]input.DispatchKeyEventParams{
	"Enter": {WindowsVirtualKeyCode: 13, Text: "\r"}, "Escape": {WindowsVirtualKeyCode: 27}, "Tab": {WindowsVirtualKeyCode: 9},
	"Space": {WindowsVirtualKeyCode: 32, Text: " "}, "ArrowDown": {WindowsVirtualKeyCode: 40}, "ArrowUp": {WindowsVirtualKeyCode: 38},
}

// Offline cuts the network, or joins it again.
func (p *Tab) Offline(on bool) {
	p.t.Helper()
	p.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{URLPattern: "", Offline: on, DownloadThroughput: -1, UploadThroughput: -1}},
		})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: on, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

// Picture keeps a picture of the page as name.png in the folder of [Artifacts].
func (p *Tab) Picture(name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Logf("browser: picture %s: %v", name, err)
		return
	}
	path := filepath.Join(Artifacts(p.t), filepath.Base(name)+".png")
	if err := os.WriteFile(path, png, 0o644); err != nil {
		p.t.Errorf("browser: picture: %v", err)
	}
}

// Artifacts returns the folder for what a test leaves to look at: $ARTIFACTS, or .artifacts beside go.mod.
func Artifacts(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("ARTIFACTS")
	if dir == "" {
		dir = filepath.Join(root(t), ".artifacts")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatalf("artifacts: %v", err)
	}
	return dir
}

func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		t.Fatal("no go.mod above the test")
	}
}
