package nodeprobe

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	rounds  = 5
	samples = 20 // of a round; the ring of the probe holds 9
	// pause is the time between readings: long enough that one ends before the next
	// begins, and the collector of garbage between them.
	pause = 100 * time.Millisecond
	// minute is how long the probe is watched at its own interval.
	minute = 60 * time.Second

	probeAt    = "127.0.0.1:9465"
	exporterAt = "127.0.0.1:9100"
)

// collectors are those of node_exporter that tell what the probe tells too.
var collectors = []string{"netdev", "netstat", "softnet", "sockstat", "conntrack", "arp", "softirqs", "interrupts", "pressure", "netclass", "ethtool", "qdisc"}

// figures are medians over the rounds.
type figures struct {
	Probe, Exporter cost
	// Share is of one processor, at the probe's own interval.
	Share      float64
	Namespaces int
	Load       string
	// Yardstick is what a fixed piece of work took of the processor meanwhile: on
	// a busy machine the same costs up to twice as much.
	Yardstick time.Duration
}

// cost is of one program.
type cost struct {
	Processor time.Duration // of one reading
	Least     time.Duration // of the best round: what others on the machine disturbed least
	Resident  int64         // bytes at the end
	Heap      int64         // of them, what is no file
	Answer    int64         // bytes
}

// measure makes the node and has both programs read it.
func measure(root string) (f figures, err error) {
	n := node{root: root, cgroup: filepath.Join(root, "cgroup")}
	if err := n.start(); err != nil {
		return f, err
	}
	probe, exporter := filepath.Join(root, "nodeprobe"), filepath.Join(root, "node_exporter")
	fast, err := startProbe(root, probe, "-interval", pause.String())
	if err != nil {
		return f, err
	}
	args := []string{"--collector.disable-defaults", "--web.disable-exporter-metrics", "--log.level=error", "--web.listen-address=" + exporterAt,
		"--path.procfs=" + filepath.Join(root, "proc"), "--path.sysfs=" + filepath.Join(root, "sys")}
	for _, c := range collectors {
		args = append(args, "--collector."+c)
	}
	other, err := start(root, exporter, args...)
	if err != nil {
		return f, err
	}
	if err := fast.answers(probeAt, "/healthz"); err != nil {
		return f, err
	}
	if err := other.answers(exporterAt, "/"); err != nil {
		return f, err
	}
	var ours, theirs, yardsticks []time.Duration
	for range rounds + 1 { // the first fills caches and the ring
		d, err := fast.sampled()
		if err != nil {
			return f, err
		}
		ours = append(ours, d)
		if err := fast.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
			return f, err
		}
		if d, f.Exporter.Answer, err = other.scraped(); err != nil {
			return f, err
		}
		if err := fast.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			return f, err
		}
		theirs = append(theirs, d)
		if d, err = yardstick(); err != nil {
			return f, err
		}
		yardsticks = append(yardsticks, d)
	}
	f.Probe.Processor, f.Exporter.Processor = median(ours[1:]), median(theirs[1:])
	f.Yardstick = median(yardsticks)
	f.Probe.Least, f.Exporter.Least = slices.Min(ours[1:]), slices.Min(theirs[1:])
	for p, c := range map[*process]*cost{fast: &f.Probe, other: &f.Exporter} {
		if c.Resident, err = p.resident("VmRSS"); err != nil {
			return f, err
		}
		if c.Heap, err = p.resident("RssAnon"); err != nil {
			return f, err
		}
		if err := p.stop(); err != nil {
			return f, err
		}
	}
	if err := f.idle(root, probe); err != nil {
		return f, err
	}
	load, err := os.ReadFile("/proc/loadavg")
	f.Load = strings.Join(strings.Fields(string(load))[:3], " ")
	runtime.KeepAlive(n.sockets)
	return f, err
}

func startProbe(root, program string, args ...string) (*process, error) {
	in := func(name string) string { return filepath.Join(root, name) }
	return start(root, program, append([]string{"-node", "bench", "-root", root, "-listen", "127.0.0.1:9464", "-public", probeAt,
		"-cert", in("tls.crt"), "-key", in("tls.key"), "-client-ca", in("ca.crt")}, args...)...)
}

// idle watches the probe at its own interval, and asks it for a window at last.
func (f *figures) idle(root, program string) error {
	p, err := startProbe(root, program)
	if err != nil {
		return err
	}
	if err := p.answers(probeAt, "/healthz"); err != nil {
		return err
	}
	for taken := 0; taken < 2; { // starting up is over with the second sample
		time.Sleep(pause)
		if taken, err = p.samples(); err != nil {
			return err
		}
	}
	began, before := time.Now(), time.Duration(0)
	if before, err = p.processor(); err != nil {
		return err
	}
	time.Sleep(minute - time.Second) // ends before the sample after the last
	after, err := p.processor()
	if err != nil {
		return err
	}
	f.Share = float64(after-before) / float64(time.Since(began))
	if f.Probe.Answer, f.Namespaces, err = asked(root); err != nil {
		return err
	}
	return p.stop()
}

// answers waits until a program does.
func (p *process) answers(address, path string) error {
	for range 100 {
		if _, err := get(address, path); err == nil {
			return nil
		}
		time.Sleep(pause)
	}
	return fmt.Errorf("cannot reach %s: %s", address, p.said.String())
}

// sampled is the processor time of one of the probe's samples.
func (p *process) sampled() (time.Duration, error) {
	first, err := p.samples()
	if err != nil {
		return 0, err
	}
	before, err := p.processor()
	if err != nil {
		return 0, err
	}
	last := first
	for last < first+samples {
		time.Sleep(samples / 2 * pause) // each question costs the probe a little
		if last, err = p.samples(); err != nil {
			return 0, err
		}
	}
	after, err := p.processor()
	return (after - before) / time.Duration(last-first), err
}

// samples is how many there were.
func (p *process) samples() (int, error) {
	answer, err := get(probeAt, "/metrics")
	if err != nil {
		return 0, err
	}
	for scan := bufio.NewScanner(strings.NewReader(answer)); scan.Scan(); {
		if n, found := strings.CutPrefix(scan.Text(), "netwhy_probe_samples_total "); found {
			return strconv.Atoi(n)
		}
	}
	return 0, fmt.Errorf("cannot find the number of samples in %q", answer)
}

// scraped is the processor time of one scrape of node_exporter, and the size of
// its answer.
func (p *process) scraped() (time.Duration, int64, error) {
	before, err := p.processor()
	if err != nil {
		return 0, 0, err
	}
	var answer string
	for range samples {
		if answer, err = get(exporterAt, "/metrics"); err != nil {
			return 0, 0, fmt.Errorf("%w: it said %q", err, p.said.String())
		}
		time.Sleep(pause)
	}
	after, err := p.processor()
	return (after - before) / samples, int64(len(answer)), err
}

func get(address, path string) (string, error) {
	request, err := http.NewRequest(http.MethodGet, "http://"+address+path, http.NoBody)
	if err != nil {
		return "", err
	}
	request.Header.Set("Accept-Encoding", "gzip") // as Prometheus and netwhy ask; the answer stays packed
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("cannot get %s: %s: %s", path, answer.Status, text)
	}
	return string(text), err
}

// yardstick hashes 16 MiB.
func yardstick() (time.Duration, error) {
	block, sum := make([]byte, 1<<20), sha256.New()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, after unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &before); err != nil {
		return 0, err
	}
	for range 16 {
		sum.Write(block)
	}
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &after)
	return time.Duration(after.Nano() - before.Nano()), err
}

func median(list []time.Duration) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}
