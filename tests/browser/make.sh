#!/bin/sh
# Makes the small reports that the browser tests open:  make.sh BUILD
# scenes.mjs writes their inputs to BUILD/browser/NAME and, where there are, more options to NAME/args.
build=$1
work=$build/browser
status=0
rm -rf "$work" && mkdir -p "$work" || exit 1
for name in $(node "$(dirname "$0")/scenes.mjs" "$work"); do
    args=$(sed "s|^@|$work/$name/|" "$work/$name/args" 2>/dev/null)
    # shellcheck disable=SC2086  (words of args have no spaces)
    "$build/proofsheet" report --quiet -g "$work/$name/truth.json" -p "$work/$name/found.json" \
        -o "$work/$name/report" $args || status=1
done
exit $status
