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
# The example in one file, without the folder that it was made in.
if [ -s "$build/demo/detections.json" ]; then
    "$build/proofsheet" report --quiet --single-file --no-pdf -g "$build/demo/truth.json" \
        -p "$build/demo/detections.json" -i "$build/demo/images" -o "$work/whole" || status=1
    mkdir "$work/alone" && mv "$work/whole/index.html" "$work/alone/" && rm -r "$work/whole" || status=1
fi
exit $status
