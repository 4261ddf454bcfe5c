/* Growing bytes; see buf.h. */
#include "base/buf.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shared by all empty buffers and never written to. */
const char ps_buf_empty[1] = "";

void ps_buf_free(PsBuf *buf)
{
    if (buf->capacity) free(buf->data);
    *buf = (PsBuf)PS_BUF;
}

void ps_buf_clear(PsBuf *buf)
{
    buf->length = 0;
    if (buf->capacity) buf->data[0] = '\0';
}

void ps_buf_reserve(PsBuf *buf, size_t more)
{
    if (more >= SIZE_MAX - buf->length) more = SIZE_MAX - buf->length - 1;
    size_t needed = buf->length + more + 1;
    if (needed <= buf->capacity) return;
    size_t capacity = buf->capacity < 128 ? 256 : buf->capacity + buf->capacity / 2;
    if (capacity < needed) capacity = needed;
    buf->data = ps_realloc(buf->capacity ? buf->data : NULL, capacity);
    buf->capacity = capacity;
}

void ps_buf_bytes(PsBuf *buf, const void *bytes, size_t size)
{
    ps_buf_reserve(buf, size);
    if (size) memcpy(buf->data + buf->length, bytes, size);
    buf->length += size;
    buf->data[buf->length] = '\0';
}

void ps_buf_text(PsBuf *buf, const char *text)
{
    ps_buf_bytes(buf, text, strlen(text));
}

void ps_buf_char(PsBuf *buf, char c)
{
    ps_buf_reserve(buf, 1);
    buf->data[buf->length++] = c;
    buf->data[buf->length] = '\0';
}

void ps_buf_printf(PsBuf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        ps_buf_reserve(buf, (size_t)length);
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
}
