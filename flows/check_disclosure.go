package flows

import (
	"regexp"
	"strings"
)

// What the first words of the assistant must make clear, in each language: that nobody is behind them, and that
// somebody can be.
var (
	machineWords = map[string]*regexp.Regexp{
		"nl": regexp.MustCompile(`\b(digitale|virtuele|automatische|geautomatiseerde|chatbot|robot|computer|machine|ai|geen mens)\b`),
		"en": regexp.MustCompile(`\b(digital|virtual|automated|automatic|chatbot|bot|robot|computer|machine|ai|not (a |an )?(person|human))\b`),
	}
	personWords = map[string]*regexp.Regexp{
		"nl": regexp.MustCompile(`\b(medewerkers?|collega'?s?|mensen|persoon|iemand|adviseurs?)\b`),
		"en": regexp.MustCompile(`\b(colleagues?|agents?|person|people|humans?|employees?|advis[eo]rs?|somebody|someone|staff)\b`),
	}
)

// checkDisclosure warns of a company's own opening words that do not say what the law and the house promise: that this
// is no person, and how to reach one.
func (l *loader) checkDisclosure() {
	for _, name := range []string{"disclosure", "disclosure.short", "disclosure.back"} {
		t := l.set.Texts[name]
		if t == nil {
			continue
		}
		for _, lang := range l.set.Languages {
			tpl := t.pick(lang, l.set.Tone)
			if tpl == nil {
				continue
			}
			text := strings.ToLower(tpl.source)
			if re := machineWords[lang]; re != nil && !re.MatchString(text) {
				l.warnf(tpl.pos, "say digital assistant, or not a person", "%s in %s does not say that an automated assistant speaks", name, lang)
			}
			if re := personWords[lang]; name != "disclosure.back" && re != nil && !re.MatchString(text) {
				l.warnf(tpl.pos, "say that a colleague can be asked for", "%s in %s does not say how to reach a person", name, lang)
			}
		}
	}
}
