/* Comma separated values; see csv.h. */
#include "explore/csv.h"

#include <string.h>

void ps_csv_start(PsCsv *csv, char *data, size_t size)
{
    *csv = (PsCsv){.at = data, .end = data + size, .next_line = 1, .fields = PS_BUF};
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) csv->at += 3;
    const char *stop = memchr(csv->at, '\n', (size_t)(csv->end - csv->at));
    size_t first = (size_t)((stop ? stop : csv->end) - csv->at);
    csv->delimiter = memchr(csv->at, '\t', first)  ? '\t'
                     : memchr(csv->at, ',', first) ? ','
                     : memchr(csv->at, ';', first) ? ';'
                                                   : ',';
}

/* Takes the quotes off: from behind the opening one; returns where the field's text ends. */
static char *unquote(PsCsv *csv)
{
    char *to = csv->at;
    while (csv->at < csv->end) {
        char c = *csv->at++;
        if (c == '\n') csv->next_line++;
        if (c == '"') {
            if (csv->at >= csv->end || *csv->at != '"') break;
            csv->at++;
        }
        *to++ = c;
    }
    return to;
}

static bool ends_field(const PsCsv *csv)
{
    return csv->at >= csv->end || *csv->at == csv->delimiter || *csv->at == '\n';
}

/* One field; returns true if another one follows in the record. */
static bool take_field(PsCsv *csv)
{
    while (csv->at < csv->end && *csv->at == ' ') csv->at++;
    bool quoted = csv->at < csv->end && *csv->at == '"';
    csv->at += quoted;
    char *start = csv->at, *stop = quoted ? unquote(csv) : csv->at;
    while (!ends_field(csv)) csv->at++;
    if (!quoted) {
        stop = csv->at;
        while (stop > start && (stop[-1] == ' ' || stop[-1] == '\r')) stop--;
    }
    PS_BUF_PUSH(&csv->fields, start);
    bool more = csv->at < csv->end && *csv->at == csv->delimiter;
    csv->next_line += csv->at < csv->end && *csv->at == '\n';
    if (csv->at < csv->end) csv->at++;
    *stop = '\0';
    return more;
}

bool ps_csv_next(PsCsv *csv)
{
    while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r')) {
        csv->next_line += *csv->at++ == '\n';
    }
    if (csv->at >= csv->end) return false;
    csv->line = csv->next_line;
    ps_buf_clear(&csv->fields);
    while (take_field(csv)) continue;
    return true;
}

int ps_csv_count(const PsCsv *csv)
{
    return (int)PS_BUF_COUNT(&csv->fields, char *);
}

char *ps_csv_field(const PsCsv *csv, int index)
{
    return PS_BUF_ITEMS(&csv->fields, char *)[index];
}

void ps_csv_end(PsCsv *csv)
{
    ps_buf_free(&csv->fields);
}
