/* UTF-8; see text.h. */
#include "base/text.h"

#include "base/buf.h"

#include <string.h>

/* Length of the valid character at text (at most `room` bytes), or 0. */
static int valid_length(const unsigned char *c, size_t room)
{
    if (c[0] < 0x80) return 1;
    int length = c[0] >= 0xF0 ? 4 : c[0] >= 0xE0 ? 3 : 2;
    if (c[0] < 0xC2 || c[0] > 0xF4 || room < (size_t)length) return 0;
    for (int i = 1; i < length; i++) {
        if ((c[i] & 0xC0) != 0x80) return 0;
    }
    /* overlong forms, surrogates, beyond U+10FFFF */
    if ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F)) return 0;
    if ((c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F)) return 0;
    return length;
}

size_t ps_utf8_check(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight; /* most text is ASCII: no high bit in eight bytes at once */
        if (length - at >= sizeof eight) {
            memcpy(&eight, text + at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        int step = valid_length((const unsigned char *)text + at, length - at);
        if (step == 0) return at;
        at += (size_t)step;
    }
    return length;
}

uint32_t ps_utf8_next(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    int length = valid_length(c, strnlen(*text, 4));
    *text += length ? length : 1;
    if (length == 0) return 0xFFFD;
    if (length == 1) return c[0];
    uint32_t value = c[0] & (0xFFU >> (length + 1));
    for (int i = 1; i < length; i++) value = value << 6 | (c[i] & 0x3FU);
    return value;
}

int ps_utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    int length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)((0xF00 >> length) | c);
    return length;
}

bool ps_is_unshowable(uint32_t c)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD) return true;
    return c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

const char *ps_text_shown(PsArena *arena, const char *text)
{
    bool clean = true;
    for (const char *at = text; *at && clean;) clean = !ps_is_unshowable(ps_utf8_next(&at));
    if (clean) return text;
    PsBuf out = PS_BUF;
    for (const char *at = text; *at;) {
        uint32_t c = ps_utf8_next(&at);
        char bytes[4];
        ps_buf_bytes(&out, bytes, (size_t)ps_utf8_put(ps_is_unshowable(c) ? 0xFFFD : c, bytes));
    }
    char *shown = ps_arena_text_n(arena, out.data, out.length);
    ps_buf_free(&out);
    return shown;
}

int ps_text_length(const char *text)
{
    int count = 0;
    while (*text) {
        ps_utf8_next(&text);
        count++;
    }
    return count;
}

static const char *skip(const char *text, int characters)
{
    for (; characters > 0; characters--) ps_utf8_next(&text);
    return text;
}

const char *ps_text_shortened(PsArena *arena, const char *text, int most)
{
    int length = ps_text_length(text);
    if (length <= most || most < 3) return text;
    int head = most / 2, tail = most - head - 1;
    const char *end = skip(text, head), *rest = skip(text, length - tail);
    return ps_arena_printf(arena, "%.*s…%s", (int)(end - text), text, rest);
}

void ps_utf8_mend(PsBuf *out, const char *text)
{
    while (*text) {
        size_t sound = ps_utf8_check(text, strlen(text));
        ps_buf_bytes(out, text, sound);
        text += sound;
        if (!*text) break;
        ps_buf_text(out, "\xEF\xBF\xBD");
        text++;
    }
}

int ps_text_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}
