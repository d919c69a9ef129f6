# Muniment. `make` alone lists what can be made.

SHELL := /bin/bash
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help demo build test check lint bench conformance fuzz clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: build ## serve the sample office; needs Go, git and make only
	bin/muniment demo

build: ## build bin/muniment
	go build -trimpath -o bin/muniment ./cmd/muniment

test: ## run every test, on SQLite and on a private PostgreSQL
	script/test

check: lint test ## what has to pass before a change is taken

lint: ## formatting, go vet, staticcheck, and the rules of the tree
	script/lint

bench: build ## the program's figures, each beside a reference of the same run
	set -e; for b in search import export verify filing page paper law; do bin/muniment bench $$b; done

conformance: ## what others wrote against what we write: verifiers, tools, browsers
	script/conformance

fuzz: ## each fuzz target for ten seconds; FUZZTIME=1m for longer
	script/fuzz

clean: ## remove what was built
	rm -rf bin .cache
