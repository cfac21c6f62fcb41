// Command serve is a model that cooperates, at the address that it is given.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"github.com/netwhy/netwhy/test/models"
)

func main() {
	handler, err := models.Handler()
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: os.Args[1], Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
