#!/bin/sh
# Run an example on a store of its own and compare what it says, line by line.
# usage: expect.sh [--can-fail] PROGRAM EXPECTED
set -eu
can_fail=false
if [ "$1" = --can-fail ]; then
    can_fail=true
    shift
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$1" "$folder/chat.db" >"$folder/said"
if $can_fail; then
    sed '$d' "$2" >"$folder/expected"
    if diff "$folder/expected" "$folder/said" >/dev/null; then
        echo "a line more than expected was not noticed"
        exit 1
    fi
else
    diff "$2" "$folder/said"
fi
