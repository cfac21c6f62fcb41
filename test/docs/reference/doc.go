// Package reference makes the reference out of the program.
package reference
