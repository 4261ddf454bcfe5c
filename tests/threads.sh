#!/bin/sh
# A whole report under the thread sanitizer, with every loop that has threads: threads.sh BUILD TSAN
# BUILD holds the example programs, TSAN the program that is watched.
work=$2/run
rm -rf "$work" && mkdir -p "$work" || exit 1
"$1/examples/scenes" "$work" 40 &&
    "$1/examples/detector" "$work/images" "$work/truth.json" "$work/found.json" >/dev/null || exit 1
for threads in 1 4; do
    "$2/proofsheet" report --quiet -j $threads --resamples 100 -g "$work/truth.json" \
        -p "$work/found.json" -b "$work/found.json" -i "$work/images" -o "$work/by-$threads" || exit 1
done
diff -r "$work/by-1" "$work/by-4" && echo 'threads: a report without races, the same for 1 and 4'
