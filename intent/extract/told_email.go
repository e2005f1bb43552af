package extract

import (
	"strings"

	"balie/conversation"
)

// Bounds of an e-mail address that is told in words, in tokens.
const (
	mostLocal  = 12 // before the sign of an e-mail address
	mostSpaced = 3  // words of a host that are written apart
)

// How a token stands for the sign in an e-mail address.
const (
	atNot   = iota
	atMark  // as the mark itself
	atWord  // as a word that means nothing else
	atMaybe // as a word that means something else as often
)

// toldEmails finds e-mail addresses that are told in words, as over the phone: jan punt smit apenstaartje voorbeeld punt nl.
func (x *Extractor) toldEmails(ts []Token, text string) []Found {
	var out []Found
	for i := 0; i < len(ts); i++ {
		how, n := x.atSign(ts, i)
		if how == atNot {
			continue
		}
		host, end, hostTold := x.host(ts, text, i+n)
		begin := x.localBegin(ts, i)
		local, localTold, ok := x.local(ts, text, begin, i)
		if !ok || host == "" || how != atWord && !hostTold && !localTold {
			continue
		}
		address := local + "@" + host
		if emailPattern.FindString(address) != address || !plainLocal(local) {
			continue
		}
		out = append(out, Found{Value: conversation.Of(conversation.Email, address), Start: ts[begin].Start, End: ts[end-1].End,
			Text: text[ts[begin].Start:ts[end-1].End], Confidence: 0.9})
		i = end - 1
	}
	return out
}

func (x *Extractor) atSign(ts []Token, i int) (how, n int) {
	if mark(ts, i, "@") {
		return atMark, 1
	}
	return x.is(listAtSign, ts, i)
}

// host reads what stands behind the sign: words and dots. end is the token behind it; told: a mark in it is a word.
func (x *Extractor) host(ts []Token, text string, i int) (host string, end int, told bool) {
	var b strings.Builder
	words, dots := 0, 0
	for i < len(ts) {
		if sign, n := x.sign(ts, i); n > 0 && (sign == "." || sign == "-") && b.Len() > 0 && i+n < len(ts) && ts[i+n].Kind != Mark {
			told = told || ts[i].Kind == Word
			b.WriteString(sign)
			b.WriteString(written(text, ts[i+n]))
			if sign == "." {
				dots++
			}
			i += n + 1
			end = i
			continue
		}
		if ts[i].Kind == Mark || dots > 0 || words == mostSpaced {
			break
		}
		b.WriteString(written(text, ts[i]))
		words++
		i++
	}
	if dots == 0 {
		return "", 0, false
	}
	return b.String(), end, told
}

// localBegin returns where what stands before the sign at token i begins: behind a mark, or behind a word that leads to it.
func (x *Extractor) localBegin(ts []Token, i int) int {
	begin := i
	for begin > 0 && i-begin < mostLocal {
		if ts[begin-1].Kind == Mark {
			if _, n := x.sign(ts, begin-1); n == 0 || !touches(ts, begin-1) || !touches(ts, begin) {
				break
			}
		} else if _, n := x.is(listToldLead, ts, begin-1); n > 0 {
			break
		}
		begin--
	}
	return begin
}

// local reads what stands before the sign: its words without the spaces between them.
func (x *Extractor) local(ts []Token, text string, i, to int) (local string, told, ok bool) {
	for i < to {
		if sign, n := x.sign(ts, i); n > 0 {
			told = told || ts[i].Kind == Word
			local += sign
			i += n
			continue
		}
		if letter, times, n := x.spelling(ts, i); n > 0 && local != "" {
			if local, ok = respell(local, letter, times); !ok {
				return "", false, false
			}
			told = true
			i += n
			continue
		}
		if more, n := x.repeated(ts, text, i); n > 0 {
			local, told = local+more, true
			i += n
			continue
		}
		if ts[i].Kind == Mark {
			return "", false, false
		}
		local += written(text, ts[i])
		i++
	}
	return local, told, local != ""
}

// sign returns the mark that token i is or stands for, of those that an address has.
func (x *Extractor) sign(ts []Token, i int) (string, int) {
	if mark(ts, i, ".-_+") {
		return ts[i].Word, 1
	}
	r, n := x.is(listSign, ts, i)
	return string(rune(r)), n
}

// written is a token as it is written in an address.
func written(text string, t Token) string { return strings.ToLower(text[t.Start:t.End]) }

// repeated reads a letter or digit that is told to stand there more than once: dubbel s, double seven.
func (x *Extractor) repeated(ts []Token, text string, i int) (string, int) {
	times, n := x.is(listTimes, ts, i)
	if n == 0 || i+n >= len(ts) || ts[i+n].Kind == Mark {
		return "", 0
	}
	one := written(text, ts[i+n])
	if d, ok := x.toldNumber(ts[i+n]); ok {
		one = d
	}
	if len(one) != 1 {
		return "", 0
	}
	return strings.Repeat(one, times), n + 1
}

// spelling reads how a word before it is spelled: met dubbel s, with two n's.
func (x *Extractor) spelling(ts []Token, i int) (letter byte, times, n int) {
	_, n = x.is(listToldWith, ts, i)
	if n == 0 {
		return 0, 0, 0
	}
	times, k := x.is(listTimes, ts, i+n)
	if k == 0 {
		if times, k = x.is(listNumber, ts, i+n); k > 0 {
			times--
		} else if times, k = x.is(listArticle, ts, i+n); k == 0 {
			return 0, 0, 0
		}
	}
	at := i + n + k
	if at >= len(ts) || ts[at].Kind != Word || times < 1 || len(ts[at].Word) > 1 && !x.set[listLetters].has(Token{Word: ts[at].Word[1:]}) {
		return 0, 0, 0
	}
	return ts[at].Word[0], times, n + k + 1
}

// respell makes a letter stand so many times in a row where it stands in a word; false where it is not clear where.
func respell(word string, letter byte, times int) (string, bool) {
	at, length, runs := 0, 0, 0
	for i := 0; i < len(word); i++ {
		if word[i] != letter || i > 0 && word[i-1] == letter {
			continue
		}
		n := 1
		for i+n < len(word) && word[i+n] == letter {
			n++
		}
		if n == times {
			return word, true
		}
		at, length, runs = i, n, runs+1
	}
	if runs != 1 {
		return "", false
	}
	return word[:at] + strings.Repeat(string(letter), times) + word[at+length:], true
}

// Respelled mends an e-mail address by a text that says no more than how it, or a word of it, is spelled: met dubbel s.
func (x *Extractor) Respelled(text, address string) (string, bool) {
	ts := trimMarks(x.tokens(text))
	i := x.skip(ts, 0, listFiller, listCorrection)
	if i < len(ts) && ts[i].Kind == Word && strings.Contains(address, written(text, ts[i])) {
		i++
	}
	letter, times, n := x.spelling(ts, i)
	if n == 0 || i+n+x.skip(ts, i+n, listFiller) < len(ts) {
		return "", false
	}
	return respellLocal(address, letter, times)
}

func respellLocal(address string, letter byte, times int) (string, bool) {
	local, host, _ := strings.Cut(address, "@")
	local, ok := respell(local, letter, times)
	return local + "@" + host, ok
}
