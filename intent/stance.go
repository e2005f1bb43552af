package intent

import (
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v4"
)

// stance is how customers of every language stand to what they speak of.
type stance struct {
	acts       map[string]bool // acts of their own
	contrary   map[string]bool // what turns a matter round
	reversing  []string        // beginnings of words that do
	persons    map[string]bool // who a person may be
	nobody     map[string]bool
	negating   map[string]bool
	contrasts  map[string]bool            // between what is not wished for and what is
	surely     map[string]bool            // who is a person for certain
	wishing    map[string]bool            // how a wish is put
	machines   map[string]bool            // what is no person
	addressed  map[string]bool            // who is spoken to
	present    []needle                   // whether a person is there
	linking    map[string]bool            // between the name of a thing and its value
	parts      map[string]map[string]bool // of an address: what each is called
	changing   []needle                   // what was told is to be changed
	ordering   []needle                   // an order or a wish, by how it begins
	adding     []needle                   // one thing more
	news       []needle                   // an offer to tell of news
	posted     []needle                   // the wish to be told of it
	replacing  []needle                   // the old against the new
	retaking   []needle                   // something is taken back
	passing    []needle                   // being passed on to a person
	instead    []needle                   // rather than a person
	lacking    []needle                   // no person comes or helps
	devices    map[string]bool            // what a one-time code comes on
	messages   map[string]bool            // how it comes
	troubles   map[string]bool            // what is wrong with it
	arriving   []needle                   // its coming
	unknown    []needle                   // what is asked for is not known or not there
	reproach   []needle                   // what the assistant does wrong
	release    []needle                   // nobody needs to come any more
	soFar      []needle                   // has it happened yet
	ended      map[string]bool            // words of the end of anything
	participle []string                   // beginnings of words that tell what was done
	infinitive map[string]string          // by language: how a word ends that tells what is done
}

// stanceFile is a file of stances.
type stanceFile struct {
	Language   string              `yaml:"language"`
	Acts       []string            `yaml:"acts"`
	Contrary   []string            `yaml:"contrary"`
	Reversing  []string            `yaml:"reversing"`
	Persons    []string            `yaml:"persons"`
	Nobody     []string            `yaml:"nobody"`
	Negating   []string            `yaml:"negating"`
	Contrasts  []string            `yaml:"contrasts"`
	Surely     []string            `yaml:"surely"`
	Wishing    []string            `yaml:"wishing"`
	Machines   []string            `yaml:"machines"`
	Addressed  []string            `yaml:"addressing"`
	Present    string              `yaml:"present"`
	Linking    []string            `yaml:"linking"`
	Parts      map[string][]string `yaml:"parts"`
	Replacing  []string            `yaml:"replacing"`
	Changing   string              `yaml:"changing"`
	Ordering   string              `yaml:"ordering"`
	Adding     string              `yaml:"adding"`
	News       string              `yaml:"news"`
	Posted     []string            `yaml:"posted"`
	Retaking   string              `yaml:"retaking"`
	Passing    []string            `yaml:"passing"`
	Instead    []string            `yaml:"instead"`
	Lacking    []string            `yaml:"lacking"`
	Release    []string            `yaml:"release"`
	Reproach   []string            `yaml:"reproach"`
	Devices    []string            `yaml:"devices"`
	Messages   []string            `yaml:"messages"`
	Troubles   []string            `yaml:"troubles"`
	Arriving   string              `yaml:"arriving"`
	Unknown    []string            `yaml:"unknown"`
	SoFar      []string            `yaml:"so_far"`
	Ended      []string            `yaml:"ended"`
	Participle []string            `yaml:"participle"`
	Infinitive string              `yaml:"infinitive"`
}

// loadStance reads the embedded stances; an error is a mistake in one of the files.
func loadStance(letters *letters) (*stance, error) {
	names, err := fs.Glob(files, "words/stance/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("stance: %w", err)
	}
	st := &stance{
		acts: map[string]bool{}, contrary: map[string]bool{}, persons: map[string]bool{}, nobody: map[string]bool{},
		negating: map[string]bool{}, contrasts: map[string]bool{},
		devices: map[string]bool{}, messages: map[string]bool{},
		linking: map[string]bool{}, parts: map[string]map[string]bool{},
		machines: map[string]bool{}, addressed: map[string]bool{},
		surely: map[string]bool{}, wishing: map[string]bool{}, troubles: map[string]bool{}, ended: map[string]bool{}, infinitive: map[string]string{},
	}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("stance: %w", err)
		}
		var f stanceFile
		if err := yaml.Load(data, &f, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("stance %s: %w", name, err)
		}
		if err := st.learn(f, letters); err != nil {
			return nil, fmt.Errorf("stance %s: %w", name, err)
		}
	}
	return st, nil
}

func (st *stance) learn(f stanceFile, letters *letters) error {
	for to, words := range map[*map[string]bool][]string{
		&st.acts: f.Acts, &st.contrary: f.Contrary, &st.persons: f.Persons, &st.nobody: f.Nobody, &st.negating: f.Negating, &st.contrasts: f.Contrasts,
		&st.linking: f.Linking, &st.machines: f.Machines, &st.addressed: f.Addressed, &st.surely: f.Surely, &st.wishing: f.Wishing, &st.devices: f.Devices, &st.messages: f.Messages, &st.troubles: f.Troubles, &st.ended: f.Ended,
	} {
		for _, w := range words {
			(*to)[w] = true
		}
	}
	st.reversing = append(st.reversing, f.Reversing...)
	st.participle = append(st.participle, f.Participle...)
	st.infinitive[f.Language] = f.Infinitive
	for part, words := range f.Parts {
		if st.parts[part] == nil {
			st.parts[part] = map[string]bool{}
		}
		for _, w := range words {
			st.parts[part][w] = true
		}
	}
	for _, of := range []struct {
		to      *[]needle
		sources []string
		what    string
	}{
		{&st.arriving, []string{f.Arriving}, "arriving"}, {&st.present, []string{f.Present}, "present"},
		{&st.replacing, f.Replacing, "replacing"}, {&st.news, []string{f.News}, "news"}, {&st.posted, f.Posted, "posted"},
		{&st.ordering, []string{f.Ordering}, "ordering"}, {&st.adding, []string{f.Adding}, "adding"}, {&st.changing, []string{f.Changing}, "changing"}, {&st.retaking, []string{f.Retaking}, "retaking"}, {&st.unknown, f.Unknown, "unknown"},
		{&st.passing, f.Passing, "passing"}, {&st.instead, f.Instead, "instead"}, {&st.lacking, f.Lacking, "lacking"}, {&st.release, f.Release, "release"}, {&st.reproach, f.Reproach, "reproach"},
		{&st.soFar, f.SoFar, "so_far"},
	} {
		needles, err := letters.needles(of.sources)
		if err != nil {
			return fmt.Errorf("%s: %w", of.what, err)
		}
		*of.to = append(*of.to, needles...)
	}
	return nil
}

// trailing reports a word that may end what is set right: "12 I meant".
func (st *stance) trailing(word string) bool {
	return st.retaking[0].match.MatchString(word) || len(st.retaking) > 1 && st.retaking[1].match.MatchString(word)
}
