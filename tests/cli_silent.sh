# Part of cli.sh: what is given is used, or the program says that it is not.
png='iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAU0lEQVR42gFIALf/AAAePFp4lrTSAAMhP117mbfVAAYkQmB+nLrYAAknRWOBn73bAAwqSGaEosDeAA8tS2mHpcPhABIwTmyKqMbkABUzUW+Nq8nnxSUc4ZRGfNEAAAAASUVORK5CYII='
mkdir -p seen trained
for file in 'seen/a.jpg' 'seen/b c.jpg' 'trained/a.jpg'; do printf '%s' "$png" | base64 -d > "$file"; done

# pictures of the training set: a folder that is none, one with nothing of use, one with a picture
expect 3 'nowhere.*No such folder.*training' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images nowhere -o r3
expect 3 'truth.json.*is a file' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images truth.json -o r3
expect 3 'cut.json' "$program" report -g truth.json -p found.json -i seen --train cut.json --train-images trained -o r3
holds absent r3
expect 0 'warning: folder:a.jpg: The picture is not in the folder' "$program" report -g truth.json -p found.json -i seen --train truth.json --train-images folder -o r3
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
expect 3 'wide.txt:line 1: a zero byte, as UTF-16 has; wanted text in UTF-8' "$program" metrics -g yolo -i seen -c wide.txt -p found.json
printf 'file_name,light\na.jpg,"day\nb c.jpg,night\n' > open.csv
expect 3 'open.csv:line 2: a quote is not closed; wanted a closing quote' "$program" check -g truth.json --slices open.csv
