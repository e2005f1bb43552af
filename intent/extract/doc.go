// Package extract finds typed values in what a customer wrote: a yes or no, a choice, a number, an amount, a day, a
// time, an e-mail address, a phone number, a bank account, a postcode or an address.
//
// Dutch and English are read side by side, since customers mix them. What the extractors know of a language (months,
// number words, how people agree) stands in words/*.yaml; the code knows only grammar. Every extractor takes any
// bytes, never fails, and answers with what it found and where; nothing found is no answer at all.
package extract
