package browsertest

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
)

// axeVersion is pinned: a newer one may find other things.
const axeVersion = "4.14.1"

// Axe checks the page or frame against WCAG 2.2 A and AA and fails the test for every violation. It is not part of
// this program: its package is fetched once into the user's cache.
func (p *Tab) Axe() {
	p.t.Helper()
	source := axe(p.t)
	_ = Eval[bool](p, source+"\n;true")
	type violation struct{ ID, Help, Where string }
	found := Eval[[]violation](p, `axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => ({ID: v.id, Help: v.help, Where: n.target.join(' ') + ' ' + n.html.slice(0, 160) + ' ' + (n.failureSummary || '').slice(0, 300)}))))`)
	for _, v := range found {
		p.t.Errorf("accessibility: %s: %s: %s", v.ID, v.Help, v.Where)
	}
}

func axe(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		missing(t, fmt.Sprintf("accessibility: no cache folder: %v", err))
	}
	dir := filepath.Join(cache, "balie-test")
	file := filepath.Join(dir, "axe-"+axeVersion+".js")
	if b, err := os.ReadFile(file); err == nil {
		return string(b)
	}
	b, err := fetch(t.Context(), dir)
	if err != nil {
		missing(t, fmt.Sprintf("accessibility: axe-core is not available: %v", err))
	}
	tmp := fmt.Sprintf("%s.%d", file, os.Getpid())
	if err := errors.Join(os.WriteFile(tmp, b, 0o644), os.Rename(tmp, file)); err != nil {
		t.Fatalf("accessibility: %v", err)
	}
	return string(b)
}

// fetch gets the package with the machine's own npm, from wherever that is set to get packages.
func fetch(ctx context.Context, dir string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp(dir, "fetch-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "axe-core@"+axeVersion)
	cmd.Dir = tmp
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack: %w: %.200s", err, out)
	}
	packed, err := filepath.Glob(filepath.Join(tmp, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return nil, fmt.Errorf("npm pack left %v", packed)
	}
	return unpack(packed[0], "package/axe.min.js")
}

func unpack(file, name string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err != nil {
			return nil, fmt.Errorf("%s is not in %s: %w", name, filepath.Base(file), err)
		}
		if h.Name == name {
			return io.ReadAll(r)
		}
	}
}

// within finds the frame whose address holds part.
func within(tree *page.FrameTree, part string) (cdp.FrameID, bool) {
	if strings.Contains(tree.Frame.URL, part) {
		return tree.Frame.ID, true
	}
	for _, c := range tree.ChildFrames {
		if id, ok := within(c, part); ok {
			return id, true
		}
	}
	return "", false
}
