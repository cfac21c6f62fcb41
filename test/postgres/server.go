package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const ready = time.Minute // for starting, on a busy machine

// Server is a running server.
type Server struct {
	folder, programs string
	credential       *syscall.Credential
	process          *exec.Cmd
	ended            chan struct{}
}

// programs is the folder of the newest version that Debian installed.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("cannot find PostgreSQL: run `make deps`")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// Boot starts a server in an empty folder, which becomes its user's.
func Boot(ctx context.Context, folder string) (*Server, error) {
	s := &Server{folder: folder}
	var err error
	if s.programs, err = programs(); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if err := s.become("postgres"); err != nil {
			return nil, err
		}
	}
	// Nothing that a test writes needs to survive the machine.
	initdb := s.command(ctx, "initdb", "--pgdata="+s.data(), "--username=netwhy", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cannot make a database: %w\n%s", err, out)
	}
	return s, s.Start(ctx)
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func (s *Server) become(name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return fmt.Errorf("cannot run PostgreSQL as root, nor find its user: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.folder, int(uid), int(gid))
}

func (s *Server) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(s.programs, program), args...)
	c.Dir, c.Env = s.folder, []string{"HOME=" + s.folder, "TMPDIR=" + s.folder, "LC_ALL=C"}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.credential, Pdeathsig: syscall.SIGQUIT}
	return c
}

// Start starts the server again after Kill.
func (s *Server) Start(ctx context.Context) error {
	output, err := os.Create(filepath.Join(s.folder, "server.log"))
	if err != nil {
		return fmt.Errorf("cannot log the server's output: %w", err)
	}
	s.process, s.ended = s.command(context.WithoutCancel(ctx), "postgres", "-D", s.data(), "-k", s.folder, "-c", "listen_addresses="), make(chan struct{})
	s.process.Stdout, s.process.Stderr = output, output
	started := make(chan error, 1)
	go func(process *exec.Cmd, ended chan struct{}) {
		runtime.LockOSThread() // the parent-death signal is about the thread
		defer output.Close()
		defer close(ended)
		err := process.Start()
		started <- err
		if err == nil {
			_ = process.Wait() // how it ended is in its log
		}
	}(s.process, s.ended)
	if err := <-started; err != nil {
		return fmt.Errorf("cannot start PostgreSQL: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, ready)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.Address("postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-s.ended:
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
			continue
		}
		text, _ := os.ReadFile(output.Name()) // it is there to say more
		return fmt.Errorf("cannot start PostgreSQL: %w; its log:\n%s", err, text)
	}
}

// Stop ends the server and waits for it. SIGQUIT is a crash: it writes nothing more.
func (s *Server) Stop(signal syscall.Signal) {
	_ = s.process.Process.Signal(signal) // an error means that it has ended
	<-s.ended
}

// Address is that of one of its databases.
func (s *Server) Address(database string) string {
	return "postgres://netwhy@/" + database + "?" + url.Values{"host": {s.folder}}.Encode()
}

// Dump is a database as SQL.
func (s *Server) Dump(ctx context.Context, database string) ([]byte, error) {
	return s.command(ctx, "pg_dump", "--host="+s.folder, "--username=netwhy", "--no-owner", "--inserts", database).Output()
}

// Load runs SQL, such as that of Dump, in a database.
func (s *Server) Load(ctx context.Context, database, file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	c := s.command(ctx, "psql", "--host="+s.folder, "--username=netwhy", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname="+database)
	c.Stdin = in
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot load %s: %w\n%s", file, err, out)
	}
	return nil
}
