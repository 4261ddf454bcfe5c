#!/bin/sh
# Browser tests of the example report and of reports on odd input:
#   run.sh BUILD            in Chromium, from disk, on scenes of odd figures only what depends on them
#   run.sh BUILD all        everything in Chromium, Firefox and WebKitGTK, from disk and, a part of them, from a
#                           server on this machine; then the Nu HTML checker
build=$1
here=$(dirname "$0")
status=0
drive() { node "$here/run.mjs" "$@" || { status=1; return 1; }; }

# Two browsers share the reports: much of the time goes into waiting.
both() {
    drive --half=0 "$@" & first=$!
    drive --half=1 "$@"
    wait $first || status=1
}

"$here/make.sh" "$build" || exit 1
if [ "${2:-}" != all ]; then
    both --core chromium "$build"
    exit $status
fi
for browser in chromium firefox webkit; do
    both "$browser" "$build"
    drive --http --brief "$browser" "$build" demo one-class hostile
done
sh "$here/vnu.sh" "$build" || status=1
exit $status
