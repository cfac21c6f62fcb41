package recorded_test

import (
	"fmt"
	"os"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	g := open(t, os.Getenv("OFF6_BIG"), nil, nil)
	at := time.Now()
	if _, err := g.Tools(2 * time.Minute); err != nil {
		t.Fatal(err)
	}
	fmt.Println("tools", time.Since(at))
	g = open(t, os.Getenv("OFF6_BIG"), nil, nil)
	at = time.Now()
	_, r := ask(t, asked, "", g)
	fmt.Println("ask", time.Since(at), r.Status)
}
