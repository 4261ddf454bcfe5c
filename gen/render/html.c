/* The page; see html.h. Sections are rendered one by one, each from its own template, and set into
 * the shell; style, script and data stand in the same file, so that it can be passed on alone. The
 * policy in its head admits exactly this style and this script, by their hashes. */
#include "render/html.h"

#include "base/file.h"
#include "render/embedded.h"
#include "render/pack.h"
#include "render/page.h"
#include "render/page_data.h"
#include "render/shards.h"
#include "render/template.h"

#include <stdio.h>
#include <string.h>

enum { ISLAND_BYTES = 240000, INLINE_BYTES = 120000, ASSET_LIMIT = 16 << 20 };

typedef struct Assets {
    const char *folder; /* NULL, or files that go before the embedded ones */
    PsArena *arena;     /* holds what was read from there */
} Assets;

/* ---- templates, style and script */

static bool read_override(const Assets *assets, const char *name, TemplateText *text)
{
    if (!assets->folder) return false;
    const char *path = ps_path_join(assets->arena, assets->folder, name);
    PsBytes bytes;
    PsError error = {0};
    if (!ps_file_exists(path) || !ps_file_read(path, ASSET_LIMIT, &bytes, &error)) return false;
    text->data = ps_arena_text_n(assets->arena, bytes.data, bytes.size);
    text->size = bytes.size;
    ps_bytes_free(&bytes);
    return true;
}

static bool find_asset(void *context, const char *name, TemplateText *text)
{
    if (read_override(context, name, text)) return true;
    const Embedded *file = embedded_find(name);
    if (!file) return false;
    *text = (TemplateText){(const char *)file->data, file->size};
    return true;
}

static const char *asset_text(Assets *assets, const char *name)
{
    TemplateText text;
    return find_asset(assets, name, &text) ? text.data : "";
}

/* ---- content security policy */

static int hex_value(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void policy_hash(PsBuf *out, const char *text)
{
    char hex[65];
    unsigned char bytes[32];
    ps_sha256(text, strlen(text), hex);
    for (int i = 0; i < 32; i++) {
        bytes[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
    }
    ps_buf_text(out, " 'self' 'sha256-");
    pack_base64(out, bytes, sizeof bytes);
    ps_buf_text(out, "';");
}

static const char *policy(PsArena *arena, const char *style, const char *script)
{
    PsBuf out = PS_BUF;
    ps_buf_text(&out, "default-src 'none'; script-src");
    policy_hash(&out, script);
    ps_buf_text(&out, " style-src");
    policy_hash(&out, style);
    ps_buf_text(&out, " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
                      "base-uri 'none'; form-action 'none'");
    const char *text = ps_arena_text_n(arena, out.data, out.length);
    ps_buf_free(&out);
    return text;
}

/* ---- data */

/* Where a piece that begins at `at` ends: at the last end of a line that fits, else, in a line that
   is larger than a piece, at the end of that line. */
static size_t piece_end(const PsBuf *text, size_t at)
{
    if (text->length - at <= ISLAND_BYTES) return text->length;
    for (size_t end = at + ISLAND_BYTES; end > at; end--) {
        if (text->data[end - 1] == '\n') return end;
    }
    const char *line = memchr(text->data + at, '\n', text->length - at);
    return line ? (size_t)(line - text->data) + 1 : text->length;
}

/* Cuts a text into script elements at ends of lines, because one large element is slow. */
static void add_islands(View *view, const char *part, const PsBuf *text)
{
    for (size_t at = 0; at < text->length;) {
        size_t end = piece_end(text, at);
        View *item = view_item(view, "islands");
        view_text(item, "part", part);
        view_raw(item, "json", ps_arena_text_n(view->arena, text->data + at, end - at));
        at = end;
    }
}

/* A part of the data in the page, or beside it if it is too large: then the number of its files,
   else 0; -1 on failure. */
static int add_part(const char *folder, View *view, const char *part, const PsBuf *text,
                    PsError *error)
{
    if (text->length > INLINE_BYTES) return shards_write_text(folder, part, text, error);
    add_islands(view, part, text);
    return 0;
}

/* The figures of classes and cells, and the map. */
static bool add_parts(const Report *report, const char *folder, View *view, PsError *error)
{
    PsBuf table = PS_BUF, map = PS_BUF, count = PS_BUF;
    page_data_table(&table, report);
    page_data_map(&map, report);
    int table_files = add_part(folder, view, "table", &table, error);
    int map_files = table_files < 0 ? -1 : add_part(folder, view, "map", &map, error);
    ps_buf_printf(&count, "{\"table\":%d,\"map\":%d}", table_files, map_files);
    add_islands(view, "beside", &count);
    ps_buf_free(&table);
    ps_buf_free(&map);
    ps_buf_free(&count);
    return map_files >= 0;
}

static bool add_data(const Report *report, const HtmlOptions *options, View *view, PsError *error)
{
    const char *folder = ps_path_join(view->arena, options->folder, "data");
    if (!ps_folder_make(folder, error)) return false;
    ShardIndex index;
    bool fine = shards_write(report, folder, &index, error);
    if (fine) {
        PsBuf text = PS_BUF;
        page_data_main(&text, report, &index);
        add_islands(view, "main", &text);
        ps_buf_free(&text);
        fine = add_parts(report, folder, view, error);
    }
    shard_index_free(&index);
    return fine;
}

/* ---- sections */

/* '\n' parts lines; each becomes a paragraph. */
static void add_lines(View *item, const char *name, const char *text)
{
    view_list(item, name);
    for (const char *at = text ? text : ""; *at;) {
        size_t length = strcspn(at, "\n");
        view_text(view_item(item, name), "text", ps_arena_text_n(item->arena, at, length));
        at += length + (at[length] == '\n');
    }
}

static bool add_section(const Page *page, const TemplateSource *source, const Section *section,
                        View *view, PsError *error)
{
    const char *template = page_template(section->id);
    if (!template) return true; /* drawn by another renderer */
    View *content = view_new(page->arena);
    page_section(page, section->id, content);
    PsBuf out = PS_BUF;
    bool fine = template_render(source, template, content, &out, error);
    View *item = view_item(view, "sections");
    view_text(item, "id", section->id);
    view_text(item, "title", section->title);
    view_text(item, "link", section->link);
    add_lines(item, "rail", section->rail);
    view_flag(item, "has_how", section->how != NULL);
    add_lines(item, "how", section->how);
    view_raw(item, "markup", ps_arena_text_n(page->arena, out.data, out.length));
    ps_buf_free(&out);
    return fine;
}

static bool add_sections(const Page *page, const TemplateSource *source, View *view, PsError *error)
{
    const Report *report = page->report;
    view_list(view, "sections");
    view_text(view, "first_section", report->section_count ? report->sections[0].id : "");
    for (int i = 0; i < report->section_count; i++) {
        if (!add_section(page, source, &report->sections[i], view, error)) return false;
    }
    return true;
}

/* ---- the page */

static bool write_page(const Page *page, const HtmlOptions *options, PsError *error)
{
    Assets assets = {.folder = options->assets_override, .arena = page->arena};
    TemplateSource source = {.find = find_asset, .context = &assets};
    const char *style = asset_text(&assets, "site.css"), *script = asset_text(&assets, "site.js");
    View *view = view_new(page->arena);
    page_head(page, view);
    view_flag(view, "pdf", !options->no_pdf);
    view_raw(view, "style", style);
    view_raw(view, "script", script);
    view_text(view, "policy", policy(page->arena, style, script));
    if (!add_data(page->report, options, view, error)) return false;
    if (!add_sections(page, &source, view, error)) return false;
    PsBuf out = PS_BUF;
    bool fine = template_render(&source, "page", view, &out, error) &&
                ps_file_write(ps_path_join(page->arena, options->folder, "index.html"), out.data,
                              out.length, error);
    ps_buf_free(&out);
    return fine;
}

bool html_write(const Report *report, const HtmlOptions *options, PsError *error)
{
    Page page = {.report = report, .arena = ps_arena_new()};
    bool fine = write_page(&page, options, error);
    ps_arena_free(page.arena);
    return fine;
}
