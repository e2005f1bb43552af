package extract

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed words/*.yaml
var files embed.FS

// language is what a words file says.
type language struct {
	Language      string            `yaml:"language"`
	Yes           []string          `yaml:"yes"`
	No            []string          `yaml:"no"`
	Unsure        []string          `yaml:"unsure"`
	But           []string          `yaml:"but"`
	Filler        []string          `yaml:"filler"`
	Negation      []string          `yaml:"negation"`
	Correction    []string          `yaml:"correction"`
	Ask           []string          `yaml:"ask"`
	Polar         []string          `yaml:"polar"`
	Request       []string          `yaml:"request"`  // verbs of polar questions that rather ask for something to be done
	Pronoun       []string          `yaml:"pronoun"`  // follows the verb of a question
	Ordinary      []string          `yaml:"ordinary"` // words that look like mistyped ones of these lists and are not
	Thus          []string          `yaml:"thus"`     // leads from what is not to what is
	Is            []string          `yaml:"is"`       // how a clause begins that says how something is
	Number        map[string]int    `yaml:"number"`
	Scale         map[string]int    `yaml:"scale"`
	Half          []string          `yaml:"half"`
	OneAndHalf    []string          `yaml:"one_and_half"`
	Vague         []string          `yaml:"vague"` // before a number word: how many is not said
	And           []string          `yaml:"and"`
	Article       []string          `yaml:"article"`
	Ordinal       map[string]int    `yaml:"ordinal"`
	OrdinalSuffix []string          `yaml:"ordinal_suffix"`
	Pick          []string          `yaml:"pick"`
	Other         []string          `yaml:"other"`
	Any           []string          `yaml:"any"`
	Months        map[string]int    `yaml:"months"`
	Weekdays      map[string]int    `yaml:"weekdays"`
	WeekdaysShort map[string]int    `yaml:"weekdays_short"`
	Days          map[string]int    `yaml:"days"`
	NotDays       []string          `yaml:"not_days"`
	Unit          map[string]string `yaml:"unit"`
	Ahead         []string          `yaml:"ahead"`
	Later         []string          `yaml:"later"`
	Ago           []string          `yaml:"ago"`
	Next          []string          `yaml:"next"`
	Coming        []string          `yaml:"coming"`
	This          []string          `yaml:"this"`
	Last          []string          `yaml:"last"`
	End           []string          `yaml:"end"`
	Begin         []string          `yaml:"begin"`
	Middle        []string          `yaml:"middle"`
	Feasts        map[string]int    `yaml:"feasts"` // month and day, as 1225
	Of            []string          `yaml:"of"`
	Own           []string          `yaml:"own"` // leads to what something belongs to
	DayWord       []string          `yaml:"day_word"`
	From          []string          `yaml:"from"`
	To            []string          `yaml:"to"`
	Time          clock             `yaml:"time"`
	Currency      map[string]string `yaml:"currency"`
	Minor         []string          `yaml:"minor"`
	Thousand      []string          `yaml:"thousand"`
	Secrets       secrets           `yaml:"secrets"`
	Address       addressWords      `yaml:"address"`
	Told          told              `yaml:"told"`
	IBAN          map[string]int    `yaml:"iban"`
}

type clock struct {
	Half      string            `yaml:"half"` // before: half drie is 2:30; after: half past two
	HalfWords []string          `yaml:"half_words"`
	Quarter   []string          `yaml:"quarter"`
	Past      []string          `yaml:"past"`
	To        []string          `yaml:"to"`
	Hour      []string          `yaml:"hour"`
	Minute    []string          `yaml:"minute"`
	At        []string          `yaml:"at"`
	AM        []string          `yaml:"am"`
	PM        []string          `yaml:"pm"`
	Fixed     map[string]string `yaml:"fixed"`
	About     []string          `yaml:"about"` // leads to an hour that is not meant exactly
}

type secrets struct {
	Pin      []string `yaml:"pin"`
	CVC      []string `yaml:"cvc"`
	Password []string `yaml:"password"`
	Link     []string `yaml:"link"`  // may stand between the word and the secret
	After    []string `yaml:"after"` // announce the secret itself
	Plain    []string `yaml:"plain"` // are never the secret
}

// told is how addresses and numbers are told out loud.
type told struct {
	At      []string          `yaml:"at"`       // the sign in an e-mail address
	MaybeAt []string          `yaml:"maybe_at"` // the same, in a word that means something else as often
	Signs   map[string]string `yaml:"signs"`    // other marks
	Times   map[string]int    `yaml:"times"`    // how often the letter or digit that follows stands there
	With    []string          `yaml:"with"`     // leads to how a word is spelled
	Letters []string          `yaml:"letters"`  // stands behind a letter of which there are more
	Lead    []string          `yaml:"lead"`     // may stand before an address and is no part of it
}

type addressWords struct {
	Street []string `yaml:"street"` // endings of street names
	Stop   []string `yaml:"stop"`   // are never part of one
}

// load reads the embedded words files. They are part of the program: an error is a mistake in one of them.
func load() ([]language, error) {
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	var out []language
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("words: %w", err)
		}
		var l language
		if err := yaml.Load(data, &l, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("words %s: %w", name, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// shared is the extractor of all languages, read once: it never changes and every caller may have the same.
var shared = sync.OnceValues(func() (*Extractor, error) {
	ls, err := load()
	if err != nil {
		return nil, err
	}
	return build(ls), nil
})
