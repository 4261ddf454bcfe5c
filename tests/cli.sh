#!/bin/sh
# The program as a user meets it: wrong arguments, wrong files, output that cannot be written.
# usage: cli.sh PROGRAM FOLDER       Each line of checks prints nothing when all is well.
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1
passed=0 failed=0

# expect STATUS PATTERN COMMAND...: exit status, and a line of standard error (or output) that fits
expect() {
    status=$1 pattern=$2
    shift 2
    "$@" >out.txt 2>err.txt </dev/null
    got=$?
    if [ $got = "$status" ] && cat out.txt err.txt | grep -qE -- "$pattern"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $*"
        echo "  wanted status $status and /$pattern/, got status $got and:"
        cat out.txt err.txt | head -5 | sed 's/^/  /'
    fi
}
holds() {
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $*"; fi
}
absent() { [ ! -e "$1" ]; }

cat > truth.json <<'JSON'
{"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 100},
            {"id": 2, "file_name": "b c.jpg", "width": 100, "height": 100}],
 "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40], "area": 1600, "iscrowd": 0},
                 {"id": 2, "image_id": 2, "category_id": 2, "bbox": [20, 20, 50, 50], "area": 2500, "iscrowd": 0}]}
JSON
cat > found.json <<'JSON'
[{"image_id": 1, "category_id": 1, "bbox": [11, 10, 40, 40], "score": 0.9},
 {"image_id": 2, "category_id": 1, "bbox": [20, 21, 50, 50], "score": 0.8}]
JSON
printf '[]' > none.json
printf '[{"image_id": 1, "category_id": 1, "bb' > cut.json
printf '[{"image_id": 77, "category_id": 1, "bbox": [1, 1, 5, 5], "score": 0.5}]' > other.json
printf '{"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 100}], "categories": [{"id": 1, "name": "cat"}], "annotations": []}' > bare.json
mkdir folder theirs && echo keep > theirs/notes.txt

# help and version
expect 0 'proofsheet report -g TRUTH' "$program" --help
expect 0 'list every issue' "$program" check --help
expect 0 '^proofsheet [0-9]+\.[0-9]+\.[0-9]+$' "$program" --version
expect 0 'TH PROOFSHEET 1' "$program" --manual
expect 0 'coco' "$program" formats

# wrong usage: status 2
expect 2 'error: no command given' "$program"
expect 2 "unknown command 'repotr'" "$program" repotr
expect 2 "unknown option '--grund-truth'" "$program" report --grund-truth x
expect 2 "unknown option '-z'" "$program" report -z
expect 2 "nothing follows option 'predictions'" "$program" report -g truth.json -p
expect 2 "no ground truth given to 'report'" "$program" report -p found.json
expect 2 "no predictions given to 'metrics'" "$program" metrics -g truth.json
expect 2 "--gallery-limit '0'" "$program" report -g truth.json -p found.json --gallery-limit 0
expect 2 "--iou '1.5'" "$program" metrics -g truth.json -p found.json --iou 1.5
expect 2 "--threads 'many'" "$program" metrics -g truth.json -p found.json -j many
expect 2 "does not belong to 'check'" "$program" check -g truth.json -o x
expect 2 "--color 'blue'" "$program" metrics -g truth.json -p found.json --color blue

# input refused: status 3, no output
expect 3 'missing.json: No such file' "$program" report -g missing.json -p found.json -o r
holds absent r
holds absent .r.proofsheet-part
expect 3 'folder: ?(is a|.*folder)' "$program" report -g folder -p found.json -o r
expect 3 'cut.json:.*byte|cut.json:.*line' "$program" report -g truth.json -p cut.json -o r
expect 3 'other.json.*no detection is on a known image' "$program" report -g truth.json -p other.json -o r
holds absent r
holds absent .r.proofsheet-part

# predictions of which some have no score, or what is no score, are refused with file and place
sed 's/, "score": 0.9//' found.json > unscored.json
sed 's/"score": 0.9/"score": null/' found.json > null.json
sed 's/"score": 0.9/"score": NaN/' found.json > nan.json
expect 3 'unscored.json:\[0\].score \(line 1\): a score is missing' "$program" report -g truth.json -p unscored.json -o r
expect 3 'null.json:\[0\].score \(line 1\): null' "$program" report -g truth.json -p null.json -o r
expect 3 'nan.json' "$program" report -g truth.json -p nan.json -o r
holds absent r

# where none has one, each is 1 and nothing is recommended
sed 's/, "score": [0-9.]*//' found.json > scoreless.json
expect 0 'warning: .*scoreless.json:\[0\].score \(line 1\): The predictions hold no scores' "$program" metrics -g truth.json -p scoreless.json
expect 0 '"scores": ?false' "$program" metrics --json -g truth.json -p scoreless.json

expect 3 'nowhere.*No such folder' "$program" report -g truth.json -p found.json -i nowhere -o r
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    mkdir -m 700 locked && mkdir open open/locked && printf x > open/locked/a.jpg && chmod 700 open/locked
    nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
    if $nobody "$program" --version >/dev/null 2>&1; then
        expect 3 'locked:? Permission denied' $nobody "$program" check -g truth.json -i locked
        sed 's#"a.jpg"#"locked/a.jpg"#' truth.json > below.json
        expect 0 'picture-not-permitted' $nobody "$program" check -g below.json -i open
        holds grep -q '^    open: locked/a.jpg' out.txt
    else
        echo 'another user cannot run the program here: folders that may not be read are not tested'
    fi
elif [ "$(id -u)" != 0 ]; then
    mkdir -m 000 locked
    expect 3 'locked:? Permission denied' "$program" check -g truth.json -i locked
else
    echo 'setpriv is not there: folders that may not be read are not tested'
fi
expect 3 'truth.json.*is a file' "$program" check -g truth.json -i truth.json
holds absent r
holds absent .r.proofsheet-part

# output that cannot be written: status 4
expect 4 'theirs.*did not make' "$program" report -g truth.json -p found.json -o theirs
holds test -f theirs/notes.txt
expect 4 'found.json.*not a folder' "$program" report -g truth.json -p found.json -o found.json
expect 4 'cannot be made' "$program" report -g truth.json -p found.json -o /proc/nothing/here

# no font, no room: status 4, and nothing is left of a report that has no PDF
printf '<fontconfig></fontconfig>' > nofonts.conf
expect 4 'Liberation Sans is not installed' \
    env FONTCONFIG_FILE="$PWD/nofonts.conf" "$program" report -g truth.json -p found.json -o r
holds absent r
holds absent .r.proofsheet-part
expect 0 'r2/index.html' env FONTCONFIG_FILE="$PWD/nofonts.conf" "$program" report -g truth.json -p found.json -o r2 --no-pdf
holds absent r2/report.pdf
printf 'no font' > no.ttf
expect 3 'no.ttf' "$program" report -g truth.json -p found.json -o r --font no.ttf
holds absent r
holds absent .r.proofsheet-part

# what works
expect 0 'r/index.html: F1' "$program" report -g truth.json -p found.json -o r
for file in index.html report.pdf report.json csv/thresholds.csv csv/classes.csv csv/confusion.csv \
            csv/images.csv csv/warnings.csv; do
    holds test -s "r/$file"
done
holds absent .r.proofsheet-part
expect 0 'index.html' "$program" report -g truth.json -p found.json -o r
holds absent .r.proofsheet-old
expect 0 'alone/index.html: F1' "$program" report -g truth.json -p found.json --single-file -o alone
holds test -s alone/index.html
holds absent alone/data
holds absent alone/thumbs
expect 0 'warning: .*none.json' "$program" report -g truth.json -p none.json -o empty
expect 0 'warning: .*bare.json' "$program" report -g bare.json -p none.json -o bare
expect 0 '2 images' "$program" check -g truth.json -p found.json
expect 0 'AP50' "$program" metrics -g truth.json -p found.json
expect 0 '"schema":1' "$program" metrics -g truth.json -p found.json --json
expect 0 'AP50' "$program" metrics -gtruth.json --predictions=found.json -j2
"$program" metrics -g truth.json -p - --json < found.json > piped.json 2>/dev/null
"$program" metrics -g truth.json -p found.json --json > plain.json
# (1 of 2 classes found; 1 / (1 + spacing(1)) is not quite 1)
holds grep -q '"AP50":0.4999999999' piped.json
# (1 of 2 classes found; 1 / (1 + spacing(1)) is not quite 1)
holds grep -q '"AP50":0.4999999999' plain.json

# the PDF shows the digits that metrics prints
if command -v pdftotext >/dev/null 2>&1; then
    pdftotext -layout r/report.pdf r.txt 2>/dev/null
    "$program" metrics -g truth.json -p found.json > table.txt
    for figure in $(sed -n 's/^optimal confidence \([0-9.]*\): precision \([0-9.]*\), recall \([0-9.]*\), F1 \([0-9.]*\)$/\1 \2 \3 \4/p' table.txt) \
                  $(sed -n 's/^AP  *\([0-9.]*\)$/\1/p; s/^AP50  *\([0-9.]*\)$/\1/p' table.txt); do
        holds grep -qF "$figure" r.txt
    done
else
    echo 'pdftotext is not there: the digits of the PDF are not compared'
fi

# pictures that are missing or broken are warnings; names are odd; the folder has a space and accents
mkdir 'bilder für ihn' && printf 'no picture' > 'bilder für ihn/a.jpg'
expect 0 'warning: .*a.jpg' "$program" report -g truth.json -p found.json -i 'bilder für ihn' -o 'bericht ü'
holds test -s 'bericht ü/index.html'
expect 0 'warning' "$program" check -g truth.json -i 'bilder für ihn'

# a run that waits for its predictions: a second one is refused, and a signal leaves nothing behind
mkfifo pipe
"$program" report -g truth.json -p pipe -o busy 2>/dev/null &
running=$!
tries=0
while [ ! -e .busy.proofsheet-part/.proofsheet ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
sleep 0.2
expect 4 'another run is building' "$program" report -g truth.json -p found.json -o busy
kill -TERM $running
wait $running
holds test $? = 143
holds absent .busy.proofsheet-part
holds absent busy

# any other signal that ends a program leaves nothing either, and what is ignored stays so (nohup)
waiting() { # starts a run that waits for its predictions; its number is in $running
    "$@" "$program" report -g truth.json -p pipe -o busy >busy.txt 2>&1 &
    running=$!
    tries=0
    while [ ! -e .busy.proofsheet-part/.proofsheet ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    sleep 0.2
}
for signal in HUP ALRM XCPU USR1 VTALRM; do
    waiting env
    kill -$signal $running
    wait $running 2>/dev/null
    holds test $? -gt 128
    holds absent .busy.proofsheet-part
done
waiting nohup
kill -HUP $running
cat found.json > pipe
wait $running
holds test $? = 0
holds test -f busy/index.html

# what a run that was killed left is cleared away, even if it came to no mark
waiting env
kill -KILL $running
wait $running 2>/dev/null
holds test -f .busy.proofsheet-part/.proofsheet
expect 0 'busy/index.html' "$program" report -g truth.json -p found.json -o busy
holds absent .busy.proofsheet-part
mkdir .busy.proofsheet-part && mv busy .busy.proofsheet-old # killed between two renames
expect 3 'cut.json' "$program" report -g truth.json -p cut.json -o busy
holds test -f busy/index.html
holds absent .busy.proofsheet-old
mkdir .busy.proofsheet-part && echo mine > .busy.proofsheet-part/notes.txt
expect 4 'busy.proofsheet-part:? stands where' "$program" report -g truth.json -p found.json -o busy
holds test -f .busy.proofsheet-part/notes.txt
rm -r .busy.proofsheet-part

# a reader of messages that has gone is no reason to stop; files that may not grow are
(sleep 0.2; "$program" report -g truth.json -p none.json -o deaf 2>&1; echo $? >deaf.txt) | true
tries=0
while [ ! -s deaf.txt ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
holds test -f deaf/index.html
holds absent .deaf.proofsheet-part
for blocks in 0 1 16; do
    (ulimit -f $blocks; "$program" report -g truth.json -p found.json -o large 2>&1; echo "status $?") | cat >out.txt
    holds grep -q 'error: .*cannot be written: File too large' out.txt
    holds grep -q 'status 4' out.txt
    holds absent large
    holds absent .large.proofsheet-part
done

# no memory: a message, status 4, and nothing is left. The limit lies a little above what the program
# needs to start; the sanitizers want all the memory there is.
case $program in
*san/*) ;;
*)  kilobytes=20000
    while [ $kilobytes -lt 400000 ] && ! (ulimit -v $kilobytes; "$program" --version) >/dev/null 2>&1; do
        kilobytes=$((kilobytes + 5000))
    done
    awk 'BEGIN { printf "[";
        for (i = 0; i < 300000; i++) printf "%s{\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,9,9],\"score\":0.5}", i ? "," : "";
        print "]" }' > huge.json
    starved() { (ulimit -v $((kilobytes + 10000)); exec "$program" "$@"); }
    expect 4 'error: out of memory' starved report -g truth.json -p huge.json -o starving
    holds absent starving
    holds absent .starving.proofsheet-part
    expect 4 'error: out of memory' starved metrics -g truth.json -p huge.json
    rm huge.json
esac

# inputs in the folder that would be replaced: refused before anything is done
mkdir -p mine && "$program" report -q -g truth.json -p found.json -o mine/rep
cp -r mine/rep mine/keep
cp truth.json found.json mine/rep/ && mkdir mine/rep/images && ln -s mine/rep/found.json link.json
lost='would replace; name another folder'
expect 2 "mine/rep/found.json:? lies in mine/rep, which the report $lost" "$program" report -g truth.json -p mine/rep/found.json -o mine/rep
expect 2 "link.json:? lies in .*$lost" "$program" report -g truth.json -p link.json -o mine/rep/
expect 2 "mine/rep/truth.json:? lies in .*$lost" "$program" report -g mine/rep/truth.json -p found.json -o mine/rep
expect 2 "images:? lies in .*$lost" "$program" report -g truth.json -p found.json -i mine/rep/images -o mine/rep
expect 2 "mine/rep:? lies in .*$lost" "$program" report -g truth.json -p found.json -i mine/rep -o mine/rep
for option in slices embeddings '-e found.json --embedding-names' train '--train truth.json -i folder --train-images' \
              baseline classes font; do
    case $option in -*) ;; *) option=--$option ;; esac
    # shellcheck disable=SC2086 # several options, none of which holds a space
    expect 2 "mine/rep/truth.json:? lies in .*$lost" "$program" report -g truth.json -p found.json $option mine/rep/truth.json -o mine/rep
done
holds cmp truth.json mine/rep/truth.json

# what proofsheet did not write, or what:? was changed since, is not replaced
changed='move it away, or name another'
expect 4 "mine/rep/found.json:? was not written by .* in the report .*$changed" "$program" report -g truth.json -p found.json -o mine/rep
rm mine/rep/found.json
expect 4 "mine/rep/truth.json:? was not written by .* in the report .*$changed" "$program" report -g truth.json -p found.json -o mine/rep
rm -r mine/rep/truth.json mine/rep/images
expect 0 'mine/rep/index.html' "$program" report -g truth.json -p found.json -o mine/rep
sed 's/,,$/,yes,/; s/,,\r$/,yes,\r/' mine/rep/csv/label-review.csv > filled.csv
cmp -s filled.csv mine/rep/csv/label-review.csv && printf 'row\n' >> filled.csv
cp filled.csv mine/rep/csv/label-review.csv
expect 4 "mine/rep/csv/label-review.csv:? was changed .*$changed" "$program" report -g truth.json -p missing.json -o mine/rep
tr 0 1 < mine/keep/csv/classes.csv > mine/keep/csv/other && mv mine/keep/csv/other mine/keep/csv/classes.csv
expect 4 'mine/keep/csv/classes.csv:? was changed' "$program" report -g truth.json -p found.json -o mine/keep
rm mine/keep/csv/classes.csv
ln -s ../../truth.json mine/keep/link
expect 4 'mine/keep/link:? was not written' "$program" report -g truth.json -p found.json -o mine/keep
rm mine/keep/link && touch mine/keep/.DS_Store
expect 0 'mine/keep/index.html' "$program" report -g truth.json -p found.json -o mine/keep
printf 'proofsheet report\n' > mine/keep/.proofsheet # as older versions wrote it
touch mine/keep/notes.txt
expect 0 'mine/keep/index.html' "$program" report -g truth.json -p found.json -o mine/keep
holds absent mine/keep/notes.txt
printf 'something else\n' > mine/keep/.proofsheet
expect 4 'mine/keep:? holds a file .proofsheet that' "$program" report -g truth.json -p found.json -o mine/keep

# a copy that the user made is the user's, whatever it is called
rm -rf r.old r.part && cp -r r r.old && cp -r r r.part
expect 0 'r/index.html' "$program" report -g truth.json -p found.json -o r
holds test -f r.old/index.html
holds test -f r.part/index.html

# a link stays a link: what it names is replaced
ln -s r latest && mkdir blank && ln -s blank leer && ln -s nowhere-at-all dangling
sed 's/"dog"/"wolf"/' truth.json > wolf.json
expect 0 '^latest/index.html' "$program" report -g wolf.json -p found.json -o latest
holds test -L latest
holds grep -q wolf r/index.html
expect 0 '^latest/index.html' "$program" report -g truth.json -p found.json -o latest/
holds test -L latest
holds grep -q dog r/index.html
expect 0 '^leer/index.html' "$program" report -g truth.json -p found.json -o leer
holds test -f blank/index.html
expect 4 'dangling:? is a link that leads nowhere' "$program" report -g truth.json -p found.json -o dangling
holds absent nowhere-at-all

# places that cannot be replaced
expect 4 '[.]:? is the folder in which the command runs' "$program" report -g truth.json -p found.json -o .
expect 4 '[.][.]:? is the folder in which the command runs' "$program" report -g truth.json -p found.json -o ..
expect 4 '/:? is the folder in which' "$program" report -g truth.json -p found.json -o /
expect 2 'a report is a folder' "$program" report -g truth.json -p found.json -o -
if [ -d /sys ] && [ ! -e /sys/x ] && ! mkdir /sys/x 2>/dev/null; then
    expect 4 'cannot be made: (Operation not permitted|Permission denied|Read-only)' \
        "$program" report -g truth.json -p found.json -o /sys/x/y
fi

# standard input is -, also where a folder is called so, and it is read once
mkdir -- - && cp found.json ./-/found.json
"$program" metrics -g truth.json -p - <found.json >out.txt 2>err.txt
holds test $? = 0
expect 2 'only one can be standard input' "$program" metrics -g truth.json -p - -b -
expect 2 'only one can be standard input' "$program" check -g truth.json -p - --slices -

# our own reports are no inputs, neither given nor met on the way
expect 3 'r:? is a report that proofsheet wrote' "$program" check -g r
expect 3 'r:? is a report that proofsheet wrote' "$program" check -g truth.json -p r
expect 3 'r:? is a report that proofsheet wrote' "$program" check -g truth.json -i r

# standard output that cannot be written
if [ -w /dev/full ]; then
    "$program" metrics -g truth.json -p found.json > /dev/full 2>err.txt
    holds test $? = 4
    holds grep -q 'standard output' err.txt
fi

# formats: folders, what fits is found out; what does not fit says why
mkdir -p yolo voc pile
printf '0 0.31 0.3 0.4 0.4 0.9\n' > yolo/a.txt
printf '1 0.45 0.46 0.5 0.5 0.8\n' > 'yolo/b c.txt'
cat > voc/a.xml <<'XML'
<annotation><filename>a.jpg</filename><size><width>100</width><height>100</height></size>
<object><name>cat</name><bndbox><xmin>10</xmin><ymin>10</ymin><xmax>50</xmax><ymax>50</ymax></bndbox></object>
</annotation>
XML
sed 's/a\.jpg/b c.jpg/; s/cat/dog/; s/>10</>20</g; s/>50</>70</g' voc/a.xml > 'voc/b c.xml'
echo hello > pile/notes.txt
expect 0 'predictions: YOLO .*, 2 files' "$program" check -g truth.json -p yolo
expect 0 '^AP50 +1.000' "$program" metrics -g truth.json -p yolo
expect 0 'ground-truth: Pascal VOC .*, 2 files' "$program" check -g voc
expect 0 '^AP50 +1.000' "$program" metrics -g voc -p yolo
expect 3 'pile.*voc' "$program" check -g pile
expect 2 'there is no format "nonsense"' "$program" check -g voc --format nonsense
expect 3 'voc: .*--images' "$program" check -g voc --format yolo

# demands for continuous integration: status 1, and the report is there all the same
expect 0 'AP50' "$program" metrics -g truth.json -p found.json --require 'recall>=0.5' --require 'AP50[cat]>=1'
expect 1 "error: --require 'recall>0.5' does not hold: it is 0.5; wanted more than 0.5" \
    "$program" metrics -g truth.json -p found.json --require 'recall>0.5' --require 'F1>=0.1'
expect 1 'F1>=0.99' "$program" report -q -g truth.json -p found.json -o gated --require 'F1>=0.99'
holds test -f gated/index.html
holds grep -q '"gates":\[{"require":"F1.u003e=0.99","value":0.6666666666666666,"holds":false}\]' gated/report.json
expect 2 'no such figure' "$program" metrics -g truth.json -p found.json --require 'speed>=1'
expect 2 'no such class' "$program" metrics -g truth.json -p found.json --require 'F1[cow]>=1'

# a baseline: its figures, the differences, and what may be lost
expect 0 '"baseline":\{"name":"none.json"' "$program" metrics --json -g truth.json -p found.json -b none.json
holds grep -q '"role":"baseline","name":"none.json"' out.txt
expect 0 'AP50' "$program" metrics -g truth.json -p found.json -b none.json --max-drop 'recall<=0'
expect 1 "error: --max-drop 'recall<=0.1' does not hold: it is 0.5; wanted 0.1 or less" \
    "$program" metrics -g truth.json -p none.json -b found.json --max-drop 'recall<=0.1'
expect 2 '^proofsheet: error: --max-drop without --baseline' "$program" metrics -g truth.json -p found.json --max-drop 'AP<=0'
expect 3 'cut.json' "$program" metrics -g truth.json -p found.json -b cut.json
expect 0 '^pair/index.html' "$program" report -g truth.json -p found.json -b none.json -o pair
holds grep -q '<section class="sec" id="compare"' pair/index.html
if command -v pdftotext >/dev/null; then
    pdftotext -layout pair/report.pdf pair.txt
    holds grep -qE '^F1 +0\.667 +0\.000 +\+0\.667' pair.txt
fi

# the manual has every format
readme=$here/../README.md
for format in $("$program" formats | sed -n 's/^\([a-z][a-z-]*\) .*/\1/p'); do
    holds grep -qF "\`$format\`" "$readme"
done

# check lists every place of every fault; ids beyond 2^53 keep their digits
sed 's/\[20, 20, 50, 50\]/[20, 20, 50, -50]/; s/"id": 2, "name"/"id": 9007199254740993, "name"/; s/"category_id": 2/"category_id": 9007199254740993/' truth.json > odd.json
expect 0 'odd.json: annotations\[1\].bbox \(line 5\)' "$program" check -g odd.json
expect 0 '"id": ?9007199254740993' "$program" metrics --json -g odd.json -p found.json

printf 'file_name,caf\351\na.jpg,1\n' > latin.csv
expect 3 'latin.csv:byte 13 .line 1.: a byte that is no UTF-8; wanted text in UTF-8' "$program" check -g truth.json --slices latin.csv

# a file's name may be any bytes; what is written is UTF-8 all the same
mkdir -p latin && printf 'cat 10 10 50 50\n' > "$(printf 'latin/h\366her.txt')"
expect 0 'ground-truth: text files' "$program" check -g latin
"$program" metrics --json -g latin -p none.json > latin.json 2>/dev/null
holds iconv -f UTF-8 -t UTF-8 -o /dev/null latin.json

# nothing that is given goes by in silence
. "$here/cli_silent.sh"

# same input, same bytes, for any number of threads
"$program" report -q -g truth.json -p found.json -o t1 -j 1
"$program" report -q -g truth.json -p found.json -o t7 -j 7
holds diff -r t1 t7

# several splits: a report for each, whose figures are those of a run on its file alone
mkdir set
cat > set/instances_val.json <<'JSON'
{"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 100}],
 "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40], "area": 1600, "iscrowd": 0}]}
JSON
sed 's/"id": 1, "file_name": "a.jpg"/"id": 2, "file_name": "b c.jpg"/; s/"image_id": 1, "category_id": 1/"image_id": 2, "category_id": 2/; s/\[10, 10, 40, 40\]/[20, 20, 50, 50]/; s/1600/2500/' \
    set/instances_val.json > set/instances_test.json
# from the figures up to a key; the explorer of all images has the splits as slices
figures() { tr -d '\n' < "$1" | sed 's/.*"coco":/"coco":/; s/,"'"$2"'":.*//'; }
same_figures() { [ -s "$1" ] && [ "$(figures "$1" "$3")" = "$(figures "$2" "$3")" ]; }
expect 0 'parts/index.html: F1 .* 2 images' "$program" report -g set --split all -p found.json -o parts
for split in val test; do
    "$program" report -q -g set/instances_$split.json -p found.json -o alone-$split 2>/dev/null
    holds same_figures parts/splits/$split/report.json alone-$split/report.json warnings
    holds test -s parts/splits/$split/index.html
    holds test -s parts/splits/$split/csv/images.csv
    holds absent parts/splits/$split/report.pdf
done
holds same_figures parts/report.json t1/report.json recommendations
holds grep -q '"splits":\[{"name":"val","images":1,"objects":1,"folder":"splits/val"' parts/report.json
holds grep -q '"file":"a.jpg","split":"val"' parts/report.json
holds grep -qE '^b c\.jpg,100,100,.*,test.?$' parts/csv/images.csv
holds grep -q 'href="splits/test/index.html"' parts/index.html
holds grep -q 'href="../../index.html"' parts/splits/val/index.html
"$program" report -q -g set --split all -p found.json -o parts7 -j 7
holds diff -r parts parts7

# a column of --slices parts a set as well; a gate judges all images; one file has one page
printf 'file_name,split\na.jpg,../x\nb c.jpg,../X\n' > split.csv
expect 0 'F1' "$program" report -g truth.json -p found.json --slices split.csv -o parts
holds test -s parts/splits/-.-X/index.html -a -s parts/splits/-.-x-2/index.html
holds absent parts/splits/val
expect 1 'recall.*0\.5' "$program" report -q -g set --split all -p found.json -o parts --require 'recall>=0.9'
expect 0 'index.html: A page in one file holds no report for each split' "$program" report -g set --split all -p found.json --single-file -o parts
holds absent parts/splits
holds grep -q 'The set has splits (val 1, test 1)' parts/index.html
expect 3 'several files could be meant|No such split|no split' "$program" report -g set --split dev -p found.json -o parts

echo "cli: $passed passed, $failed failed"
[ "$failed" = 0 ]
