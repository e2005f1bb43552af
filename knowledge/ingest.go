package knowledge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// MaxPages is how many pages one company may have.
const MaxPages = 10_000

// Report is what Ingest did.
type Report struct {
	Pages     int      // good pages in the folder
	Changed   int      // read anew, because they are new or changed
	Unchanged int      // left as they were
	Removed   int      // no longer in the folder
	Passages  int      // of all pages
	Problems  Problems // what must be mended; with any of these nothing was changed
	Warnings  Problems // what had better be mended, of the pages read anew
}

// Ingest makes the base equal to the Markdown files (*.md) under root: pages
// that did not change are left, gone ones are removed. All problems are found
// at once; with any, the error is Problems and the base stays as it was.
func (b *Base) Ingest(ctx context.Context, root fs.FS) (Report, error) {
	b.writing.Lock()
	defer b.writing.Unlock()
	known, err := b.store.hashes(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("ingest knowledge: %w", err)
	}
	in := intake{lexicons: b.lexicons, known: known, seen: map[string]bool{}}
	if err := in.walk(ctx, root); err != nil {
		return Report{}, fmt.Errorf("ingest knowledge: %w", err)
	}
	in.checkLinks()
	if in.report.Problems.sort(); len(in.report.Problems) > 0 {
		return in.report, in.report.Problems
	}
	if err := b.apply(ctx, &in); err != nil {
		return in.report, fmt.Errorf("ingest knowledge: %w", err)
	}
	return in.report, nil
}

func (b *Base) apply(ctx context.Context, in *intake) error {
	var gone []string
	for path := range in.known {
		if !in.seen[path] {
			gone = append(gone, path)
		}
	}
	in.report.Removed = len(gone)
	if in.report.Changed == 0 && len(gone) == 0 {
		return nil
	}
	if err := b.store.replace(ctx, in.changed, gone); err != nil {
		return err
	}
	return b.reload(ctx)
}

// intake gathers what one Ingest finds.
type intake struct {
	lexicons map[string]*lexicon
	known    map[string]string // hash by path, as stored
	seen     map[string]bool
	pages    []page // every good page
	changed  []page
	report   Report
}

func (in *intake) walk(ctx context.Context, root fs.FS) error {
	return fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && file != "."
		switch {
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden || d.IsDir():
			return nil
		case path.Ext(file) != ".md":
			in.report.Warnings = append(in.report.Warnings, Problem{file, 0, "not read: only Markdown (.md) is"})
			return nil
		}
		return in.file(root, file)
	})
}

func (in *intake) file(root fs.FS, file string) error {
	if len(in.seen) == MaxPages {
		return fmt.Errorf("more than %d pages", MaxPages)
	}
	source, err := readLimited(root, file)
	if err != nil {
		return err
	}
	in.seen[file] = true
	pg, problems := parsePage(file, source, in.lexicons)
	if len(problems) > 0 {
		in.report.Problems = append(in.report.Problems, problems...)
		return nil
	}
	in.pages = append(in.pages, pg)
	in.report.Pages++
	in.report.Passages += len(pg.passages)
	if in.known[file] == pg.hash {
		in.report.Unchanged++
		return nil
	}
	in.changed = append(in.changed, pg)
	in.report.Changed++
	in.report.Warnings = append(in.report.Warnings, pg.warnings...)
	return nil
}

// readLimited reads one byte more than is allowed, so that the parser can refuse.
func readLimited(root fs.FS, file string) ([]byte, error) {
	f, err := root.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(io.LimitReader(f, MaxPageBytes+1))
}

// checkLinks refuses two pages with one address on one day: a citation must lead
// to one page. Two versions may follow each other.
func (in *intake) checkLinks() {
	byLink := map[string][]page{}
	for _, pg := range in.pages {
		link := pg.meta.Link
		i := slices.IndexFunc(byLink[link], func(o page) bool { return overlap(pg.meta, o.meta) })
		if i >= 0 {
			in.report.Problems = append(in.report.Problems, Problem{pg.path, pg.meta.linkLine,
				fmt.Sprintf("link %s is also that of %s, on the same days: give one another link or other days", link, byLink[link][i].path)})
		}
		byLink[link] = append(byLink[link], pg)
	}
}

func overlap(a, b frontMatter) bool {
	before := func(until, from string) bool { return until != "" && from != "" && until < from }
	return !before(a.ValidUntil, b.ValidFrom) && !before(b.ValidUntil, a.ValidFrom)
}
