package flows

import "strings"

// Nearest finds the known name that an unknown one is most likely meant to be; empty when none is near.
func Nearest(name string, known []string) string {
	best, distance := "", max(1, (len(name)+1)/3)
	for _, k := range known {
		d := editDistance(name, k, distance)
		if len(name) > 2 && (strings.HasPrefix(k, name) || swapped(name, k)) {
			d = 1
		}
		if d < distance || d == distance && best == "" {
			best, distance = k, d
		}
	}
	return best
}

// didYouMean suggests the known name that is nearest to an unknown one, or lists the known ones when none is near.
func didYouMean(name string, known []string) string {
	best := Nearest(name, known)
	switch {
	case best != "":
		return "did you mean " + best + "?"
	case len(known) == 0:
		return ""
	case len(known) > 16:
		known = append(known[:16:16], "…")
	}
	return "known: " + strings.Join(known, ", ")
}

// swapped reports two names that differ in the order of two letters beside each other.
func swapped(a, b string) bool {
	for i := range min(len(a), len(b)) - 1 {
		if a[i] != b[i] {
			return a[:i]+a[i+1:i+2]+a[i:i+1]+a[i+2:] == b
		}
	}
	return false
}

// editDistance counts the letters to add, drop or change; anything above most is reported as most+1.
func editDistance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 60 || len(y) > 60 || len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, c := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, d := range y {
			change := diagonal
			if c != d {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return min(row[len(y)], most+1)
}
