#!/bin/sh
# The one-way street: which shelf may include which. A line `rule FOLDER PATTERN` forbids includes
# that match PATTERN in the sources of FOLDER.
status=0
rule() {
    found=$(grep -rnE "^ *# *include +[\"<]($2)" "$1" 2>/dev/null)
    [ -z "$found" ] && return
    echo "$1 may not include this:"
    echo "$found"
    status=1
}

# lib: base - image - read - eval - explore - advice, each only itself and those before it
rule lib/base    '(read|image|eval|explore|advice)/|proofsheet\.h'
rule lib/image   '(read|eval|explore|advice)/'
rule lib/read    '(eval|explore|advice)/'
rule lib/eval    '(read|image|explore|advice)/'
rule lib/explore '(read|eval|advice)/'
rule lib/advice  '(read|image)/'
for core in lib/read/*.[ch]; do # of the three shelves of formats only the table of formats knows
    [ "$core" = lib/read/formats.c ] || rule "$core" 'read/(json|xml|text)/'
done
rule lib/read/json '/(xml|text)/'
rule lib/read/xml  '/(json|text)/'
rule lib/read/text '/(json|xml)/'
rule lib         '(report|figure|format|options|build|job|render/|charts/|sections/|export/)'

# gen: the public header and base; renderers cannot see the evaluation at all
rule gen         '(read|image|eval|explore|advice)/'
rule gen/render  'proofsheet\.h|build\.h|job\.h|pictures\.h|options\.h|charts/|sections/|export/'
rule gen/charts  'proofsheet\.h|render/|sections/|export/'

# one door for each dependency
door() {
    found=$(grep -rlE "^ *# *include +[\"<]$1" lib gen | grep -vE "$2")
    [ -z "$found" ] && return
    echo "$1 is used outside its door ($2):"
    echo "$found"
    status=1
}
door 'c?json/?.*cJSON\.h'       '^lib/read/json/|^lib/explore/vector_jsonl'
door 'libxml/'                  '^lib/read/xml/'
door 'yaml\.h'                  '^lib/read/yaml'
door 'hpdf'                     '^gen/render/pdf|^gen/render/font'
door '(ft2build|hb|fontconfig)' '^gen/render/(font|pdf)'
door 'jpeglib'                  '^lib/image/jpeg'
door 'png\.h'                   '^lib/image/png'
door 'webp/'                    '^lib/image/webp'
door 'stb'                      '^gen/picture'
door 'zlib'                     '^lib/explore/vector_npz'
door 'nettle'                   '^lib/base/file'
door 'pthread'                  '^lib/base/parallel|^gen/pictures|^gen/interrupt'

# memory comes from one place, and the locale is never changed
if grep -rnE '[^_a-z](malloc|calloc|realloc|strdup) *\(' lib gen --include='*.c' |
   grep -vE 'lib/base/arena\.c|gen/embed/|lib/image/'; then
    echo 'memory is taken outside base/arena'
    status=1
fi
if grep -rn 'setlocale *(' lib gen --include='*.c' | grep -v 'never calls setlocale'; then
    status=1
fi
[ $status = 0 ] && echo 'layers: every include follows the street'
exit $status
