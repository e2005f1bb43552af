package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

// judgeTrial reads both databases as the last processes left them, and holds the one against the other.
func (h *crashHouse) judgeTrial(people []*crashPerson) {
	ctx := context.Background()
	effects, order, onFile, heard := h.filed(ctx)
	sent := map[string]int{}
	for _, list := range effects {
		for _, r := range list {
			if r.Operation == "send_message" {
				sent[r.Customer]++
			}
		}
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(h.dir, "balie-insurer.db"), Key: h.key})
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	ledger := conversation.NewLedger(conversation.LedgerOptions{Store: store, Archive: store, Sealer: store, Hasher: store, Now: time.Now, Owner: "judge"})
	seen := map[string]int{}
	for _, p := range people {
		var cases []*trialCase
		for _, c := range p.visits {
			if c.id == "" {
				continue
			}
			j := &trialCase{crashCase: &crashCase{crashCustomer: c, seen: seen}, order: order, onFileAs: onFile, heard: heard, ended: time.Now()}
			if err := j.load(ctx, ledger); err != nil {
				h.t.Error(err)
				continue
			}
			for _, a := range j.state.Actions {
				j.effects = append(j.effects, effects[a.Key]...)
			}
			cases = append(cases, j)
			j.judge()
		}
		if len(cases) == 0 {
			continue
		}
		h.moves(cases)
		h.news(cases, sent[cases[0].subject])
		h.limited(cases, seen)
		if h.t.Failed() {
			for _, j := range cases {
				h.t.Log(j.story())
			}
			return
		}
	}
	h.t.Logf("%v", seen)
	for _, what := range []string{"undone", "went on elsewhere", "wait nap elapsed", "wait answer arrived", "told elsewhere", "insurer.withdraw_policy done", "insurer.restore_policy done"} {
		if seen[what] == 0 {
			h.t.Errorf("too little happened to tell anything: no %q", what)
		}
	}
}

func (j *trialCase) judge() {
	j.messages()
	j.fence()
	j.stops()
	j.told()
	j.ran()
	j.undone()
	j.onFile()
	j.waits()
}

// filed reads what the back end did, by key, in which order, how the things now are that were made, and of which it told
// that an answer was heard.
func (h *crashHouse) filed(ctx context.Context) (effects map[string][]crashRequest, order map[string]int64, state map[string]string, heard map[string]bool) {
	db, err := sql.Open("sqlite", filepath.Join(h.dir, "back.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	effects, order, state, heard = map[string][]crashRequest{}, map[string]int64{}, map[string]string{}, map[string]bool{}
	h.rows(ctx, db, "SELECT id, operation, customer, key, effects FROM requests WHERE effects > 0 ORDER BY id", func(scan func(...any) error) error {
		var id int64
		var r crashRequest
		err := scan(&id, &r.Operation, &r.Customer, &r.Key, &r.Effects)
		effects[r.Key], order[r.Key] = append(effects[r.Key], r), id
		return err
	})
	h.rows(ctx, db, "SELECT id, state FROM policies UNION ALL SELECT id, state FROM claims", func(scan func(...any) error) error {
		var id, is string
		err := scan(&id, &is)
		state[id] = is
		return err
	})
	h.rows(ctx, db, "SELECT about FROM events WHERE sent > 0", func(scan func(...any) error) error {
		var about string
		err := scan(&about)
		heard[about] = true
		return err
	})
	return effects, order, state, heard
}

// rows reads every row of a query.
func (h *crashHouse) rows(ctx context.Context, db *sql.DB, query string, each func(scan func(...any) error) error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
}
