// Package service judges Services: whether one exists, leads to pods that are ready
// and to ports that are there, and whether it can be reached from outside.
package service
