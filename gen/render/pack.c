/* Packed integers; see pack.h. */
#include "render/pack.h"

#include <stdint.h>

static void varint(PsBuf *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) ps_buf_char(out, (char)(0x80 | (value & 0x7F)));
    ps_buf_char(out, (char)value);
}

void pack_ints(PsBuf *out, const int *values, const int *before, size_t count)
{
    uint64_t zeros = 0;
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t step = (int64_t)values[i] - (before ? before[i] : last);
        last = values[i];
        if (step == 0) {
            zeros++;
            continue;
        }
        if (zeros) {
            varint(out, 0);
            varint(out, zeros - 1);
            zeros = 0;
        }
        varint(out, step > 0 ? (uint64_t)step * 2 - 1 : (uint64_t)-step * 2);
    }
    if (!zeros) return;
    varint(out, 0);
    varint(out, zeros - 1);
}

void pack_base64(PsBuf *out, const void *bytes, size_t size)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)at[i] << 16;
        if (left > 1) group |= (uint32_t)at[i + 1] << 8;
        if (left > 2) group |= at[i + 2];
        char four[] = {letters[group >> 18], letters[group >> 12 & 63],
                       left > 1 ? letters[group >> 6 & 63] : '=',
                       left > 2 ? letters[group & 63] : '='};
        ps_buf_bytes(out, four, sizeof four);
    }
}
