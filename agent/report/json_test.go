package report

import "testing"

func TestWhatCannotBeSeenIsEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "{\n  \"a\": 1\n}": "{\n  \"a\": 1\n}",
		"Service shop/web → Host é": "Service shop/web → Host é",
		"a\u202eb":                  `a\u202eb`, "\u2028": `\u2028`, "\x7f": `\u007f`, "\t\r": `\u0009\u000d`,
		"tag \U000e0041.": `tag \udb40\udc41.`, "a\xff\xfeb": "a\ufffd\ufffdb", "\ufffe→": `\ufffe→`,
	} {
		if got := escapeInvisible(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
