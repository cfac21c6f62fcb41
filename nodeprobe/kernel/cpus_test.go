package kernel

import (
	"fmt"
	"strings"
	"testing"
)

func TestCPUSets(t *testing.T) {
	for _, test := range []struct {
		parse func(string) ([]int, error)
		text  string
		want  []int // nil is an error
	}{
		{cpuList, "", []int{}},
		{cpuList, "0", []int{0}},
		{cpuList, "0-3,8", []int{0, 1, 2, 3, 8}},
		{cpuList, "8191", []int{8191}},
		{cpuList, "8192", nil},
		{cpuList, "0-4294967295", nil},
		{cpuList, "3-1", nil},
		{cpuList, "1,1", nil},
		{cpuList, "0-8191,0-8191", nil},
		{cpuList, "0-3:1/2", nil},
		{cpuList, "-1", nil},
		{cpuMask, "0", []int{}},
		{cpuMask, "3", []int{0, 1}},
		{cpuMask, "00000001,80000002", []int{1, 31, 32}},
		{cpuMask, "ff,00000000,00000000", []int{64, 65, 66, 67, 68, 69, 70, 71}},
		{cpuMask, "", nil},
		{cpuMask, "1,,1", nil},
		{cpuMask, "100000000", nil},
		{cpuMask, strings.Repeat("0,", 256) + "0", nil},
	} {
		got, err := test.parse(test.text)
		if (err == nil) != (test.want != nil) {
			t.Errorf("%q: %v, %v", test.text, got, err)
		}
		if err == nil {
			equal(t, got, test.want)
		}
	}
}

func FuzzCPUList(f *testing.F) {
	f.Add("0-3,8")
	f.Fuzz(func(t *testing.T, text string) {
		cpus, err := cpuList(text)
		if err == nil {
			equal(t, must(cpuList(strings.ReplaceAll(strings.Trim(fmt.Sprint(cpus), "[]"), " ", ",")))(t), cpus)
		}
	})
}

func FuzzCPUMask(f *testing.F) {
	f.Add("00000001,80000002")
	f.Fuzz(func(t *testing.T, text string) {
		cpus, err := cpuMask(text)
		if err != nil {
			return
		}
		groups := make([]uint32, mostCPUs/32)
		for _, c := range cpus {
			groups[len(groups)-1-c/32] |= 1 << (c % 32)
		}
		equal(t, must(cpuMask(strings.ReplaceAll(strings.Trim(fmt.Sprintf("%08x", groups), "[]"), " ", ",")))(t), cpus)
	})
}
