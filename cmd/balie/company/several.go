package company

import "fmt"

// Several counts things in words: no errors, 1 error, 2 errors.
func Several(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case n == 0:
		return "no " + plural(what)
	}
	return fmt.Sprintf("%d %s", n, plural(what))
}

func plural(what string) string {
	if what[len(what)-1] == 's' {
		return what + "es"
	}
	return what + "s"
}
