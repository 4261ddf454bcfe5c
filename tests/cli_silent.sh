# Part of cli.sh: what is given is used, or the program says that it is not.
png='iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAU0lEQVR42gFIALf/AAAePFp4lrTSAAMhP117mbfVAAYkQmB+nLrYAAknRWOBn73bAAwqSGaEosDeAA8tS2mHpcPhABIwTmyKqMbkABUzUW+Nq8nnxSUc4ZRGfNEAAAAASUVORK5CYII='
mkdir -p seen trained
for file in 'seen/a.jpg' 'seen/b c.jpg' 'trained/a.jpg'; do printf '%s' "$png" | base64 -d > "$file"; done

# pictures of the training set: a folder that is none, one with nothing of use, one with a picture
expect 3 'nowhere.*No such folder.*training' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images nowhere -o r3
expect 3 'truth.json.*is a file' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images truth.json -o r3
expect 3 'cut.json' "$program" report -g truth.json -p found.json -i seen --train cut.json --train-images trained -o r3
holds absent r3
expect 0 'warning: folder:a.jpg: None of the pictures is in the folder' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images folder -o r3
tr -d '\n' < r3/report.json > flat.json
holds grep -qE '"rules_unchecked":\[[^]]*"rule":"R19"' flat.json
expect 0 'warning: trained:b c.jpg' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images trained -o r3
tr -d '\n' < r3/report.json > flat.json
holds grep -qE '"rules_checked":\[[^]]*"R19"' flat.json
holds grep -q 'a.jpg,copy of training,a.jpg' r3/csv/near-duplicates.csv

# options that do nothing alone are refused before anything is read
expect 2 '^proofsheet: error: --train-images without --train' "$program" report -g truth.json -p found.json -i seen --train-images trained
expect 2 'error: --train-images without --images' "$program" report -g truth.json -p found.json --train truth.json --train-images trained
expect 2 'error: --train-images with --no-images' "$program" report -g truth.json -p found.json -i seen --no-images --train truth.json --train-images trained
expect 2 'error: --max-drop without --baseline' "$program" report -g missing.json -p found.json --max-drop 'AP<=0'
expect 2 'error: --embedding-names without --embeddings' "$program" check -g missing.json --embedding-names x
expect 2 'error: --arrays without --json' "$program" metrics -g missing.json -p found.json --arrays
expect 2 'error: --allow-huge without --single-file' "$program" report -g missing.json -p found.json --allow-huge
expect 2 'error: option --predictions is given twice' "$program" metrics -g truth.json -p found.json -p none.json

# each broken picture has its own reason
printf 'no picture' > seen/a.jpg
: > 'seen/b c.jpg'
expect 0 'cannot be shown.*First: not a picture' "$program" report -g truth.json -p found.json -i seen -o r3
holds grep -q 'picture-broken,seen,a.jpg,.*Reason: not a picture' r3/csv/data-health.csv
holds grep -q 'picture-broken,seen,b c.jpg,.*Reason: the file is empty' r3/csv/data-health.csv
expect 0 'The picture cannot be shown. First' "$program" check -g truth.json -i seen

# a list of classes in UTF-16 does not end at its first letter
printf 'c\0a\0t\0\n\0' > wide.txt
mkdir -p labelled && printf '0 0.31 0.3 0.4 0.4\n' > labelled/a.txt
expect 3 'wide.txt:line 1: a zero byte, as UTF-16 has; wanted text in UTF-8' "$program" check -g labelled -i trained -c wide.txt
printf 'file_name,light\na.jpg,"day\nb c.jpg,night\n' > open.csv
expect 3 'open.csv:line 2: a quote is not closed; wanted a closing quote' "$program" check -g truth.json --slices open.csv

# a demand on a class: two may have the name, and then it is refused with their ids
sed 's/"dog"/"cat"/' truth.json > two.json
expect 2 "AP.cat.>=0.7': 2 classes have this name, ids 1, 2; names that differ" "$program" metrics -g two.json -p found.json --require 'AP[cat]>=0.7'
expect 2 'with = behind' "$program" metrics -g truth.json -p found.json --require 'AP50=>0.6'
expect 2 'no such figure; did you mean AP[?] The figures are AP, AP50' "$program" metrics -g truth.json -p found.json --require 'mAP>=0.6'

# the keys of report.json are there, whatever was not asked for
"$program" metrics --json -g truth.json -p found.json --resamples 0 2>/dev/null | tr -d '\n' > flat.json
for key in '"clusters":\[\]' '"x":null,"y":null,"cluster":null' '"intervals":null' '"id":2,"name":"dog","objects":1,"AP":' \
           '"interval":null,"f1_interval":null'; do
    holds grep -qE "$key" flat.json
done
expect 2 "resamples '99'; 0, or a whole number from 100" "$program" metrics -g truth.json -p found.json --resamples 99

# without a box there is no optimum, and nobody makes one up
expect 0 '^r3/index.html: no optimal confidence, AP 0.000' "$program" report -g truth.json -p none.json -o r3
tr -d '\n' < r3/report.json > flat.json
holds grep -qE '"optimal":\{"confidence":null,[^}]*"f1":null,"plateau":null,"interval":null,"f1_interval":null\}' flat.json

expect 2 "error: --images ''; FOLDER" "$program" check -g truth.json -i ''
expect 2 "nothing follows option 'threads'; a number .N. after --threads" "$program" check -g truth.json -j

# the confidence in use today is shown with its figures, on the grid or not; 0.85 keeps one of two
expect 0 '^in use today 0.85: precision 1.000, recall 0.500, F1 0.667' "$program" metrics -g truth.json -p found.json --confidence 0.85
expect 0 '^in use today 0.00: precision 0.500, recall 0.500, F1 0.500' "$program" metrics -g truth.json -p found.json --confidence 0
expect 0 '"in_use":\{"confidence":0.8123,"precision":1,"recall":0.5,"f1":0.6666666666666666\}' "$program" metrics --json -g truth.json -p found.json --confidence 0.8123
expect 0 '"in_use":null' "$program" metrics --json -g truth.json -p found.json
expect 0 'r3/index.html' "$program" report -g truth.json -p found.json --confidence 0.8123 -o r3 --no-pdf
holds grep -q 'In use today' r3/index.html
expect 0 'warning: SOURCE_DATE_EPOCH: It is no whole number' env SOURCE_DATE_EPOCH=abc "$program" metrics -g truth.json -p found.json

# the two files the wrong way round
expect 3 'this looks like ground truth; are -g and -p swapped' "$program" metrics -g truth.json -p truth.json
expect 3 'as in a results file: are -g and -p swapped' "$program" metrics -g found.json -p truth.json
expect 3 'yolo:? is "yolo-results", which is read as predictions, and no format of ground truth' "$program" check -g yolo

# a baseline: the differences as a table (recall 0.5 against 0)
expect 0 '^recall +0.500 +0.000 +.0.500 ' "$program" metrics -g truth.json -p found.json -b none.json

# a name that two images share is not called unknown alone
sed 's/"a.jpg"/"x\/same.jpg"/; s/"b c.jpg"/"y\/same.jpg"/' truth.json > same.json
printf '[{"image_id": "same", "category_id": 1, "bbox": [11, 10, 40, 40], "score": 0.9}, {"image_id": 2, "category_id": 1, "bbox": [11, 10, 40, 40], "score": 0.9}]' > shared.json
expect 0 'has several of by this name' "$program" metrics -g same.json -p shared.json

# a folder with none of the pictures is most likely the wrong one
expect 0 'warning: folder:a.jpg: None of the pictures is in the folder: is it the right one' "$program" check -g truth.json -i folder

# a rotated box is named as what it is
mkdir -p turned && sed 's/bndbox>/robndbox>/g' voc/a.xml > turned/a.xml && cp 'voc/b c.xml' turned/
expect 0 'warning: turned/a.xml:.*rotated box .robndbox. alone' "$program" check -g turned
