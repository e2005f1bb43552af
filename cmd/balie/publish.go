package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/user"
	"syscall"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"balie/cmd/balie/publication"
	"balie/config"
	"balie/conversation"
)

// publishFlags are the flags of publish.
type publishFlags struct {
	publication.Order
	list bool
}

func publishCommand(w *world) *cobra.Command {
	var f publishFlags
	cmd := &cobra.Command{
		Use:   "publish DIR",
		Short: "Put a changed company folder into service while customers are served",
		Long: "Lets the program that serves DIR read it anew: flows, patterns, texts, pages, connectors, and what config.yaml says of\n" +
			"the company itself. On any error everything stays as it was. Conversations that run stay on the flows they began with;\n" +
			"with --take-over those go on with the new ones that can. With --percent only some new conversations get it, until it\n" +
			"is published to all, or taken back.",
		Example: "  balie publish my-company --dry-run\n" +
			"  balie publish my-company --why 'the new deferral rules'\n" +
			"  balie publish my-company --percent 10 --why 'shorter questions'\n" +
			"  balie publish my-company --take-back --why 'more people asked for a person'\n" +
			"  balie publish my-company --list",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := w.publish(cmd.Context(), args[0], f); err != nil {
				return fmt.Errorf("publish: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&f.Percent, "percent", 100, "of new conversations that get it")
	cmd.Flags().BoolVar(&f.TakeOver, "take-over", false, "running processes go on with it where they can")
	cmd.Flags().BoolVar(&f.TakeBack, "take-back", false, "end the trial, or go back to what was served before")
	cmd.Flags().BoolVar(&f.ToPerson, "to-a-person", false, "processes that need an operation that is gone or changed go to a person, instead of keeping this from being published")
	cmd.Flags().BoolVar(&f.DryRun, "dry-run", false, "only tell what would change")
	cmd.Flags().BoolVar(&f.list, "list", false, "list what was published")
	cmd.Flags().StringVar(&f.By, "by", "", "who publishes; default the user of this machine")
	cmd.Flags().StringVar(&f.Why, "why", "", "why, in a sentence")
	return cmd
}

// who is the user of this machine; empty: it does not tell.
func (w *world) who() string {
	if name := w.getenv("USER"); name != "" {
		return name
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

func (w *world) publish(ctx context.Context, dir string, f publishFlags) error {
	cfg, err := config.Load(os.DirFS(dir), dir, w.getenv)
	if err != nil {
		return err
	}
	if f.By == "" {
		f.By = w.who()
	}
	if f.DryRun {
		f.By, f.Why = "dry run", "dry run"
	}
	switch {
	case !f.list && f.By == "":
		return errors.New("who publishes? this machine does not tell its user: say --by sanne")
	case !f.list && f.Why == "":
		return errors.New("say why, in a sentence: --why 'the new rules for deferral'")
	}
	to := operator{controlIn(cfg.Storage.At(dir))}
	var got published
	if f.list {
		err = to.ask(ctx, http.MethodGet, "/publications", nil, &got)
	} else {
		err = to.ask(ctx, http.MethodPost, "/publish", f.Order, &got)
	}
	switch {
	case errors.Is(err, errNobody):
		return fmt.Errorf("%w: balie serve publishes it as it is", err)
	case err != nil:
		return err
	case got.Error != "":
		return errors.New(got.Error)
	case f.list:
		return w.listed(got)
	}
	for _, line := range got.Lines {
		fmt.Fprintln(w.out, line)
	}
	return nil
}

// listed writes the log of publications, newest last.
func (w *world) listed(got published) error {
	t := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
	for _, p := range got.Log {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\n", p.N, p.At.Local().Format("2006-01-02 15:04"), publication.Short(p.Revision), share(p), p.By, p.Why)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w.out, "everybody is served by %s", publication.Short(got.Now.Main))
	if got.Now.Trial != "" {
		fmt.Fprintf(w.out, ", except %d of 100 new conversations: by %s", got.Now.Percent, publication.Short(got.Now.Trial))
	}
	fmt.Fprintln(w.out)
	return nil
}

// share says who a publication was for.
func share(p conversation.Publication) string {
	switch {
	case p.Percent == 0:
		return "taken back"
	case p.TakeOver:
		return "100 %, taking over"
	}
	return fmt.Sprintf("%d %%", p.Percent)
}

// operator speaks with the program that serves.
type operator struct{ socket string }

// errNobody: no program serves the folder.
var errNobody = errors.New("nobody serves this folder")

// ask makes one request and decodes its answer. errNobody: the program is not there.
func (o operator) ask(ctx context.Context, method, path string, body, into any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://balie"+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", o.socket)
	}}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("%w (%s is silent)", errNobody, o.socket)
	}
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it was read to its end
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", o.socket, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}
