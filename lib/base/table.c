/* CSV; see table.h. */
#include "base/table.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ opening */

/* Outside quotes, in the first line that holds anything. */
static char guess_delimiter(const char *at)
{
    static const char delimiters[] = {',', ';', '\t'};
    int counts[3] = {0}, best = 0;
    bool quoted = false;
    at += strspn(at, "\r\n");
    for (; *at && (quoted || *at != '\n'); at++) {
        if (*at == '"') quoted = !quoted;
        for (int i = 0; i < 3 && !quoted; i++) counts[i] += *at == delimiters[i];
    }
    for (int i = 1; i < 3; i++) {
        if (counts[i] > counts[best]) best = i;
    }
    return delimiters[best];
}

static bool refuse_byte(const PsTable *table, size_t byte, const char *found, PsError *error)
{
    char place[60];
    long line = 1;
    for (size_t i = 0; i < byte; i++) line += table->text[i] == '\n';
    snprintf(place, sizeof place, "byte %zu (line %ld)", byte, line);
    return ps_fail(error, PS_ERROR_INPUT, table->path, place, "wanted text in UTF-8", "%s", found);
}

bool ps_table_open(PsTable *table, const char *path, const char *data, size_t size, PsError *error)
{
    *table = (PsTable){.path = path,
                       .text = data,
                       .at = data,
                       .end = data + size,
                       .next_line = 1,
                       .most_fields = PS_LIMIT_COLUMNS,
                       .bytes = PS_BUF,
                       .starts = PS_BUF};
    size_t bad = ps_utf8_check(data, size), zero = strlen(data);
    if (zero < size && zero <= bad) {
        return refuse_byte(table, zero, "a zero byte, as UTF-16 has", error);
    }
    if (bad < size) return refuse_byte(table, bad, "a byte that is no UTF-8", error);
    if (strncmp(data, "\xEF\xBB\xBF", 3) == 0) table->at += 3;
    table->delimiter = guess_delimiter(table->at);
    return true;
}

void ps_table_close(PsTable *table)
{
    ps_buf_free(&table->bytes);
    ps_buf_free(&table->starts);
}

/* ------------------------------------------------------------------ fields */

static bool refuse_line(const PsTable *table, long line, const char *wanted, const char *found,
                        PsError *error)
{
    char place[40];
    snprintf(place, sizeof place, "line %ld", line);
    return ps_fail(error, PS_ERROR_INPUT, table->path, place, wanted, "%s", found);
}

static bool refuse_length(const PsTable *table, long line, PsError *error)
{
    char wanted[60];
    snprintf(wanted, sizeof wanted, "wanted fields of at most %d MiB", PS_LIMIT_FIELD >> 20);
    return refuse_line(table, line, wanted, "a field is too long", error);
}

/* The text between quotes, from behind the first to behind the last. */
static bool take_quoted(PsTable *table, PsError *error)
{
    long line = table->next_line;
    size_t start = table->bytes.length;
    for (table->at++;;) {
        const char *quote = memchr(table->at, '"', (size_t)(table->end - table->at));
        if (!quote)
            return refuse_line(table, line, "wanted a closing quote", "a quote is not closed",
                               error);
        for (const char *c = table->at; c < quote; c++) table->next_line += *c == '\n';
        ps_buf_bytes(&table->bytes, table->at, (size_t)(quote - table->at));
        table->at = quote + 1;
        if (table->bytes.length - start > PS_LIMIT_FIELD) return refuse_length(table, line, error);
        if (*table->at != '"') return true;
        ps_buf_char(&table->bytes, '"');
        table->at++;
    }
}

static bool ends_field(const PsTable *table, char c)
{
    return c == table->delimiter || c == '\n' || c == '\0' ||
           (c == '\r' && (table->at[1] == '\n' || table->at[1] == '\0'));
}

static bool take_plain(PsTable *table, PsError *error)
{
    const char *start = table->at;
    while (!ends_field(table, *table->at)) table->at++;
    const char *end = table->at;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t')) end--;
    ps_buf_bytes(&table->bytes, start, (size_t)(end - start));
    return end - start <= PS_LIMIT_FIELD || refuse_length(table, table->next_line, error);
}

static void skip_spaces(PsTable *table)
{
    while (*table->at == ' ' || (*table->at == '\t' && table->delimiter != '\t')) table->at++;
}

static bool take_field(PsTable *table, PsError *error)
{
    size_t start = table->bytes.length;
    if (table->count == table->most_fields) {
        char wanted[60];
        snprintf(wanted, sizeof wanted, "wanted at most %d fields", table->most_fields);
        return refuse_line(table, table->line, wanted, "a line has too many", error);
    }
    PS_BUF_PUSH(&table->starts, start);
    table->count++;
    skip_spaces(table);
    bool quoted = *table->at == '"';
    if (!(quoted ? take_quoted(table, error) : take_plain(table, error))) return false;
    if (quoted) skip_spaces(table);
    ps_buf_char(&table->bytes, '\0');
    return ends_field(table, *table->at) ||
           refuse_line(table, table->next_line, "wanted a delimiter", "text behind a closing quote",
                       error);
}

/* ------------------------------------------------------------------ records */

static void end_line(PsTable *table)
{
    if (*table->at == '\r') table->at++;
    if (*table->at != '\n') return;
    table->at++;
    table->next_line++;
}

static void skip_blank_lines(PsTable *table)
{
    for (;;) {
        const char *next = table->at + strspn(table->at, " \r");
        if (*next != '\n') break;
        table->at = next + 1;
        table->next_line++;
    }
    if (table->at[strspn(table->at, " \r")] == '\0') table->at = table->end;
}

bool ps_table_next(PsTable *table, PsError *error)
{
    error->code = PS_OK;
    ps_buf_clear(&table->bytes);
    ps_buf_clear(&table->starts);
    table->count = 0;
    skip_blank_lines(table);
    table->line = table->next_line;
    if (table->at >= table->end) return false;
    for (bool more = true; more;) {
        if (!take_field(table, error)) return false;
        more = *table->at == table->delimiter;
        if (more) table->at++;
    }
    end_line(table);
    return true;
}

const char *ps_table_field(const PsTable *table, int column)
{
    if (column < 0 || column >= table->count) return "";
    return table->bytes.data + PS_BUF_ITEMS(&table->starts, size_t)[column];
}

bool ps_table_blame(PsTable *table, PsError *error)
{
    PsError grammar;
    while (ps_table_next(table, &grammar)) continue;
    if (grammar.code != PS_OK) *error = grammar;
    return false;
}
