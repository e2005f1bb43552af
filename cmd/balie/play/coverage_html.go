package play

import (
	"fmt"
	"html/template"
	"io"

	"balie/flows"
)

// coveragePage shows what tests came by: a row for each flow, and what none of them saw.
var coveragePage = template.Must(template.New("coverage").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Coverage: {{.Name}}</title>
<style>
  :root { color-scheme: light dark; --soft:#566070; --edge:#d5dbe2; --bad:#b42318; --good:#0b5c4f }
  @media (prefers-color-scheme: dark) { :root { --soft:#a4afbd; --edge:#3a4451; --bad:#ff8f84; --good:#5fd0b9 } }
  body { font:16px/1.5 system-ui,sans-serif; max-width:64rem; margin:2rem auto; padding:0 1rem }
  table { border-collapse:collapse; width:100% } th,td { text-align:left; padding:.45rem .6rem; border-bottom:1px solid var(--edge); vertical-align:top }
  td.missed { color:var(--bad); font-size:.9rem; overflow-wrap:anywhere } .all { color:var(--good) } 
  .house, .excused { color:var(--soft) } caption { text-align:left; color:var(--soft); padding-bottom:.5rem }
</style></head><body>
<h1>Coverage: {{.Name}}</h1>
<table><caption>What {{.Tests}} conversation tests came by.</caption>
<thead><tr><th scope="col">Process</th><th scope="col">Steps</th><th scope="col">Branches</th><th scope="col">Error branches</th><th scope="col">Not seen</th></tr></thead>
<tbody>{{range .Flows}}<tr{{if .BuiltIn}} class="house"{{end}}><th scope="row">{{.Flow}}</th>{{template "tally" .Steps}}{{template "tally" .Branches}}{{template "tally" .Errors}}{{template "gap" .Gap}}</tr>
{{end}}<tr><th scope="row">Repairs</th>{{template "tally" .Repairs}}<td></td><td></td>{{template "gap" .Gap}}</tr></tbody></table>
</body></html>
{{define "tally"}}<td{{if not .Missed}} class="all"{{end}}>{{.}}</td>{{end}}
{{define "gap"}}<td class="missed">{{range .Missed}}{{.}}<br>{{end}}{{range .Excused}}<span class="excused"><b>{{.What}}</b> is excused: {{.Because}}</span><br>{{end}}</td>{{end}}`))

// shownFlow is a row of the page.
type shownFlow struct {
	covered
	Gap gap
}

// HTML writes what was seen as a page.
func (c *Coverage) HTML(out io.Writer, name string, set *flows.Set, tests int, excuses []Excuse) error {
	var rows []shownFlow
	for _, f := range c.of(set) {
		rows = append(rows, shownFlow{f, unseen(f.Flow, excuses, f.Steps, f.Branches, f.Errors)})
	}
	all := c.ofRepairs(set)
	err := coveragePage.Execute(out, map[string]any{"Name": name, "Tests": tests, "Flows": rows, "Repairs": all, "Gap": unseen(repairs, excuses, all)})
	if err != nil {
		return fmt.Errorf("coverage: %w", err)
	}
	return nil
}
