/* Growing bytes: text under construction, or an array whose length is not known yet. */
#ifndef PS_BASE_BUF_H
#define PS_BASE_BUF_H

#include <stddef.h>

/* Invariants: `data` is never NULL and data[length] is 0. Start with PS_BUF. */
typedef struct PsBuf {
    char *data;
    size_t length, capacity;
} PsBuf;

extern const char ps_buf_empty[1];
#define PS_BUF                                                                                     \
    {                                                                                              \
        (char *)ps_buf_empty, 0, 0                                                                 \
    }

void ps_buf_free(PsBuf *buf);
void ps_buf_clear(PsBuf *buf); /* length 0, memory kept */
void ps_buf_reserve(PsBuf *buf, size_t more);
void ps_buf_bytes(PsBuf *buf, const void *bytes, size_t size);
void ps_buf_text(PsBuf *buf, const char *text);
void ps_buf_char(PsBuf *buf, char c);
void ps_buf_printf(PsBuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The buffer as an array of PODs: append one item; items; number of items. */
#define PS_BUF_PUSH(buf, item) ps_buf_bytes((buf), &(item), sizeof(item))
#define PS_BUF_ITEMS(buf, type) ((type *)(void *)(buf)->data)
#define PS_BUF_COUNT(buf, type) ((buf)->length / sizeof(type))

#endif
