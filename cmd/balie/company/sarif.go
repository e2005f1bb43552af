package company

import (
	"encoding/json"
	"io"
	"net/url"
	"path"
	"strings"
)

// What follows is as much of SARIF 2.1.0, the form in which code scanners tell each other, as a check has to say.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool    sarifTool     `json:"tool"`
	Results []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

// sarifRules are the parts of a folder, each with what is checked of it.
var sarifRules = []sarifRule{
	{ID: "config", Short: sarifText{"The configuration says what can be carried out"}},
	{ID: "connectors", Short: sarifText{"Operations of the company's systems are declared whole"}},
	{ID: "flows", Short: sarifText{"Processes can be carried out, end, and ask and send no more than they may"}},
	{ID: "knowledge", Short: sarifText{"Pages can be read and quoted"}},
	{ID: "tests", Short: sarifText{"Conversation tests can be played"}},
}

// SARIF writes findings for code scanners. Places are relative to the company folder.
func (fs Findings) SARIF(out io.Writer, version string) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "balie", Version: version, Rules: sarifRules}}, Results: []sarifResult{}}
	for _, f := range fs {
		text := f.Message
		if f.Mend != "" {
			text += " (" + f.Mend + ")"
		}
		at := sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: path.Clean(f.File)}).String()}}
		if f.Line > 0 {
			at.Region = &sarifRegion{Line: f.Line, Column: f.Column}
		}
		run.Results = append(run.Results, sarifResult{
			RuleID: f.part(), Level: string(f.Severity), Message: sarifText{text}, Locations: []sarifLocation{{at}},
		})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

// part is the part of the folder that a finding is about.
func (f Finding) part() string {
	top, _, _ := strings.Cut(f.File, "/")
	switch top {
	case "connectors", "knowledge", "tests":
		return top
	case "flows", "patterns", "texts", "built-in":
		return "flows"
	}
	return "config"
}
