package company

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Not parallel: it changes the working directory.
func TestTheFolderOneIsInIsNoDemo(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, dir, err := FolderOf("."); err != nil || dir != "." {
		t.Errorf("the folder one is in: %q, %v", dir, err)
	}
	if _, dir, err := FolderOf("shop"); err != nil || dir != "" {
		t.Errorf("a demo has a directory: %q, %v", dir, err)
	}
	if err := os.Mkdir("shop", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("shop", "config.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := FolderOf("shop"); err == nil || !strings.Contains(err.Error(), "./shop") {
		t.Errorf("a name that is a demo and a folder: %v", err)
	}
	if _, dir, err := FolderOf("./shop"); err != nil || dir != "./shop" {
		t.Errorf("the folder by its path: %q, %v", dir, err)
	}
}
