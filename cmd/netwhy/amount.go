package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
)

// The flags of what is kept have these types. None of them takes zero, which
// could be read as nothing or as all.

// age is a time in days, or as Go writes it.
type age time.Duration

func (a *age) Type() string { return "age" }

func (a *age) String() string {
	const day = 24 * time.Hour
	if d := time.Duration(*a); d%day != 0 {
		return d.String()
	}
	return fmt.Sprintf("%dd", time.Duration(*a)/day)
}

func (a *age) Set(text string) error {
	const most = 100 * 365 // a century of days
	if days, found := strings.CutSuffix(text, "d"); found {
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 || n > most {
			return errors.New("want days from 1 on, such as 90d")
		}
		*a = age(n) * age(24*time.Hour)
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return errors.New("want a time above 0, such as 90d or 12h")
	}
	*a = age(d)
	return nil
}

// count is a number from 1 on.
type count int

func (c *count) Type() string   { return "int" }
func (c *count) String() string { return strconv.Itoa(int(*c)) }

func (c *count) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return errors.New("want a number from 1 on")
	}
	*c = count(n)
	return nil
}

// size is of bytes, as Kubernetes writes it.
type size int

func (s *size) Type() string { return "size" }

func (s *size) String() string { return resource.NewQuantity(int64(*s), resource.BinarySI).String() }

func (s *size) Set(text string) error {
	q, err := resource.ParseQuantity(text)
	if err != nil || q.Value() < 1 || q.Value() > math.MaxInt {
		return errors.New("want a size from 1 byte on, such as 32Mi or 4Gi")
	}
	*s = size(q.Value())
	return nil
}
