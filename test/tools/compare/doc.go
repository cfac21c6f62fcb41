// Command compare runs the benchmarks of this tree and those of another
// revision in turn, prints the table of benchstat, and fails where this tree is
// worse.
//
// # Contract
//
// Worse is what grew beyond the limit of its unit, as a ratio (allocations and
// bytes 1.10, time 1.5), at its best and in the better quarter of its runs; is
// so again when it is measured once more, for longer; and, both measurements
// together, does not differ by chance (Mann-Whitney, p < 0.01; with too few runs
// for that, each of them is worse than each of before). A unit without a limit
// is shown and not judged.
//
// What is worse on purpose is said by the commit that makes it so, in a trailer
// of its message: "Costs: BenchmarkPlan/call/make the table asks of pools too".
// It holds for this benchmark and its parts until the revision compared with has
// it.
//
// A benchmark that only one side has is listed. A benchmark whose input changes
// is another benchmark and gets another name: under the old one it would be
// compared with what it no longer does. A package of which both sides compile to
// the same program is not run: nothing in it can have changed.
//
// In place of packages it takes a command (-run) that prints lines of benchmarks
// in any units, from the start of a line; -limit says what each unit may grow by.
// It is run at the top of both trees, of which the old one is no repository. Of
// a test that prints such lines, "go test" needs -count=1: it would repeat what
// it printed before.
//
// What the old tree cannot compile or run is told and left out, and so is no
// hindrance to who mends it; what the new tree cannot is an error.
//
// Where there is nothing to compare with, such as in a clone without history,
// it says so and fails, unless -may-lack lets it pass.
//
// # Why
//
// Runs of both sides alternate, so that a busy machine troubles both alike; a
// disturbance only adds time, so that the better runs are those to trust, where
// a test of significance alone would be blind; and chance does not strike twice
// at the same place. The revision is unpacked from git's archive and not checked
// out, so that the repository is left alone. Both sides are compiled as "make
// build" does, paths trimmed, so that they share what it left in the build cache.
package main
