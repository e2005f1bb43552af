package play

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// What follows is as much of JUnit's XML as other programs read of it.

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes verdicts for a build server.
func JUnit(out io.Writer, company string, verdicts []Verdict) error {
	s := junitSuite{Name: company, Tests: len(verdicts)}
	total := 0.0
	for _, v := range verdicts {
		c := junitCase{
			Name: v.Script.Name, Class: strings.TrimSuffix(strings.ReplaceAll(v.Script.File, "/", "."), ".yaml"),
			File: v.Script.File, Line: v.Script.Line, Time: fmt.Sprintf("%.3f", v.Took.Seconds()),
		}
		if v.Err != nil {
			s.Failures++
			text := printable(v.Err.Error())
			first, _, _ := strings.Cut(text, "\n")
			c.Failure = &junitFailure{Message: first, Text: text}
		}
		total += v.Took.Seconds()
		s.Cases = append(s.Cases, c)
	}
	s.Time = fmt.Sprintf("%.3f", total)
	b, err := xml.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s%s\n", xml.Header, b)
	return err
}

// printable leaves out what XML cannot hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' {
			return '?'
		}
		return r
	}, s)
}
