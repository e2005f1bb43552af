# Balie: what can be made. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

LINTER := v2.15.0
DATA := $(firstword $(wildcard $(BALIE_DATA) ../shared/data))
FUZZ := 10s
CRASH := $(or $(BALIE_CRASH),1000)
unexport BALIE_DATA

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## serve the demo bank on this machine (make demo COMPANY=shop or COMPANY=insurer for the others)
	go run ./cmd/balie serve --demo=$(or $(COMPANY),bank)

.PHONY: test
test: prepare ## check and test everything; installs a browser first where it can
	go vet ./...
	go test -timeout 30m -parallel 4 ./... # many of them wait for a process or a browser more than they work

.PHONY: race
race: prepare ## test everything with the race detector (needs a C compiler)
	go test -race -timeout 90m ./...

.PHONY: lint
lint: format house bin/golangci-lint race ## formatting, import rules, linters, race detector
	./bin/golangci-lint run

.PHONY: format
format: ## name the Go files that gofmt would write otherwise
	@test -z "$$(git ls-files -z '*.go' | xargs -0 gofmt -l | tee /dev/stderr)"

.PHONY: house
house: ## the rules of the house: imports, names, comments, sizes, documents
	go test -count 1 -run '^TestHouse' ./cmd/balie

.PHONY: bench
bench: steady ## measure understanding, retrieval and turns (data sets in BALIE_DATA or ../shared/data)
	go test -run '^$$' -bench . -benchtime 1s ./conversation/sqlite ./flows ./intent ./knowledge
	go test -run '^$$' -bench Uploads -benchtime 2x ./channels/edge
	go test -run '^$$' -bench Turns -benchtime 10s -timeout 30m ./cmd/balie
	go test -run '^$$' -bench Waits -benchtime 1x -timeout 30m ./cmd/balie
ifneq ($(DATA),)
	go test -count 1 -timeout 60m -v -run '^TestBench$$' ./intent/classify -data $(abspath $(DATA))/intents
	go test -count 1 -timeout 30m -v -run '^TestRetrieval' ./knowledge -retrieval-data $(abspath $(DATA))/retrieval
else
	@echo 'no data sets: name their folder in BALIE_DATA to measure understanding and retrieval'
endif

.PHONY: steady
steady: ## play every conversation of the demo companies eight times: all must pass each time, and come by everything
	go build -o bin/balie ./cmd/balie
	for company in bank shop insurer; do ./bin/balie test $$company --repeat 8 --strict; done

.PHONY: fuzz
fuzz: ## throw random bytes at every parser (make fuzz FUZZ=1m for longer)
	@git grep -lE '^func Fuzz' -- '*_test.go' | xargs -n 1 dirname | sort -u | while read -r dir; do \
		for name in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c 6-); do \
			echo "$$dir $$name"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZ) ./$$dir; \
		done; \
	done

.PHONY: crash
crash: ## kill the program a thousand times in each of three houses (make crash BALIE_CRASH=100 for fewer)
	BALIE_CRASH=$(CRASH) go test -count 1 -timeout 24h -v -run '^TestThe(House|Shop)IsKilled' ./cmd/balie

.PHONY: build
build: ## build one program without C: bin/balie
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(or $(shell git describe --tags --always --dirty 2>/dev/null),dev)' -o bin/balie ./cmd/balie

.PHONY: pictures
pictures: prepare ## take the pictures of the manual anew, and write the schemas
	go test -count 1 -run '^(TestStoryInEnglish|TestHousePicturesAreTrue|TestHouseSchemasAreTrue)$$' ./cmd/balie -update

.PHONY: prepare
prepare:
	@bash .ci/prepare

bin/golangci-lint: Makefile
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINTER)
	@touch $@
