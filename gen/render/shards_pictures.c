/* The pictures that a page in one file carries; see shards.h. */
#include "base/file.h"
#include "render/json_text.h"
#include "render/shards.h"

#include <string.h>

enum { SHARD_BYTES = 900000, PICTURE_BYTES = 64 << 20 };

typedef struct Carrier {
    const char *folder;
    const Sink *sink;
    PsBuf *firsts;
    PsBuf text; /* the shard under way */
    JsonText json;
} Carrier;

static void start(Carrier *carrier)
{
    ps_buf_clear(&carrier->text);
    carrier->json = json_text_start(&carrier->text);
    json_open(&carrier->json, '[');
}

static bool flush(Carrier *carrier)
{
    json_close(&carrier->json, ']');
    size_t number = PS_BUF_COUNT(carrier->firsts, int) - 1;
    return sink_shard(carrier->sink, "pictures", number, &carrier->text);
}

static bool add_file(Carrier *carrier, const char *path, PsArena *scratch)
{
    PsBytes bytes;
    path = ps_path_join(scratch, carrier->folder, path);
    if (!ps_file_read(path, PICTURE_BYTES, &bytes, carrier->sink->error)) return false;
    json_bytes(&carrier->json, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    return true;
}

static bool add_image(Carrier *carrier, const Report *report, int i, PsArena *scratch)
{
    ImageView view = {0};
    report->image(report, i, scratch, &view);
    json_open(&carrier->json, '[');
    bool fine = !view.thumb || (add_file(carrier, view.thumb, scratch) &&
                                add_file(carrier, view.preview, scratch));
    json_close(&carrier->json, ']');
    return fine;
}

bool shards_write_pictures(const Report *report, const char *folder, const Sink *sink,
                           ShardIndex *index)
{
    Carrier carrier = {.folder = folder, .sink = sink, .firsts = &index->pictures, .text = PS_BUF};
    PsArena *scratch = ps_arena_new();
    bool fine = true, open = false;
    for (int i = 0; i < report->image_count && fine; i++) {
        ps_arena_reset(scratch);
        if (!open) {
            PS_BUF_PUSH(carrier.firsts, i);
            start(&carrier);
        }
        fine = add_image(&carrier, report, i, scratch);
        open = carrier.text.length < SHARD_BYTES;
        if (fine && !open) fine = flush(&carrier);
    }
    if (fine && open) fine = flush(&carrier);
    ps_buf_free(&carrier.text);
    ps_arena_free(scratch);
    return fine;
}
