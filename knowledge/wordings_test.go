package knowledge

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// wordingGroup is a group of ../assistant/testdata/wordings.yaml: customers'
// wordings written without sight of these pages.
type wordingGroup struct {
	Group    string   `yaml:"group"`
	Company  string   `yaml:"company"`
	Question string   `yaml:"question"`
	NL       []string `yaml:"nl"`
	EN       []string `yaml:"en"`
}

// pageOf is the page that carries each question, in Dutch and English.
var pageOf = map[string][2]string{
	"overdraft_cost":         {"nl/rood-staan.md", "en/overdraft.md"},
	"replacement_card_price": {"nl/pas-kwijt.md", "en/lost-card.md"},
	"replacement_card_time":  {"nl/pas-kwijt.md", "en/lost-card.md"},
	"contactless_limit":      {"nl/contactloos-betalen.md", "en/contactless.md"},
	"paying_abroad":          {"nl/betalen-in-het-buitenland.md", "en/payments-abroad.md"},
	"opening_hours":          {"nl/contact-en-openingstijden.md", "en/contact-and-opening-hours.md"},
	"delivery_costs":         {"nl/bezorgen.md", "en/delivery.md"},
	"return_period":          {"nl/retourneren.md", "en/returns.md"},
	"refund_time":            {"nl/retourneren.md", "en/returns.md"},
	"warranty":               {"nl/garantie.md", "en/warranty.md"},
	"payment_methods":        {"nl/betalen.md", "en/payment-methods.md"},
}

func TestUnseenWordingsFindTheirPage(t *testing.T) {
	t.Parallel()
	bases := map[string]*Base{"bank": setup(t, demo("bank")), "shop": setup(t, demo("shop"))}
	var right, wrong, silent, total int
	for _, g := range unseenWordings(t) {
		pages, ok := pageOf[g.Question]
		if !ok {
			continue
		}
		for i, wordings := range [][]string{g.NL, g.EN} {
			for _, w := range wordings {
				total++
				a := ask(t, bases[g.Company], w, languages[i], today)
				switch {
				case !a.Found:
					silent++
				case strings.HasPrefix(a.Citation.Passage, pages[i]):
					right++
				default:
					wrong++
				}
			}
		}
	}
	if total == 0 {
		t.Fatal("no knowledge questions among the wordings")
	}
	t.Logf("unseen wordings: %d of %d from the right page, %d from another, %d not answered", right, total, wrong, silent)
	if right*100 < total*70 || wrong*100 > total*10 {
		t.Errorf("too few right or too many wrong")
	}
}

func unseenWordings(t *testing.T) []wordingGroup {
	t.Helper()
	raw, err := os.ReadFile("../assistant/testdata/wordings.yaml")
	if err != nil {
		t.Fatalf("the wordings: %v", err)
	}
	var nodes []yaml.Node
	if err := yaml.Unmarshal(raw, &nodes); err != nil {
		t.Fatal(err)
	}
	var out []wordingGroup
	for _, n := range nodes {
		var g wordingGroup
		if err := n.Decode(&g); err == nil { // some groups hold other things than texts
			out = append(out, g)
		}
	}
	return out
}
