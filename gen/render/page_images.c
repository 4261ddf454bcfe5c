/* Images: the first thumbnails, lowest F1 first, with their boxes. */
#include "base/file.h"
#include "format.h"
#include "render/escape.h"
#include "render/overlay.h"
#include "render/pack.h"
#include "render/page.h"

/* The picture itself as an address; "" if it cannot be read. */
static bool data_url(const Page *page, const char *path, PsBuf *out)
{
    enum { PICTURE_BYTES = 64 << 20 };
    PsBytes bytes;
    PsError error;
    path = ps_path_join(page->arena, page->carried, path);
    if (!ps_file_read(path, PICTURE_BYTES, &bytes, &error)) return false;
    ps_buf_text(out, "data:image/jpeg;base64,");
    pack_base64(out, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    return true;
}

const char *page_link(const Page *page, const char *path)
{
    return page->carried ? "" : page_url(page, path);
}

const char *page_url(const Page *page, const char *path)
{
    if (!path) return "";
    PsBuf out = PS_BUF;
    if (!page->carried) {
        escape_url_path(&out, path);
    } else if (!data_url(page, path, &out)) {
        return "";
    }
    const char *text = ps_arena_text_n(page->arena, out.data, out.length);
    ps_buf_free(&out);
    return text;
}

static const char *overlay(const Page *page, const ImageView *view)
{
    PsBuf out = PS_BUF;
    overlay_svg(&out, view, page->report->optimum);
    const char *markup = ps_arena_text_n(page->arena, out.data, out.length);
    ps_buf_free(&out);
    return markup;
}

static void add_outcome(const Page *page, View *item, const char *tone, const char *word, int count)
{
    if (count == 0) return;
    View *outcome = view_item(item, "outcomes");
    view_text(outcome, "tone", tone);
    bool many = tone[0] == 'f' && tone[1] == 'p' && count > 1;
    view_printf(outcome, "text", "%s %s%s", count_text(page->arena, count), word, many ? "s" : "");
}

static void fill_frame(const Page *page, View *item, int i, const ImageView *image)
{
    int k = page->report->optimum;
    view_printf(item, "index", "%d", i);
    view_text(item, "name", ps_arena_text(page->arena, image->name));
    view_text(item, "thumb", page_url(page, image->thumb));
    view_text(item, "preview", page_link(page, image->preview ? image->preview : image->thumb));
    view_text(item, "problem",
              image->problem ? ps_arena_text(page->arena, image->problem) : "no picture");
    view_printf(item, "width", "%d", image->width);
    view_printf(item, "height", "%d", image->height);
    view_raw(item, "overlay", overlay(page, image));
    view_text(item, "f1", hundredths_text(page->arena, image->f1[k]));
    view_list(item, "outcomes");
    add_outcome(page, item, "ok", "correct", image->correct[k]);
    add_outcome(page, item, "mis", "misclassified", image->misclassified[k]);
    add_outcome(page, item, "fn", "missed", image->missed[k]);
    add_outcome(page, item, "fp", "false positive", image->false_positive[k]);
}

void page_frame(const Page *page, View *view, const char *list, int i, const char *was)
{
    PsArena *scratch = ps_arena_new();
    ImageView image = {0};
    page->report->image(page->report, i, scratch, &image);
    View *item = view_item(view, list);
    fill_frame(page, item, i, &image);
    view_text(item, "was", was);
    ps_arena_free(scratch);
}

void page_images(const Page *page, View *view)
{
    const Report *report = page->report;
    int shown = report->image_count < IMAGES_SHOWN ? report->image_count : IMAGES_SHOWN;
    view_list(view, "images");
    for (int i = 0; i < shown; i++) page_frame(page, view, "images", report->worst[i], "");
    view_text(view, "pictures_note", report->pictures_note);
    view_text(view, "kinds_note", report->kinds_note);
    view_printf(view, "shown", "Showing %d of %s, lowest F1 first.", shown,
                plural(page->arena, report->image_count, "image", "images"));
}
