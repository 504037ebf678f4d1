# The commands people and CI type. Everything is in CMakePresets.json; this only puts names to sequences.

JOBS := $(shell nproc)
BUILD = cmake --preset $(1) && cmake --build --preset $(1)
CTEST = ctest --preset $(1) -j $(JOBS) --no-tests=error
# The thread sanitizer of gcc 12 cannot live with the address randomisation of newer kernels.
FIXED_ADDRESSES := $(shell setarch -R true 2>/dev/null && echo setarch -R)

.PHONY: help run test test-all fuzz lint coverage format clean

help:
	@echo "make run [PORT=n]  start chat-httpd on ./data, building it first"
	@echo "make test          all tests, with sanitizers (under 10 minutes)"
	@echo "make test-all      gcc, clang, thread sanitizer, fuzzing, long simulation, lint (under 45 minutes)"
	@echo "make fuzz lint coverage format clean"

# exec, so that Ctrl-C reaches the server itself and it can drain.
run:
	.ci/packages run
	$(call BUILD,release)
	exec build/release/frontends/httpd/chat-httpd --data ./data $(if $(PORT),--listen 127.0.0.1:$(PORT))

test: tests/web/node_modules/.package-lock.json
	.ci/packages test
	$(call BUILD,asan)
	$(call CTEST,asan)

test-all: tests/web/node_modules/.package-lock.json
	.ci/packages test-all
	$(call BUILD,clang)
	.ci/lint build/clang
	$(call CTEST,clang)
	$(call BUILD,tsan)
	$(FIXED_ADDRESSES) $(call CTEST,tsan)
	$(call BUILD,fuzz)
	$(call CTEST,fuzz)
	$(call BUILD,gcc)
	$(call CTEST,long)
	$(call CTEST,gcc)

fuzz:
	.ci/packages test-all
	$(call BUILD,fuzz)
	$(call CTEST,fuzz)

lint:
	.ci/packages test-all
	$(call BUILD,clang)
	.ci/lint build/clang

coverage:
	.ci/packages test
	$(call BUILD,coverage)
	$(call CTEST,coverage)
	tests/tools/coverage build/coverage

format:
	find include libchat storage frontends examples tests -name node_modules -prune -o -name '*.[ch]' -print | \
		xargs clang-format -i

clean:
	rm -rf build

# What the browser tests take from npm, as pinned in the lock file.
tests/web/node_modules/.package-lock.json: tests/web/package-lock.json
	.ci/packages test
	cd tests/web && npm ci --no-audit --no-fund
	touch $@
