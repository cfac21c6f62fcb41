package install

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// outside is where the world outside the cluster is reached.
const outside = "203.0.113.10"

// postgres starts a real server outside the cluster, and gives how it is started.
func (w *world) postgres(t *testing.T) machine.Process {
	t.Helper()
	who, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Fatalf("there is no PostgreSQL: %v", err)
	}
	dir := w.database
	uid, err := strconv.Atoi(who.Uid)
	if err == nil {
		err = os.Chown(dir, uid, -1)
	}
	if err != nil {
		t.Fatal(err)
	}
	become := []string{"--reuid=" + who.Uid, "--regid=" + who.Gid, "--clear-groups"}
	data := filepath.Join(dir, "data")
	if _, err := w.Control().Do(t.Context(), append(append([]string{"setpriv"}, become...), found[0], "--pgdata="+data, "--username=netwhy", "--auth=trust", "--no-locale", "--encoding=UTF8")...); err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(data, "pg_hba.conf")
	if err := os.WriteFile(rules, []byte("local all all trust\nhost all all 0.0.0.0/0 trust\n"), 0o600); err != nil { // it is reached from this machine only
		t.Fatal(err)
	}
	server := machine.Process{Name: "postgres", Path: "/usr/bin/setpriv", Args: append(become,
		filepath.Join(filepath.Dir(found[0]), "postgres"), "-D", data, "-h", outside, "-k", dir)}
	w.started(t, server, found[0])
	if _, err := w.Control().Do(t.Context(), filepath.Join(filepath.Dir(found[0]), "createdb"), "-h", dir, "-U", "netwhy", "netwhy"); err != nil {
		t.Fatal(err)
	}
	return server
}

// started starts the server and waits until it answers.
func (w *world) started(t *testing.T, server machine.Process, initdb string) {
	t.Helper()
	if err := w.Control().Start(t.Context(), server); err != nil {
		t.Fatal(err)
	}
	await(t, "PostgreSQL", func() error {
		_, err := w.Control().Do(t.Context(), filepath.Join(filepath.Dir(initdb), "pg_isready"), "-h", outside)
		return err
	})
}

// survivesPostgres is of two replicas over one database.
func (w *world) survivesPostgres(t *testing.T) {
	server := w.postgres(t)
	w.Helm(t, "upgrade", "netwhy", w.chart(now), "--reuse-values", "--set", "replicas=2,store.postgres.enabled=true,store.postgres.sslMode=disable,store.postgres.host="+outside, "--wait", "--timeout=2m")
	w.browser = w.signIn(t)
	w.kept = w.browser.begin(t, "DNS is broken")
	w.browser.ended(t, w.kept)
	was := w.restarts(t)
	if err := w.Control().Stop(t.Context(), server.Name); err != nil {
		t.Fatal(err)
	}
	if status, text, err := w.browser.send(t, "GET", "/api/conversations/"+w.kept, nil); err == nil && status < 500 {
		t.Errorf("without a database it answers %d: %.200s", status, text)
	}
	if err := w.Control().Start(t.Context(), server); err != nil {
		t.Fatal(err)
	}
	await(t, "the conversation", func() error {
		state, _, err := w.browser.last(t, w.kept)
		if err == nil && state != "done" {
			err = errors.New(state)
		}
		return err
	})
	w.ready(t)
	seen(t, w.ask(t))
	w.browser.keeps(t, w.kept)
	if is := w.restarts(t); is != was || strings.Count(is, "netwhy-") != 2 {
		t.Errorf("the replicas were started again: %s, after %s", is, was)
	}
}
