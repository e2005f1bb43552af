// Package terminal carries messages between a terminal and a conversation: balie chat.
package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"balie/conversation"
)

// Options is what a terminal needs. Every field must be set unless it says otherwise.
type Options struct {
	In       io.Reader
	Out      io.Writer
	Receive  func(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error)
	Events   func(ctx context.Context, id conversation.ID, after int64, limit int) ([]conversation.Numbered, error)
	Bell     conversation.Bell
	Mask     func(string) string
	Identity *conversation.Identity // who is signed in; nil: nobody
	Language string
	Why      bool // tell why each answer was given
	Patience time.Duration
	// Take takes in the file at a path, to be sent; nil: none can be sent. The error is shown.
	Take func(ctx context.Context, id conversation.ID, path string) (conversation.File, error)
}

// Terminal is one conversation at a terminal.
type Terminal struct {
	Options
	id      conversation.ID
	session string
	n       int
	shown   int64
	buttons []conversation.Button
}

// New makes a terminal.
func New(o Options) *Terminal {
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	return &Terminal{Options: o, session: strconv.FormatInt(time.Now().UnixNano(), 36)}
}

// Run converses until the input or ctx ends. A line with the number of a button chooses it; /file and a path send a file.
func (t *Terminal) Run(ctx context.Context) error {
	rings, err := t.Bell.Listen(ctx)
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	if err := t.turn(ctx, rings, conversation.Input{Kind: conversation.InputOpened, Language: t.Language}); err != nil {
		return err
	}
	if t.Identity != nil {
		if err := t.turn(ctx, rings, conversation.Input{Kind: conversation.InputIdentity, Identity: t.Identity}); err != nil {
			return err
		}
	}
	lines := bufio.NewScanner(t.In)
	for t.prompt(); lines.Scan(); t.prompt() {
		in, err := t.input(ctx, lines.Text())
		if err != nil {
			fmt.Fprintf(t.Out, "  (%v)\n", err)
		}
		if err != nil || in.Kind == "" {
			continue
		}
		if err := t.turn(ctx, rings, in); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (t *Terminal) prompt() { fmt.Fprint(t.Out, "> ") }

// sending is what a line with a file begins with.
const sending = "/file "

// input reads a line: the number of a button, a file, or text. One that says nothing has no kind.
func (t *Terminal) input(ctx context.Context, line string) (conversation.Input, error) {
	line = strings.TrimSpace(line)
	if line == "" || !utf8.ValidString(line) {
		return conversation.Input{}, nil
	}
	if path, ok := strings.CutPrefix(line, sending); ok && t.Take != nil {
		f, err := t.Take(ctx, t.id, strings.TrimSpace(path))
		return conversation.Input{Kind: conversation.InputFile, Files: []conversation.File{f}}, err
	}
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(t.buttons) {
		b := t.buttons[n-1]
		return conversation.Input{Kind: conversation.InputButton, Choice: b.ID, Text: b.Label}, nil
	}
	return conversation.Input{Kind: conversation.InputText, Text: t.Mask(line)}, nil
}

// turn sends one input and shows what comes back until the turn has ended.
func (t *Terminal) turn(ctx context.Context, rings <-chan conversation.ID, in conversation.Input) error {
	t.n++
	in.Source, in.ID, in.At, in.Seen, in.Conversation = "terminal", t.session+"-"+strconv.Itoa(t.n), time.Now(), t.shown, t.id
	in.Address = conversation.Address{Channel: "terminal", Account: "local", Sender: t.session}
	acc, err := t.Receive(ctx, in)
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	t.id = acc[0].Conversation
	give := time.NewTimer(t.Patience)
	defer give.Stop()
	for {
		ended, err := t.show(ctx)
		if err != nil || ended {
			return err
		}
		select {
		case <-rings:
		case <-time.After(200 * time.Millisecond): // a ring may be lost
		case <-give.C:
			_, err := fmt.Fprintln(t.Out, "  (no answer yet; it is shown with the next one)")
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// show prints what is new; it reports whether the turn has ended.
func (t *Terminal) show(ctx context.Context) (ended bool, err error) {
	events, err := t.Events(ctx, t.id, t.shown, 500)
	if err != nil {
		return false, fmt.Errorf("terminal: %w", err)
	}
	for _, r := range events {
		t.shown = r.N
		if _, ok := r.Event.(conversation.TurnEnded); ok {
			ended = true
		}
		if why := t.why(r.Event); t.Why && why != "" {
			fmt.Fprintln(t.Out, "      · "+why)
		}
		if m, ok := conversation.MessageOf(r); ok && m.From != conversation.FromCustomer {
			t.print(m)
		}
	}
	return ended, nil
}

func (t *Terminal) print(m conversation.Message) {
	who := "Balie"
	if m.Name != "" {
		who = m.Name
	}
	fmt.Fprintf(t.Out, "%s: %s\n", who, strings.ReplaceAll(m.Text, "\n", "\n       "))
	for _, c := range m.Citations {
		fmt.Fprintf(t.Out, "       source: %s %s\n", c.Title, c.Link)
	}
	if m.Receipt != nil {
		fmt.Fprintf(t.Out, "       receipt: %s %s\n", m.Receipt.Title, m.Receipt.Reference)
		for _, l := range m.Receipt.Lines {
			fmt.Fprintf(t.Out, "                %s\n", l)
		}
	}
	if m.Upload != nil && t.Take != nil {
		fmt.Fprintf(t.Out, "       (to send a file: %sPATH)\n", sending)
	}
	t.buttons = m.Buttons
	for i, b := range m.Buttons {
		fmt.Fprintf(t.Out, "       [%d] %s\n", i+1, b.Label)
	}
}

// why tells what an event says of the reasons for an answer.
func (t *Terminal) why(e conversation.Event) string {
	switch e := e.(type) {
	case conversation.Understood:
		var cs []string
		for _, c := range e.Understanding.Commands {
			cs = append(cs, fmt.Sprintf("%s %.2f", c, c.Confidence))
		}
		return "understood (" + e.Understanding.By + "): " + strings.Join(cs, ", ") + "\n      · " + strings.Join(e.Understanding.Trace, "\n      · ")
	case conversation.CommandRefused:
		return "dropped " + e.Command.String() + ": " + e.Reason
	case conversation.ResultSaved:
		return "read " + e.Operation + ": " + string(e.Receipt.Outcome)
	case conversation.ActionStarted:
		return fmt.Sprintf("action %d %s started", e.N, e.Operation)
	case conversation.ActionSettled:
		return fmt.Sprintf("action %d %s: %s %s", e.N, e.Operation, e.Receipt.Outcome, e.Receipt.Name)
	case conversation.Said:
		return "because " + e.Because
	}
	return ""
}
