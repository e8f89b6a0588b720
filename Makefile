# `make` alone lists the targets. run and test install what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

WEB := dashboard/web
HALL := queuehall/web
WEB_SOURCES = $(shell find package.json $(WEB) $(HALL) internal/live/web internal/i18n \
	-type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '*.go' 2>/dev/null)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z\/%]+:.*## / { printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2 }' Makefile

##: everyday

.PHONY: run
run: setup/run build ## the whole product with a demo city on http://localhost:8080 (ARGS="--flag ...")
	@scripts/run.sh $(ARGS)

.PHONY: demo
demo: setup/run build bin/demo ## a lively day in the demo city within minutes, then stay (HOURS=8 SPEED=120)
	@scripts/demo.sh $(ARGS)

.PHONY: screenshots
screenshots: setup build bin/demo ## the pictures of docs/pictures, from the demo's day
	@chromium=$$(scripts/chromium.sh) && SPEED=$${SPEED:-240} scripts/demo.sh \
		-then "node scripts/screenshots.mjs $${PUBLIC_URL:-http://localhost:8080} http://localhost:8081 $$chromium" $(ARGS)

.PHONY: bin/demo
bin/demo:
	@mkdir -p bin
	@go build -o bin/demo ./cmd/demo

.PHONY: asterisk
asterisk: setup build ## a private Asterisk 22 for calls, configured from deploy/asterisk (LINES=a city's file)
	@LINES='$(LINES)' scripts/asterisk.sh start

.PHONY: test
test: setup build ## every test: Go with the race detector, real servers, consoles, browser
	@scripts/test.sh go web browser

.PHONY: test/go
test/go: setup web ## go vet and the Go tests (PKG=./casecore/...)
	@scripts/test.sh go

.PHONY: test/web
test/web: setup node_modules/.package-lock.json ## the consoles' unit tests
	@scripts/test.sh web

.PHONY: test/browser
test/browser: setup build ## the browser tests
	@scripts/test.sh browser

.PHONY: lint
lint: node_modules/.package-lock.json ## golangci-lint, the import rules, the consoles' type check
	"$$(scripts/tool.sh golangci-lint)" run ./...
	npm run check --silent

.PHONY: generate
generate: node_modules/.package-lock.json ## Go from SQL, TypeScript from the API (commit the result)
	"$$(scripts/tool.sh sqlc)" generate
	mkdir -p bin && go build -o bin/hotline ./cmd/hotline
	bin/hotline openapi > $(WEB)/openapi.json
	npm exec --no -- openapi-typescript $(WEB)/openapi.json --output $(WEB)/src/lib/api/schema.gen.ts

##: building

.PHONY: build
build: web ## the binary, bin/hotline
	@mkdir -p bin
	@go build -o bin/hotline ./cmd/hotline

.PHONY: web
web: bin/.web ## the consoles and the hall's screens, which the binary embeds

bin/.web: node_modules/.package-lock.json $(WEB_SOURCES)
	@mkdir -p bin
	@npm run build --silent
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@echo 'hotline: installing Node packages'
	@PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --silent
	@touch $@

.PHONY: setup
setup: ## install the Debian or Ubuntu packages that run and test need
	@scripts/setup.sh test

.PHONY: setup/run
setup/run:
	@scripts/setup.sh run

##: now and then

.PHONY: bench
bench: setup ## measure everything beside its peers, into bench/results.tsv
	cd bench && go run .

bench/web: web

bench/%: setup FORCE ## one suite, as bench/timers
	cd bench && go run . $*

.PHONY: vuln
vuln: ## known vulnerabilities of what we depend on (needs the network)
	"$$(scripts/tool.sh govulncheck)" ./...
	npm audit --omit=dev

.PHONY: clean
clean: ## remove what was built and the demo city's data
	@scripts/dev-postgres.sh stop || true
	@scripts/asterisk.sh stop || true
	rm -rf bin var node_modules $(WEB)/dist/* $(HALL)/dist/* e2e/test-results

FORCE:
