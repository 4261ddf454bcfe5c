/* Escaping; see escape.h. Each place has one table of what cannot stand there. */
#include "render/escape.h"

#include <stdbool.h>
#include <string.h>

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: break;
    }
    bool blank = c == '\n' || c == '\t' || c == '\r';
    return (unsigned char)c < 0x20 && !blank ? "\xEF\xBF\xBD" : NULL;
}

void escape_text(PsBuf *out, const char *text)
{
    const char *from = text;
    for (const char *at = text; *at; at++) {
        const char *instead = entity(*at);
        if (!instead) continue;
        ps_buf_bytes(out, from, (size_t)(at - from));
        ps_buf_text(out, instead);
        from = at + 1;
    }
    ps_buf_text(out, from);
}

/* U+2028 and U+2029 end a line of JavaScript, also inside a string of older engines. */
static bool is_separator(const char *at)
{
    return memcmp(at, "\xE2\x80", 2) == 0 && (at[2] == '\xA8' || at[2] == '\xA9');
}

void escape_script_string(PsBuf *out, const char *text)
{
    ps_buf_char(out, '"');
    for (const char *at = text; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            ps_buf_char(out, '\\');
            ps_buf_char(out, *at);
        } else if (c < 0x20 || c == 0x7F || c == '<' || c == '>' || c == '&') {
            ps_buf_printf(out, "\\u%04x", c);
        } else if (c == 0xE2 && at[1] && is_separator(at)) {
            ps_buf_printf(out, "\\u20%02x", (unsigned char)at[2] - 0x80);
            at += 2;
        } else {
            ps_buf_char(out, *at);
        }
    }
    ps_buf_char(out, '"');
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/", c));
}

void escape_url_path(PsBuf *out, const char *path)
{
    for (const char *at = path; *at; at++) {
        if (is_plain(*at)) {
            ps_buf_char(out, *at);
        } else {
            ps_buf_printf(out, "%%%02X", (unsigned char)*at);
        }
    }
}
