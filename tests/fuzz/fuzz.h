/* What the fuzzers share: bytes become a file, because that is how the library reads. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes the bytes to a file of this process alone and returns its path. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

#endif
