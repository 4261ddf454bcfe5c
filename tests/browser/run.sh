#!/bin/sh
# Browser tests of the example report and of reports on odd input:  run.sh BUILD [BROWSER [OPTION...]]
# The small reports are made here, from what scenes.mjs writes: inputs, and in args more options.
build=$1 browser=${2:-chromium}
shift
[ $# -gt 0 ] && shift
here=$(dirname "$0")
work=$build/browser

"$here/make.sh" "$build" || exit 1
exec node "$here/run.mjs" "$@" "$browser" "$build"
