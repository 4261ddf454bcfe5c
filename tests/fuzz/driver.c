/* One fuzzer a target; which one it is, the program's name says: "fuzz-voc". */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const FuzzTarget *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    const char *name = strstr((*argv)[0], "fuzz-");
    for (const char *next; name && (next = strstr(name + 1, "fuzz-"));) name = next;
    target = fuzz_targets();
    while (name && target->name && strcmp(target->name, name + 5) != 0) target++;
    if (!name || !target->name) {
        fprintf(stderr, "%s: no such target; the name must be fuzz-TARGET\n", (*argv)[0]);
        exit(2);
    }
    fuzz_start(target);
    atexit(fuzz_end);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    target->take(target, data, size);
    return 0;
}
