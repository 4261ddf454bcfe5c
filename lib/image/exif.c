/* EXIF orientation: a walk over the first directory of the TIFF block for tag 0x0112. Every read
   goes through one checked function, so a lying offset gives "no orientation", never a fault.
   Layout: TIFF 6.0, section 2; meaning of the values: EXIF 2.32, 4.6.4. */
#include "image/exif.h"

#include <string.h>

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_SIZE = 12, MARK_SIZE = 6 };

typedef struct Block {
    const unsigned char *bytes;
    size_t size;
    bool big_endian;
} Block;

/* `length` bytes at `at` as a number; 0 when they do not lie inside. */
static unsigned long number_at(const Block *block, size_t at, int length)
{
    if (at > block->size || block->size - at < (size_t)length) return 0;
    unsigned long value = 0;
    for (int i = 0; i < length; i++) {
        int from = block->big_endian ? i : length - 1 - i;
        value = value << 8 | block->bytes[at + (size_t)from];
    }
    return value;
}

bool ps_exif_is_marked(const unsigned char *block, size_t size)
{
    return size >= MARK_SIZE && memcmp(block, "Exif\0\0", MARK_SIZE) == 0;
}

static int first_directory(const Block *block)
{
    size_t start = number_at(block, 4, 4);
    unsigned long count = number_at(block, start, 2);
    for (unsigned long i = 0; i < count; i++) {
        size_t entry = start + 2 + i * ENTRY_SIZE;
        if (entry > block->size) break;
        if (number_at(block, entry, 2) != TAG_ORIENTATION) continue;
        unsigned long value = number_at(block, entry + 8, 2);
        bool fine = number_at(block, entry + 2, 2) == TYPE_SHORT && value >= 1 && value <= 8;
        return fine ? (int)value : 1;
    }
    return 1;
}

int ps_exif_orientation(const unsigned char *block, size_t size)
{
    size_t skip = ps_exif_is_marked(block, size) ? MARK_SIZE : 0;
    Block tiff = {block + skip, size - skip, false};
    if (tiff.size < 8) return 1;
    tiff.big_endian = memcmp(tiff.bytes, "MM", 2) == 0;
    if (!tiff.big_endian && memcmp(tiff.bytes, "II", 2) != 0) return 1;
    if (number_at(&tiff, 2, 2) != 42) return 1;
    return first_directory(&tiff);
}
