package main

// source is where the code is; the images name it.
const source = "https://github.com/netwhy/netwhy"

// program is one of the two that an image holds.
type program struct {
	name        string // of the image and of the SBOM
	pkg         string
	binary      string // its path within the image
	title       string
	description string
	folders     []folder
	roots       bool // it speaks TLS with the public internet
}

type folder struct {
	path string
	mode int64
	own  bool // by the image's user
}

// user is the one that an image runs as, and the only one beside root that it knows.
const user = 65532

var programs = []program{
	{
		name: "netwhy", pkg: "./cmd/netwhy", binary: "/netwhy", roots: true,
		title: "Netwhy", description: "Tells why a cluster's network is broken, and proves it",
		folders: []folder{{"tmp", 0o1777, false}, {"data", 0o700, true}},
	},
	{
		name: "netwhy-nodeprobe", pkg: "./cmd/nodeprobe", binary: "/nodeprobe",
		title: "Netwhy node probe", description: "Reads what the kernel of a node counts",
	},
}

// platforms are those that AKS has Linux nodes of.
var platforms = []string{"amd64", "arm64"}
