// Package ipam judges addresses: whether pods, nodes and Services get one, and
// whether one is given twice.
package ipam
