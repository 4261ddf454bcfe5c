#!/bin/sh
# Browser tests of the example report and of reports on odd input:  run.sh BUILD
# Reports without pictures are made here; the closing line counts all of them.
build=$1
here=$(dirname "$0")
work=$build/browser
status=0
mkdir -p "$work" || exit 1
: > "$work/log"

drive() {
    name=$1
    shift
    echo "--- $name" | tee -a "$work/log"
    node "$here/run.mjs" "$@" > "$work/$name.txt" 2>&1 || status=1
    grep -v '^ok' "$work/$name.txt"
    cat "$work/$name.txt" >> "$work/log"
}

if [ -f "$build/demo/report/index.html" ]; then
    drive demo "$build/demo/report" "$build/demo/truth.json" "$build/demo/detections.json"
fi
for name in $(node "$here/scenes.mjs" "$work"); do
    "$build/proofsheet" report --quiet -g "$work/$name/truth.json" -p "$work/$name/found.json" \
        -o "$work/$name/report" || status=1
    drive "$name" --brief "$work/$name/report" "$work/$name/truth.json" "$work/$name/found.json"
done
awk '/^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
     END { print passed + 0 " passed, " failed + 0 " failed" }' "$work/log"
exit $status
