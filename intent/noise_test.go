package intent

import "testing"

func TestNoise(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"asdfgh": true, "ASDFGHJKL": true, "qwerty": true, "zxcvbn": true, "jkljkljkl": true, "sdfsdf sdfsdf": true, "hjkhjkhjk!!": true, "asdasd": true,
		"Weert": false, "Kerkstraat": false, "afslag": false, "flasks": false, "pfff nou": false, "Tretter": false, "IJsselstraat": false, "salads": false,
		"Angstschreeuw": false, "1234 AB": false, "BRGT12345": false, "sms": false, "Łódź": false, "дом": false, "": false, "C-1001": false, "were": false,
	} {
		if got := noise(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
