#!/bin/sh
# Benchmarks: whole runs of the program, as the operating system accounts them.
# usage: bench.sh BUILD_FOLDER
build=$1 shared=${PROOFSHEET_SHARED:-../shared} data=$1/bench
program=$build/proofsheet measure=$build/measure
mkdir -p "$data/small" "$data/large"

echo "Each row: three runs; CPU is user + system, one thread unless stated."
[ -s "$data/small/dt.json" ] || "$build/scale" "$data/small" 5000 80 0
[ -s "$data/large/dt.json" ] || "$build/scale" "$data/large" 5000 80 100
for set in small large; do
    "$measure" "metrics, own $set set, 5,000 images" "$program" metrics --json -j 1 --resamples 0 \
        -g "$data/$set/gt.json" -p "$data/$set/dt.json"
    "$measure" "read only, own $set set" "$program" check -j 1 \
        -g "$data/$set/gt.json" -p "$data/$set/dt.json"
done
"$measure" "report --no-images, own small set" "$program" report -q -j 1 --no-images \
    -g "$data/small/gt.json" -p "$data/small/dt.json" -o "$data/report"

if [ -f "$shared/bench/make_coco_scale.py" ] && python3 -c 'import numpy' 2>/dev/null ||
   [ -s "$data/coco/dt_b.json" ]; then
    if [ ! -s "$data/coco/dt_b.json" ]; then
        mkdir -p "$data/coco" && python3 "$shared/bench/make_coco_scale.py" coco "$data/coco" >/dev/null
    fi
    for set in a b; do
        "$measure" "metrics, COCO-scale set $set" "$program" metrics --json -j 1 --resamples 0 \
            -g "$data/coco/gt.json" -p "$data/coco/dt_$set.json"
        "$measure" "the same with 1,000 resamples" "$program" metrics --json -j 1 \
            -g "$data/coco/gt.json" -p "$data/coco/dt_$set.json"
        echo "phases of set $set; the yardstick is Python's json.load of the same two files"
        yardstick=$(python3 - "$data/coco/gt.json" "$data/coco/dt_$set.json" <<'PYTHON'
import json, os, sys
def load():
    start = os.times()
    for name in sys.argv[1:]:
        json.load(open(name))
    end = os.times()
    return end.user - start.user + end.system - start.system
print(min(load() for _ in range(3)))
PYTHON
)
        "$build/phases" "$data/coco/gt.json" "$data/coco/dt_$set.json" "$yardstick"
    done
else
    echo "COCO-scale sets a and b: skipped (they need the shared generator and numpy)"
fi

if [ -d "$shared/data/bccd/images" ]; then
    set -- -g "$shared/data/bccd/coco/instances_valtest.json" \
        -p "$shared/data/bccd/predictions/v2-coco.json" -o "$data/report"
    "$measure" "report, bccd, no pictures" "$program" report -q -j 1 "$@"
    "$measure" "report, bccd, 159 pictures" "$program" report -q -j 1 "$@" \
        -i "$shared/data/bccd/images"
    set -- -g "$shared/data/bccd/voc" -p "$shared/data/bccd/predictions/v2-coco.json" \
        -i "$shared/data/bccd/images"
    "$measure" "report, bccd, 364 pictures" "$program" report -q -j 1 "$@" -o "$data/report"
    "$measure" "the same without pictures" "$program" report -q -j 1 "$@" --no-images -o "$data/report"
    "$build/thumbs" "$shared/data/bccd/voc" "$shared/data/bccd/images"
    mkdir -p "$data/thumbs"
    "$measure" "thumbnails of 320, the same pictures" "$build/thumbs" \
        "$shared/data/bccd/voc" "$shared/data/bccd/images" "$data/thumbs"
    if command -v vipsthumbnail >/dev/null 2>&1; then
        set -- "$shared"/data/bccd/images/*.jpg
        VIPS_CONCURRENCY=1 "$measure" "vipsthumbnail of 320, the same $# pictures" \
            vipsthumbnail --size 320x320 -o "$(cd "$data/thumbs" && pwd)/%s.jpg[Q=80]" "$@"
    else
        echo "vipsthumbnail: skipped (it is not there; package libvips-tools)"
    fi
else
    echo "bccd: skipped (the shared data are not there)"
fi
echo "maps of vectors, one thread: CPU of components, neighbours and layout; quality; peak memory"
for set in "5000 512" "12500 128" "25000 128" "50000 128"; do
    "$build/explore" $set
done
[ -d "$shared/data/bccd/embeddings" ] &&
    "$build/explore" "$shared/data/bccd/embeddings/v2-backbone-valtest.npy"
if [ -s "$build/demo/truth.json" ]; then
    "$measure" "report, example, 200 pictures" "$program" report -q -j 1 \
        -g "$build/demo/truth.json" -p "$build/demo/detections.json" -i "$build/demo/images" \
        -o "$data/report"
fi
