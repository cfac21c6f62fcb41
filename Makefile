# Every tool that this file uses is installed by "make deps".
SHELL := /bin/bash
GO ?= go
BIN := bin
TOOLS := $(BIN)/tools
# Tools are built once for each version of their module file.
LINT := $(TOOLS)/golangci-lint
VULN := $(TOOLS)/govulncheck
# Where a build comes from: of the commit alone, so that who builds it again gets the same bytes.
VERSION ?= $(shell git describe --tags --always --dirty --abbrev=12 2>/dev/null || echo dev)
COMMIT ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1)
DATE ?= $(shell TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null)
LDFLAGS := -s -w -buildid= -X main.version=$(VERSION) -X main.commit=$(COMMIT) -X main.date=$(DATE)

.PHONY: help deps build images image-test images-push images-sign images-digests chart-push cli cli-sign release-notes release-publish demo ui browser screenshots check lint test authorities hubble openai mcp chart drill fuzz load scale vuln bench compare costs generate clean e2e e2e-one install cluster-up cluster-down

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# What Debian supplies to the control plane, the store and the real cluster of the tests.
PACKAGES := etcd-server containerd runc containernetworking-plugins clang-19 llvm-19 iptables nftables conntrack iproute2 bpftool ethtool postgresql

# Installs those that are not there. What dpkg-query knows by name only is not.
debian = set -e; missing=$$(for p in $(1); do [ "$$(dpkg-query -Wf '$${db:Status-Status}' $$p 2>/dev/null)" = installed ] || echo $$p; done); \
  [ -z "$$missing" ] || { apt-get update -qq; apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=280 $$missing >/dev/null; }

deps: ## install what the tests need: Debian packages, Kubernetes and Cilium (built once), the linter
	@$(call debian,$(PACKAGES))
	$(GO) mod download
	$(GO) run ./test/binary/install
	$(MAKE) $(LINT)

build: $(BIN)/netwhy ## build bin/netwhy

.PHONY: $(BIN)/netwhy
$(BIN)/netwhy:
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags='$(LDFLAGS)' -o $@ ./cmd/netwhy

# What a release hands out is made by a program that is a module of its own: no Docker daemon, and a registry only to push to.
RELEASE := $(TOOLS)/release
REGISTRY ?= localhost
PLATFORMS ?= amd64,arm64
TAG := $(subst +,-,$(patsubst v%,%,$(VERSION)))
HELM ?= helm
COSIGN ?= cosign
COSIGNFLAGS ?= --yes

$(RELEASE): $(wildcard test/tools/release/*) Makefile
	cd test/tools/release && CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -o ../../../$@ .

images: $(RELEASE) ## both images for amd64 and arm64 as OCI archives, digests and SBOMs into bin/images
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) $(RELEASE) images -platforms $(PLATFORMS) -version $(VERSION) -commit $(COMMIT) -registry $(REGISTRY) -o $(BIN)/images

image-test: ## what images hold, that they run and are built again alike; archives, chart, workflow and changelog
	cd test/tools/release && $(GO) mod tidy -diff && $(GO) vet ./... && $(GO) test ./...

images-push: $(RELEASE) ## push what "make images" wrote: make images-push REGISTRY=host/path
	set -o pipefail; $(RELEASE) push -version $(VERSION) -registry $(REGISTRY) -from $(BIN)/images | tee $(BIN)/images/pushed.txt

images-sign: ## sign what "make images-push" pushed, and attest the SBOMs
	set -e; while read -r ref sbom; do if [ "$$sbom" = - ]; then $(COSIGN) sign $(COSIGNFLAGS) --recursive "$$ref" </dev/null; \
	  else $(COSIGN) attest $(COSIGNFLAGS) --type spdxjson --predicate "$$sbom" "$$ref" </dev/null; fi; done <$(BIN)/images/pushed.txt

images-digests: ## print the digests of both images
	@set -e; for name in netwhy netwhy-nodeprobe; do echo "$$name=$$(cat $(BIN)/images/$$name.digest)"; done

chart-push: $(RELEASE) ## pack the chart with the digests of "make images", push it below REGISTRY/charts, sign it
	$(RELEASE) chart -chart charts/netwhy -images $(BIN)/images -registry $(REGISTRY) -o $(BIN)/chart
	$(HELM) package $(BIN)/chart/netwhy --version $(TAG) --app-version $(TAG) --destination $(BIN)/chart
	set -o pipefail; $(HELM) push $(HELMFLAGS) $(BIN)/chart/netwhy-$(TAG).tgz oci://$(REGISTRY)/charts 2>&1 | tee $(BIN)/chart/pushed.txt
	$(COSIGN) sign $(COSIGNFLAGS) $(REGISTRY)/charts/netwhy@$$(awk '/^Digest:/ { print $$2 }' $(BIN)/chart/pushed.txt)

cli: $(RELEASE) ## the command line for six systems, checksums and krew's manifest into bin/cli
	rm -rf $(BIN)/cli
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) $(RELEASE) cli -version $(VERSION) -commit $(COMMIT) -o $(BIN)/cli

cli-sign: ## sign the checksums of "make cli"
	$(COSIGN) sign-blob $(COSIGNFLAGS) --bundle $(BIN)/cli/checksums.txt.sigstore.json $(BIN)/cli/checksums.txt

release-notes: $(RELEASE) ## what the changelog says of VERSION (or of VERSION=Unreleased) into bin/release-notes.md
	$(RELEASE) notes -version $(VERSION) >$(BIN)/release-notes.md

release-publish: ## the release of VERSION at GitHub, with archives and SBOMs
	gh release create $(VERSION) --verify-tag --title $(VERSION) --notes-file $(BIN)/release-notes.md $(if $(findstring -,$(VERSION)),--prerelease) $(BIN)/cli/* $(BIN)/images/*.spdx.json

# The built page is committed, so that a Go toolchain alone builds the program.
ui: ## build the page of "netwhy serve" from agent/web/ui
	cd agent/web/ui && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

BROWSER := chromium fonts-dejavu-core

browser: build node ## the page in a real Chromium, as its users use it; the committed page is that of its sources
	@$(call debian,$(BROWSER))
	$(MAKE) ui && git diff --exit-code --stat agent/web/ui/dist
	cd test/browser && npm ci --no-audit --no-fund --loglevel=error && node --test --test-concurrency=1 .

# Node.js of any packager will do; Debian's comes with npm apart.
.PHONY: node
node:
	@{ command -v node && command -v npm; } >/dev/null || { $(call debian,nodejs npm); }

screenshots: build ## pictures of every page into bin/screenshots
	cd test/browser && npm ci --no-audit --no-fund --loglevel=error && node screenshots.mjs ../../$(BIN)/screenshots \
	  && SCREENSHOTS=../../$(BIN)/screenshots node --test --test-name-pattern="each page" signin.test.mjs

demo: build ## show three recorded reports; needs no cluster
	$(BIN)/netwhy demo

$(LINT): test/tools/lint/go.mod
	cd test/tools/lint && CGO_ENABLED=0 $(GO) build -trimpath -o ../../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(VULN): test/tools/lint/go.mod
	cd test/tools/lint && CGO_ENABLED=0 $(GO) build -trimpath -o ../../../$@ golang.org/x/vuln/cmd/govulncheck

check: lint ## the inner loop: vet, lint, unit tests and fixtures
	$(GO) test ./cmd/... ./agent/... ./checks/... ./prompts/... ./test/house/...

lint: $(LINT) ## go vet, staticcheck and friends, tidy modules
	$(GO) vet ./...
	$(LINT) run ./...
	$(GO) mod tidy -diff
	cd test/cyclonus && $(GO) vet ./... && $(GO) mod tidy -diff

# Every scenario meets every hostile model, which would take an hour under the race detector.
# The drills run after all else: on request, some of them turn knobs of the whole machine.
test: lint ## race and shuffle, the scenarios on a real API server, fuzz smoke; all but the real cluster
	$(GO) test -race -shuffle=on -timeout 30m -skip '^TestScenarios$$' $$($(GO) list ./... | grep -vxE '.*/test/(realcluster|e2e|paths|drill|install|load|bench/scale|bench/peer.*)')
	$(GO) test -timeout 30m ./test/scenarios -run '^TestScenarios$$'
	$(GO) test -race -shuffle=on ./test/drill
	$(MAKE) hubble openai authorities fuzz

hubble: ## the Hubble source on Cilium's own observers and relay, with the hubble command as referee
	cd test/hubble && $(GO) mod tidy -diff && CGO_ENABLED=0 $(GO) test -shuffle=on ./...

openai: ## the scripted server of models, read by OpenAI's own client
	cd test/openai && $(GO) mod tidy -diff && $(GO) vet ./... && $(GO) test -shuffle=on ./...

mcp: node ## "netwhy mcp" with clients of others: the official SDK, the inspector, the conformance suite
	cd test/mcp && npm ci --no-audit --no-fund --loglevel=error
	cd test/mcp && $(GO) mod tidy -diff && $(GO) vet ./... && $(GO) test -shuffle=on ./...

.PHONY: peers
peers: node ## what Netwhy is measured beside: kubectl and two MCP servers answer on a real API server
	cd test/bench/peer/session && $(GO) mod tidy -diff && $(GO) vet ./... && NETWHY_REQUIRE_APISERVER=1 $(GO) test -shuffle=on ./...
	NETWHY_REQUIRE_APISERVER=1 $(GO) test -shuffle=on ./test/bench/peer/...

chart: ## the Helm chart: linted, rendered, its objects read strictly, its pods held against Pod Security
	cd test/chart && $(GO) mod tidy -diff && $(GO) vet ./... && CGO_ENABLED=0 $(GO) test -shuffle=on ./...

# What others wrote holds package reach: Cilium's own tests, built with the versions of this module, and cyclonus' cases.
authorities: ## the truth tables of others: Cilium's policy engine's own tests, the cases of cyclonus
	$(GO) test github.com/cilium/cilium/pkg/policy
	cd test/cyclonus && $(GO) test ./...

drill: ## make faults in network namespaces and judge them; NETWHY_HOST_DRILLS=1 for those of the whole machine
	$(GO) test -count=1 ./test/drill

# Clusters share the two cores of the machine, so one package goes after another.
e2e: ## the scenarios on real clusters, and the clusters themselves; writes bin/e2e.xml
	@mkdir -p $(BIN)
	$(GO) test -count=1 -timeout 30m ./test/realcluster
	$(GO) test -count=1 -timeout 30m ./test/paths
	@rm -f $(BIN)/e2e.txt; $(GO) test -count=1 -timeout 60m ./test/e2e -junit $(CURDIR)/$(BIN)/e2e.xml -table $(CURDIR)/$(BIN)/e2e.txt; \
	  code=$$?; cat $(BIN)/e2e.txt; exit $$code

# Images and chart are made as a release makes them.
install: ## the packaged chart on a real cluster, over its whole life
	$(GO) test -count=1 -timeout 20m ./test/install

cluster-up: ## make a real cluster that stays, for iterating; then: make e2e-one S=scenario
	$(GO) run ./test/realcluster/cmd up

cluster-down: ## remove it
	$(GO) run ./test/realcluster/cmd down

e2e-one: ## one scenario on the cluster that stays
	$(GO) test -count=1 ./test/e2e -v -run '^TestScenarios$$/^$(S)$$'

# One line a fuzz target: package and name. A short run of each, counted in executions: at the end of a duration
# the engine may report its own deadline as a failure (golang/go#75804).
FUZZTIME ?= 4000x
fuzz: ## run every fuzz target for FUZZTIME
	@set -e; grep -rn --include=*_test.go -E '^func Fuzz[A-Za-z]+\(' . | sed -E 's|^\./(.*)/[^/]+:[0-9]+:func (Fuzz[A-Za-z]+).*|\1 \2|' | sort -u | while read -r dir name; do \
	  echo "fuzz $$dir $$name"; $(GO) test ./$$dir -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x >/tmp/netwhy-fuzz.$$$$ 2>&1 || { cat /tmp/netwhy-fuzz.$$$$; exit 1; }; rm -f /tmp/netwhy-fuzz.$$$$; done

load: ## a hundred users at once, also about a cluster of 5,000 nodes, held against bounds of time and memory; takes some minutes, and wants a machine of its own
	NETWHY_REQUIRE_APISERVER=1 $(GO) test -count=1 -v -timeout 30m ./test/load -bounds -nodes 5000

SCALE ?= 50,500,5000
SCALEFLAGS ?= -runs 5 -peers -probes -flows 1000 -model

scale: node ## what questions cost in clusters of 50 to 5,000 nodes, with probes, flows and a model too, beside the peers; table, JSON and plots into bin/scale
	NETWHY_REQUIRE_APISERVER=1 $(GO) test -count=1 -v -timeout 2h ./test/bench/scale -run TestQuestions -nodes $(SCALE) $(SCALEFLAGS) -into $(CURDIR)/$(BIN)/scale

vuln: $(VULN) ## known vulnerabilities, where the database is reachable
	@$(VULN) ./... || { code=$$?; [ $$code -eq 3 ] && exit 3; echo "govulncheck: the vulnerability database could not be read; nothing was checked"; }

bench: ## benchmarks with allocations
	$(GO) test -run '^$$' -bench . -benchmem ./checks/... ./agent/... ./nodeprobe/... ./test/bench/...
	cd test/cyclonus && $(GO) test -run '^$$' -bench . -benchmem .
	cd test/hubble && CGO_ENABLED=0 $(GO) test -run '^$$' -bench . ./flood

COMPARE := $(TOOLS)/compare

$(COMPARE): $(wildcard test/tools/compare/*) Makefile
	cd test/tools/compare && CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -o ../../../$(TOOLS)/benchstat golang.org/x/perf/cmd/benchstat
	cd test/tools/compare && CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -o ../../../$@ .

# What computes, and needs no database, cluster or privilege; on a machine's own files no two runs are alike.
COMPARED := ./checks/... ./agent ./agent/bundle ./agent/path ./agent/plan ./agent/redaction ./agent/report ./agent/source/cilium ./agent/source/kube ./agent/source/recorded ./nodeprobe/kernel
COMPAREFLAGS ?=

compare: $(COMPARE) ## those that only compute, here and at the release (or commit) before, in turn; fails for what is worse; BASE=revision
	cd test/tools/compare && $(GO) mod tidy -diff && $(GO) vet ./... && $(GO) test ./...
	$(COMPARE) $(if $(BASE),-base $(BASE)) -skip '^BenchmarkThisMachine$$|^BenchmarkEvaluate$$/=100' $(COMPAREFLAGS) $(COMPARED)

costs: $(COMPARE) ## what questions cost about a small cluster, here and at the release (or commit) before, in turn; fails for what is worse; BASE=revision
	NETWHY_REQUIRE_APISERVER=1 $(GO) test -count=1 -v -timeout 30m ./test/bench/scale -skip TestQuestions -probes -flows 1000 -model \
	  -compare $(CURDIR)/$(COMPARE) -compareflags "$(if $(BASE),-base=$(BASE)) $(COMPAREFLAGS)" -into $(CURDIR)/$(BIN)/costs

generate: ## rewrite the catalogue, its docs and the fixture tests
	$(GO) generate ./checks/catalog
	$(GO) run ./test/generate/chart
	$(GO) generate ./test/docs

clean: ## remove what was built
	rm -rf $(BIN)
