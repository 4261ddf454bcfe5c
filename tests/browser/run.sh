#!/bin/sh
# Browser tests of the example report and of reports on odd input:
#   run.sh BUILD            in Chromium, from disk
#   run.sh BUILD all        in Chromium, Firefox and WebKitGTK, from disk and, a part of them, from a
#                           server on this machine; then the Nu HTML checker
build=$1
here=$(dirname "$0")
status=0
drive() { node "$here/run.mjs" "$@" || status=1; }

"$here/make.sh" "$build" || exit 1
# Two at once: much of the time goes into waiting.
node "$here/run.mjs" --half=0 chromium "$build" & first=$!
drive --half=1 chromium "$build"
wait $first || status=1
if [ "${2:-}" = all ]; then
    drive firefox "$build"
    drive webkit "$build"
    for browser in chromium firefox webkit; do drive --http --brief $browser "$build" demo one-class hostile; done
    sh "$here/vnu.sh" "$build" || status=1
fi
exit $status
