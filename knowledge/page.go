package knowledge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"unicode/utf8"
)

// Limits of one page.
const (
	MaxPageBytes      = 256 << 10 // of a file
	MaxParagraphWords = 400       // of one paragraph, which is never split
	passageWords      = 120       // a section over this is split between paragraphs
	answerWords       = 45        // an answer has no more
)

// parsing changes when pages must be read again although they did not change.
const parsing = "2"

// page is a file that was read and found good.
type page struct {
	path     string
	hash     string
	meta     frontMatter
	passages []Passage
	warnings Problems
}

// contentHash says whether a page changed since it was last read.
func contentHash(source []byte) string {
	sum := sha256.Sum256(append([]byte(parsing+"\n"), source...))
	return hex.EncodeToString(sum[:])
}

// parsePage reads one Markdown file. The page is only good without problems.
func parsePage(path string, source []byte, lexicons map[string]*lexicon) (page, Problems) {
	pg := page{path: path, hash: contentHash(source)}
	if found := checkBytes(path, source); len(found) > 0 {
		return pg, found
	}
	source = normalLines(source)
	meta, body, found := readFrontMatter(path, source)
	if len(found) > 0 {
		return pg, found
	}
	pg.meta = meta
	doc := readMarkdown(path, body)
	found = append(found, doc.problems...)
	pg.warnings = doc.warnings
	pg.passages = doc.passages(path, meta)
	found = append(found, pg.takeQuestions()...)
	if len(pg.passages) == 0 && len(found) == 0 {
		found = append(found, Problem{path, 0, "there is no text under the front matter: write it, or remove the page"})
	}
	pg.warnings = append(pg.warnings, longSentences(path, doc, lexicons[meta.Lang])...)
	return pg, found
}

// checkBytes refuses what is too large or not plain UTF-8 text.
func checkBytes(path string, source []byte) Problems {
	if len(source) > MaxPageBytes {
		return Problems{{path, 0, fmt.Sprintf("the page has more than %d KiB: split it", MaxPageBytes>>10)}}
	}
	for n, line := range bytes.Split(source, []byte("\n")) {
		if !utf8.Valid(line) {
			return Problems{{path, n + 1, "this line is not UTF-8: save the file as UTF-8"}}
		}
		if bytes.ContainsFunc(line, isControl) {
			return Problems{{path, n + 1, "this line holds a control character: remove it"}}
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\r' || r == 0x7f }

// normalLines makes every line end in \n and drops a byte order mark.
func normalLines(source []byte) []byte {
	source = bytes.TrimPrefix(source, []byte("\ufeff"))
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(source, []byte("\r"), []byte("\n"))
}

// longSentences warns of sentences that no answer can quote.
func longSentences(path string, doc document, lex *lexicon) Problems {
	var out Problems
	for _, s := range doc.sections {
		for _, b := range s.blocks {
			for _, sp := range sentences(b.text, lex) {
				if n := countWords(sp.of(b.text)); n > answerWords {
					out = append(out, Problem{path, b.line, fmt.Sprintf("a sentence of %d words will never be quoted: %d is the most, split it", n, answerWords)})
				}
			}
		}
	}
	return out
}
