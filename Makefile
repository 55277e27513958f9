# Souspli. `make help` lists what can be made.

GO        ?= go
BIN       := $(CURDIR)/bin
TAGS      := $(if $(filter Linux,$(shell uname -s)),x11)
GOFUMPT   := $(BIN)/gofumpt-v0.12.0
LINT      := $(BIN)/golangci-lint-v2.15.0
STATIC    := $(BIN)/staticcheck-v0.8.2
DISPATCHES ?= 1000000
SAMPLE_HOME := $(BIN)/sample-home-$(DISPATCHES)

# What the window is built with.
WINDOW_PACKAGES := gcc libc6-dev pkg-config libgl1-mesa-dev libx11-dev libxcursor-dev libxrandr-dev \
	libxinerama-dev libxi-dev libxxf86vm-dev libxkbcommon-dev
# The real servers, readers and display that the tests run against.
TEST_PACKAGES := $(WINDOW_PACKAGES) hylafax-server apache2-bin apache2-utils postfix sasl2-bin libsasl2-modules libsasl2-modules-db \
	gnupg qpdf poppler-utils mupdf-tools ghostscript openssh-server openssh-sftp-server openssh-client slapd ldap-utils \
	gpgsm sqop rnp neomutt bsdutils dovecot-imapd $(if $(shell command -v npm),,nodejs npm) \
	tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng libreoffice-writer-nogui libreoffice-calc-nogui libtiff-tools gnome-keyring dbus libsecret-tools sqlite3 curl openssl \
	xvfb xdotool xfce4-panel imagemagick libgl1-mesa-dri fonts-dejavu-core

# Packages in which tests spend their time, and which the race detector does not look into: drawing, fonts, the
# machine code of PDFium, SQLite, and of ours facsimile, which counts dots and starts nothing that runs side by side;
# and the tray, which counts the versions of its menu without a lock.
# Tests of the window are three times as fast so, those of pages five times. Only packages that hold no copies of the
# generic code of sync and sync/atomic may stand here: the linker could take such unwatched copies for the watched
# ones, and the detector would then see races where there are none. Wazero itself and go-text's fontscan hold some.
UNWATCHED := github.com/souspli/souspli/fax/facsimile image/... golang.org/x/crypto/argon2 modernc.org/libc modernc.org/sqlite/lib \
	$(addprefix github.com/tetratelabs/wazero/internal/engine/wazevo/,ssa frontend backend/...) \
	$(addprefix golang.org/x/image/,vector draw font/... tiff/... ccitt) \
	fyne.io/systray github.com/go-text/render $(addprefix github.com/go-text/typesetting/,font/... harfbuzz shaping segmenter)
TESTFLAGS ?= -race $(foreach package,$(UNWATCHED),-gcflags=$(package)=-race=false)

.PHONY: help run demo test race check sbom bench build windows icon screenshot clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: ## Open the window in practice mode; without a display, run the demonstration in the terminal
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
		if [ "$$(uname -s)" = Linux ]; then .ci/install $(WINDOW_PACKAGES); fi && \
		$(GO) run -tags '$(TAGS)' ./cmd/souspli --practice; \
	else \
		echo "No display here: running the demonstration in the terminal instead of the window."; \
		$(GO) run ./cmd/pli demo; \
	fi

demo: ## Send three documents by three channels on loopback, and prove the log
	$(GO) run ./cmd/pli demo

build: ## Build both programs into bin/
	$(GO) build -trimpath -o $(BIN)/pli ./cmd/pli
	$(GO) build -trimpath -tags '$(TAGS) migrated_fynedo' -o $(BIN)/souspli ./cmd/souspli

windows: ## Build both programs for Windows into bin/windows/, on Debian or Ubuntu
	.ci/install gcc-mingw-w64-x86-64 imagemagick
	mkdir -p $(BIN)/windows
	convert ui/icon.png -define icon:auto-resize=256,64,48,32,16 $(BIN)/windows/icon.ico
	echo '1 ICON "$(BIN)/windows/icon.ico"' | x86_64-w64-mingw32-windres -o cmd/souspli/icon_windows_amd64.syso
	rm $(BIN)/windows/icon.ico
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN)/windows/pli.exe ./cmd/pli
	GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc $(GO) build -trimpath -ldflags='-s -w -H=windowsgui' \
		-tags migrated_fynedo -o $(BIN)/windows/souspli.exe ./cmd/souspli
	rm cmd/souspli/icon_windows_amd64.syso

# TestScreens draws six hundred pictures one after the other, which the race detector would watch for minutes.
test: ## Run every test, against real servers that it installs and starts
	.ci/install $(TEST_PACKAGES)
	GORACE=atexit_sleep_ms=10 $(GO) test $(TESTFLAGS) -tags '$(TAGS)' -timeout 20m -skip '^TestScreens$$' ./...
	$(GO) test -tags '$(TAGS)' ./ui -run '^TestScreens$$'

race: ## The race detector on what runs side by side without real servers; make test has it everywhere
	GORACE=atexit_sleep_ms=10 $(GO) test $(TESTFLAGS) ./dispatch/outbox ./dispatch/oauth ./dispatch/webservice

# Go itself refuses to build or vet what go.mod and go.sum do not tell in full (-mod=readonly).
check: $(GOFUMPT) $(LINT) $(STATIC) ## Formatting, linters (gosec too), modules and their licences, bill of materials
	@out=$$($(GOFUMPT) -l .); [ -z "$$out" ] || { echo "not formatted with gofumpt:"; echo "$$out"; exit 1; }
	$(GO) mod verify
	$(GO) test ./cmd/internal/licences ./cmd/internal/bom
	$(GO) vet -tags '$(TAGS)' ./...
	$(STATIC) -tags '$(TAGS)' ./...
	$(LINT) run --build-tags '$(TAGS)' ./...

sbom: ## Remake the list of licences and the bill of materials, bom.json
	$(GO) generate ./ui/licences
	$(GO) run ./cmd/internal/bom

bench: $(SAMPLE_HOME)/home.json ## Measure what is promised, beside a peer where there is one
	.ci/install $(TEST_PACKAGES)
	SOUSPLI_BENCH_HOME=$(SAMPLE_HOME) $(GO) test -tags '$(TAGS)' -run '^$$' -bench . -benchmem ./...

icon: ## Draw the program's icon from ui/icon.svg
	.ci/install librsvg2-bin
	rsvg-convert -w 512 ui/icon.svg -o ui/icon.png
	rsvg-convert -w 256 ui/icon.svg -o ui/icon_window.png
	rsvg-convert -w 64 ui/icon.svg -o ui/icon_tray.png
	sed 's|</svg>|<circle cx="18.5" cy="5.5" r="5" fill="#ffb454" stroke="#083c3c" stroke-width="1.2"/>&|' ui/icon.svg | \
		rsvg-convert -w 64 -o ui/icon_tray_waiting.png

screenshot: ## Remake the README's pictures from the real window
	.ci/install $(TEST_PACKAGES)
	SOUSPLI_PICTURES=$(CURDIR)/docs/pictures $(GO) test -tags '$(TAGS)' -count=1 ./cmd/souspli \
		-run 'TestPrescriptionByFax|TestResultByPortal|TestWrongNumber|TestSearchInALargeHistory'

clean: ## Remove what was built
	rm -rf $(BIN)

# A quarter of an hour for a million, once.
$(SAMPLE_HOME)/home.json:
	rm -rf $(SAMPLE_HOME) $(SAMPLE_HOME).filling*
	$(GO) run ./cmd/samplehome -n $(DISPATCHES) $(SAMPLE_HOME).filling
	mv $(SAMPLE_HOME).filling $(SAMPLE_HOME)

$(GOFUMPT):
	GOBIN=$(BIN) $(GO) install mvdan.cc/gofumpt@v0.12.0 && mv $(BIN)/gofumpt $@
$(LINT):
	GOBIN=$(BIN) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 && mv $(BIN)/golangci-lint $@
$(STATIC):
	GOBIN=$(BIN) $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2 && mv $(BIN)/staticcheck $@
