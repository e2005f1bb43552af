//go:build !unix

package sqlite

import (
	"errors"
	"os"
)

// lockFile refuses: without an exclusive lock two processes could lend the same conversation.
func lockFile(string) (*os.File, error) {
	return nil, errors.New("the embedded database needs a system with file locks (Linux, macOS, BSD)")
}
