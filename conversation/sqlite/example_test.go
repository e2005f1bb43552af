package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "balie")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(dir, "conversations.db"), Key: make([]byte, 32)})
	if err != nil {
		panic(err)
	}
	defer store.Close()

	got, err := store.Accept(ctx, conversation.Input{
		Source: "terminal", ID: "1", Kind: conversation.InputText, Text: "hallo", Address: conversation.Address{Channel: "terminal", Sender: "me"},
	})
	if err != nil {
		panic(err)
	}
	loan, err := store.Take(ctx, got[0].Conversation, "this process", 10*time.Second)
	if err != nil {
		panic(err)
	}
	fmt.Println(loan.Inbox[0].Text)
	loan, err = store.Commit(ctx, loan, conversation.Commit{Taken: 1})
	if err != nil {
		panic(err)
	}
	fmt.Println(loan.Version, len(loan.Inbox), store.Return(ctx, loan))
	// Output:
	// hallo
	// 1 0 <nil>
}
