package postgres

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Shared is one server for all tests of a package, started by the first that
// asks for it:
//
//	var shared postgres.Shared
//
//	func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }
type Shared struct {
	start  sync.Once
	server *Server
	folder string
	err    error

	mu        sync.Mutex
	databases int
}

// Main runs the tests of a package, then ends the server.
func (s *Shared) Main(m *testing.M) int {
	code := m.Run()
	if s.server != nil {
		s.server.Stop(syscall.SIGQUIT)
	}
	if err := os.RemoveAll(s.folder); err != nil {
		fmt.Fprintln(os.Stderr, "cannot remove the test database:", err)
		return 1
	}
	return code
}

// Server is the package's server.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	if _, err := programs(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	s.start.Do(func() {
		if s.folder, s.err = os.MkdirTemp("", "netwhy-postgres-"); s.err == nil {
			s.server, s.err = Boot(context.WithoutCancel(t.Context()), s.folder)
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}

// Database is the address of a new, empty database of the package's server.
func (s *Shared) Database(t testing.TB) string {
	t.Helper()
	server := s.Server(t)
	s.mu.Lock()
	s.databases++
	name := fmt.Sprintf("test_%d", s.databases)
	s.mu.Unlock()
	c, err := pgx.Connect(t.Context(), server.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(t.Context()) }()
	if _, err := c.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return server.Address(name)
}

// Name is the database's name in an address of this package.
func Name(address string) string {
	_, rest, _ := strings.Cut(address, "@/")
	name, _, _ := strings.Cut(rest, "?")
	return name
}
