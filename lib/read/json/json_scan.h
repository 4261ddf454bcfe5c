/* The grammar of RFC 8259 without a word about what is wrong: each scan takes text that ends in a
   zero byte, stands at the first byte of what it is named after, and returns its end, or NULL if
   there is none. json_check.c says why. */
#ifndef PS_READ_JSON_SCAN_H
#define PS_READ_JSON_SCAN_H

/* White space, perhaps none; never NULL. */
static inline const char *ps_json_scan_space(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') at++;
    return at;
}

/* A string with its quotes. */
const char *ps_json_scan_string(const char *at);

/* A key, the colon and white space: its end is the start of the value. */
const char *ps_json_scan_key(const char *at);

/* Any value, nested in `depth` others already; NULL beyond PS_LIMIT_DEPTH too. */
const char *ps_json_scan_value(const char *at, int depth);

/* Over any value of text that is well formed, as fast as it goes: to where its brackets and quotes
   say that it ends. In other text to anywhere, though not beyond the zero byte. */
const char *ps_json_skip_value(const char *at);

#endif
