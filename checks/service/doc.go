// Package service judges Services: whether one leads to pods that are ready
// and to ports that are there.
package service
