package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

// childPath tells a copy of this test program to be the child that is killed.
const childPath = "BALIE_CRASH_TEST_DATABASE"

// TestCrashChild is that child: it accepts and commits until it is killed, and prints what was acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		t.Skip("only as a child of TestKill")
	}
	s, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	for w := range 8 {
		go func() {
			for n := 0; ; n++ {
				if err := childTurn(t.Context(), s, w, n); err != nil {
					fmt.Println("error", err)
					return
				}
			}
		}()
	}
	<-t.Context().Done()
}

// childTurn accepts one input and commits one record, and prints each when it is acknowledged.
func childTurn(ctx context.Context, s *sqlite.Store, w, n int) error {
	in := conversation.Input{
		Source: "test", ID: fmt.Sprintf("%d.%d.%d", os.Getpid(), w, n), Kind: conversation.InputText, Text: "hoi",
		Address: conversation.Address{Channel: "test", Sender: fmt.Sprint(w)},
	}
	acc, err := s.Accept(ctx, in)
	if err != nil {
		return err
	}
	id := acc[0].Conversation
	fmt.Println("accepted", id, in.ID)
	l, err := s.Take(ctx, id, "child", time.Minute)
	if err != nil {
		return err
	}
	last := int64(0)
	if len(l.Tail) > 0 {
		last = l.Tail[len(l.Tail)-1].N
	}
	body, err := s.Seal(ctx, id, conversation.ClassPersonal, []byte(in.ID))
	if err != nil {
		return err
	}
	l, err = s.Commit(ctx, l, conversation.Commit{
		Taken: l.Inbox[len(l.Inbox)-1].N, Records: []conversation.Sealed{{N: last + 1, At: time.Now(), Type: "said", Body: body}},
	})
	if err != nil {
		return err
	}
	fmt.Println("committed", id, in.ID, last+1)
	return s.Return(ctx, l)
}

// TestKill kills a process in the middle of its writing, some times over, and checks that what it acknowledged is there.
func TestKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "killed.db")
	for range 3 {
		acknowledged := kill(t, path, 300)
		s, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Key: make([]byte, 32)})
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range acknowledged {
			checkKept(t, s, strings.Fields(line))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// kill runs the child until it has acknowledged so many lines, and kills it. It returns all that it acknowledged.
func kill(t *testing.T, path string, lines int) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$", "-test.v") //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), childPath+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var got []string
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if err == io.EOF {
			break
		}
		if strings.HasPrefix(line, "error") || strings.HasPrefix(line, "---") {
			t.Error(line)
		}
		if err == nil && (strings.HasPrefix(line, "accepted") || strings.HasPrefix(line, "committed")) {
			got = append(got, line)
		}
		if len(got) == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
	if len(got) < lines {
		t.Fatalf("the child acknowledged only %d", len(got))
	}
	return got
}

func checkKept(t *testing.T, s *sqlite.Store, line []string) {
	t.Helper()
	id := conversation.ID(line[1])
	if line[0] == "accepted" {
		acc, err := s.Accept(t.Context(), conversation.Input{Source: "test", ID: line[2], Address: conversation.Address{Channel: "test", Sender: "nobody"}})
		if err != nil || !acc[0].Duplicate || acc[0].Conversation != id {
			t.Errorf("%v was lost: %+v, %v", line, acc, err)
		}
		return
	}
	var n int64
	if _, err := fmt.Sscan(line[3], &n); err != nil {
		t.Fatal(err)
	}
	rs, err := s.Records(t.Context(), id, n-1, 1)
	if err != nil || len(rs) != 1 {
		t.Fatalf("%v was lost: %v", line, err)
	}
	body, err := s.Open(t.Context(), id, conversation.ClassPersonal, rs[0].Body)
	if err != nil || string(body) != line[2] {
		t.Errorf("%v holds %q: %v", line, body, err)
	}
}

// TestKilledInATurn checks that an input which kills the process is not taken for the first time for ever.
func TestKilledInATurn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "poison.db")
	kill(t, path, 20)
	o := sqlite.Options{Path: path, Key: make([]byte, 32)}
	s, err := sqlite.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	acc, err := s.Accept(t.Context(), conversation.Input{Source: "test", ID: "poison", Address: conversation.Address{Channel: "test", Sender: "poison"}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Take(t.Context(), acc[0].Conversation, "me", time.Minute)
	if err != nil || l.Attempts != 1 {
		t.Fatalf("first taking: attempts %d, %v", l.Attempts, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	kill(t, path, 20) // this process knew nothing of the first taking but what is in the file
	if s, err = sqlite.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if l, err = s.Take(t.Context(), acc[0].Conversation, "me", time.Minute); err != nil || l.Attempts != 2 {
		t.Fatalf("second taking: attempts %d, %v", l.Attempts, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
