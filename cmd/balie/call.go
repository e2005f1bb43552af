package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/conversation"
)

// callFlags are the flags of call.
type callFlags struct {
	company  string
	customer string
	key      string
	yes      bool
}

func callCommand(w *world) *cobra.Command {
	var f callFlags
	cmd := &cobra.Command{
		Use:   "call OPERATION [key=value…]",
		Short: "Make one call to the configured back end, and show request, answer and outcome",
		Example: "  CRM_URL=http://127.0.0.1:8081 CRM_KEY=demo balie call crm.list_cards --customer C-1001\n" +
			"  … balie call crm.block_card --customer C-1001 card=K-11 reason=lost --yes",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return w.call(cmd.Context(), args[0], args[1:], f) },
	}
	cmd.Flags().StringVar(&f.company, "company", "bank", "company folder, or a demo company's name")
	cmd.Flags().StringVar(&f.customer, "customer", "", "on whose behalf")
	cmd.Flags().StringVar(&f.key, "key", "", "idempotency key of a write; default a new one")
	cmd.Flags().BoolVar(&f.yes, "yes", false, "really make a call that changes something")
	return cmd
}

func (w *world) call(ctx context.Context, name string, args []string, f callFlags) error {
	folder, dir, err := company.FolderOf(f.company)
	if err != nil {
		return err
	}
	c, err := company.Open(ctx, folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now})
	if err != nil {
		return err
	}
	return errors.Join(w.callIn(ctx, c, name, args, f), c.Close())
}

func (w *world) callIn(ctx context.Context, c *company.Company, name string, args []string, f callFlags) error {
	for _, p := range c.Registry.Missing() {
		return errors.New(p.String())
	}
	op, ok := c.Registry.Operation(name)
	if !ok {
		return fmt.Errorf("operation %q is not offered: there are %s", name, strings.Join(slices.Sorted(maps.Keys(c.Registry.Operations())), ", "))
	}
	params, err := parameters(op, args)
	if err != nil {
		return err
	}
	key := f.key
	if key == "" {
		key = conversation.ActionKey(conversation.ID("call-"+owner()), 1)
	}
	p := conversation.PermitDirect(op, params, f.customer, key, time.Now())
	request, err := c.Registry.Describe(p)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.out, request)
	if op.Effect == conversation.EffectWrite && !f.yes {
		return fmt.Errorf("%s changes something: say --yes to make the call", name)
	}
	r := c.Registry.Do(ctx, p)
	fmt.Fprintf(w.out, "outcome: %s", r.Outcome)
	for _, more := range []string{r.Name, r.Reference, r.Detail} {
		if more != "" {
			fmt.Fprintf(w.out, " · %s", more)
		}
	}
	fmt.Fprintf(w.out, "\nresult:  %s\n", r.Output)
	if r.Outcome == conversation.Done {
		return nil
	}
	return fmt.Errorf("%s: %s", name, r.Outcome)
}

// parameters reads key=value words by the operation's schema.
func parameters(op conversation.Operation, args []string) (map[string]conversation.Value, error) {
	out := map[string]conversation.Value{}
	for _, a := range args {
		name, text, ok := strings.Cut(a, "=")
		if !ok {
			return nil, fmt.Errorf("parameter %q: write key=value", a)
		}
		sc, ok := op.Input[name]
		if !ok {
			return nil, fmt.Errorf("parameter %q is none of %s: it takes %s", name, op.Name, strings.Join(slices.Sorted(maps.Keys(op.Input)), ", "))
		}
		v, err := connectors.ParseParam(sc, text)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		out[name] = v
	}
	return out, nil
}
