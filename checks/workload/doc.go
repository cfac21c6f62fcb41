// Package workload judges workloads: whether they are there, run, and have
// pods that can answer.
//
// # Why
//
// One ready pod answers for its workload. So a fault that stands in some pods
// only, while others are ready, is no failure but a number in a Pass, and a
// Risk of its own check: nobody is accused of an outage that is none.
package workload
