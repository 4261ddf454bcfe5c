#!/bin/sh
# The Nu HTML checker on every report of the browser tests:  vnu.sh BUILD        (needs Java)
# Errors only. It knows CSS, but not two properties of SVG: what it says of these is left out.
build=$1
if ! java -version >/dev/null 2>&1; then
    echo 'vnu: skipped, there is no Java (.ci/deps install browsers)'
    exit 0
fi
checker=$(dirname "$0")/node_modules/vnu-jar/build/dist/vnu.jar
[ -f "$checker" ] || { echo 'vnu: skipped, its package is not installed (make test-browsers installs it)'; exit 0; }
set -- "$build"/demo/report/index.html "$build"/browser/*/report/index.html
java -jar "$checker" --errors-only --format gnu \
    --filterpattern '.*Property “(paint-order|vector-effect)” doesn.t exist.*' "$@" || exit 1
echo "vnu: $# pages, no errors"
