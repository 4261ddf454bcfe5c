/* Files of data/ and islands of the page; see sink.h. */
#include "render/sink.h"

#include "base/file.h"
#include "render/json_text.h"

#include <string.h>

enum { ISLAND_BYTES = 240000, INLINE_BYTES = 24000, TEXT_BYTES = 800000 };

/* Where a piece that begins at `at` ends: at the last end of a line that fits, else, in a line that
   is larger than a piece, at the end of that line. */
static size_t piece_end(const PsBuf *text, size_t at, size_t most)
{
    if (text->length - at <= most) return text->length;
    for (size_t end = at + most; end > at; end--) {
        if (text->data[end - 1] == '\n') return end;
    }
    const char *line = memchr(text->data + at, '\n', text->length - at);
    return line ? (size_t)(line - text->data) + 1 : text->length;
}

void sink_island(View *page, const char *part, const PsBuf *json)
{
    for (size_t at = 0; at < json->length;) {
        size_t end = piece_end(json, at, ISLAND_BYTES);
        View *item = view_item(page, "islands");
        view_text(item, "part", part);
        view_raw(item, "json", ps_arena_text_n(page->arena, json->data + at, end - at));
        at = end;
    }
}

static bool write_file(const Sink *sink, const char *name, const PsBuf *json)
{
    PsBuf out = PS_BUF, path = PS_BUF;
    ps_buf_printf(&out, "proofsheetShard(\"%s\",", name);
    ps_buf_bytes(&out, json->data, json->length);
    ps_buf_text(&out, ");\n");
    ps_buf_printf(&path, "%s/%s.js", sink->folder, name);
    bool fine = ps_file_write(path.data, out.data, out.length, sink->error);
    ps_buf_free(&path);
    ps_buf_free(&out);
    return fine;
}

bool sink_shard(const Sink *sink, const char *kind, size_t number, const PsBuf *json)
{
    PsBuf name = PS_BUF;
    ps_buf_printf(&name, "%s-%zu", kind, number);
    bool fine = true;
    if (sink->folder) {
        fine = write_file(sink, name.data, json);
    } else {
        sink_island(sink->page, ps_arena_text(sink->page->arena, name.data), json);
    }
    ps_buf_free(&name);
    return fine;
}

/* The lines as a list of strings, which the page joins. */
static void write_lines(PsBuf *out, const char *text, size_t size)
{
    JsonText json = json_text_start(out);
    json_open(&json, '[');
    for (size_t at = 0; at < size;) {
        const char *stop = memchr(text + at, '\n', size - at);
        size_t length = stop ? (size_t)(stop - text) - at : size - at;
        PsBuf line = PS_BUF;
        ps_buf_bytes(&line, text + at, length);
        json_string(&json, line.data);
        ps_buf_free(&line);
        at += length + (stop != NULL);
    }
    json_close(&json, ']');
}

static int write_large(const Sink *sink, const char *part, const PsBuf *whole)
{
    int count = 0;
    for (size_t at = 0; at < whole->length;) {
        size_t end = piece_end(whole, at, TEXT_BYTES);
        PsBuf json = PS_BUF;
        write_lines(&json, whole->data + at, end - at);
        bool fine = sink_shard(sink, part, (size_t)count++, &json);
        ps_buf_free(&json);
        if (!fine) return -1;
        at = end;
    }
    return count;
}

int sink_part(const Sink *sink, const char *part, const PsBuf *json)
{
    if (sink->folder && json->length > INLINE_BYTES) return write_large(sink, part, json);
    sink_island(sink->page, part, json);
    return 0;
}
