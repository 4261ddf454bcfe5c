/* The page; see html.h. Sections are rendered one by one, each from its own template, and set into
 * the shell; style, script and data stand in the same file, so that it can be passed on alone. The
 * policy in its head admits this style and this script, by their hashes, and files of the report.
 */
#include "render/html.h"

#include "base/file.h"
#include "render/embedded.h"
#include "render/pack.h"
#include "render/page.h"
#include "render/page_data.h"
#include "render/shards.h"
#include "render/sink.h"
#include "render/template.h"

#include <string.h>

/* ---- templates, style and script */

static bool find_asset(void *context, const char *name, TemplateText *text)
{
    const Embedded *file = embedded_find(name);
    (void)context;
    if (!file) return false;
    *text = (TemplateText){(const char *)file->data, file->size};
    return true;
}

static const TemplateSource embedded_templates = {.find = find_asset};

static const char *asset_text(const char *name)
{
    TemplateText text;
    return find_asset(NULL, name, &text) ? text.data : "";
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
    ps_buf_text(out, " 'sha256-");
    pack_base64(out, bytes, sizeof bytes);
    ps_buf_char(out, '\'');
}

/* A page in one file admits nothing beside it. */
static const char *policy(View *view, bool alone)
{
    PsBuf out = PS_BUF;
    const char *beside = alone ? "" : " 'self'";
    ps_buf_printf(&out, "default-src 'none'; script-src%s", beside);
    for (View *item = view_find(view, "scripts")->first; item; item = item->next) {
        policy_hash(&out, view_find(item, "script")->text);
    }
    ps_buf_printf(&out, "; style-src%s", beside);
    for (View *item = view_find(view, "styles")->first; item; item = item->next) {
        policy_hash(&out, view_find(item, "style")->text);
    }
    ps_buf_text(&out, alone ? "; img-src data:" : "; img-src 'self' data:");
    ps_buf_text(&out, "; base-uri 'none'; form-action 'none'");
    const char *text = ps_arena_text_n(view->arena, out.data, out.length);
    ps_buf_free(&out);
    return text;
}

/* ---- data */

/* The figures of classes and cells, and the map. The page knows by "beside" that data/ is there. */
static bool add_parts(const Report *report, const Sink *sink)
{
    PsBuf table = PS_BUF, map = PS_BUF, count = PS_BUF;
    page_data_table(&table, report);
    page_data_map(&map, report);
    int table_files = sink_part(sink, "table", &table);
    int map_files = table_files < 0 ? -1 : sink_part(sink, "map", &map);
    ps_buf_printf(&count, "{\"table\":%d,\"map\":%d}", table_files, map_files);
    if (sink->folder) sink_island(sink->page, "beside", &count);
    ps_buf_free(&table);
    ps_buf_free(&map);
    ps_buf_free(&count);
    return map_files >= 0;
}

static bool add_data(const Page *page, const Sink *sink)
{
    const Report *report = page->report;
    ShardIndex index;
    bool fine = shards_write(report, sink, &index) &&
                (!page->carried || shards_write_pictures(report, page->carried, sink, &index));
    if (fine) {
        PsBuf text = PS_BUF;
        page_data_main(&text, report, &index);
        sink_island(sink->page, "main", &text);
        ps_buf_free(&text);
        fine = add_parts(report, sink);
    }
    shard_index_free(&index);
    return fine;
}

/* ---- style sheet and script, and the parts of them that lie in data/ */

static bool write_beside(const Sink *sink, const char *name, const char *text)
{
    PsBuf path = PS_BUF;
    ps_buf_printf(&path, "%s/%s", sink->folder, name);
    bool fine = ps_file_write(path.data, text, strlen(text), sink->error);
    ps_buf_free(&path);
    return fine;
}

/* What the first view needs stands in the page. */
static bool add_styles(const Sink *sink)
{
    const char *below = asset_text("site-below.css");
    view_raw(view_item(sink->page, "styles"), "style", asset_text("site.css"));
    if (sink->folder) return write_beside(sink, "below.css", below);
    view_raw(view_item(sink->page, "styles"), "style", below);
    return true;
}

/* A part in data/ says that it is there as any shard does. */
static bool write_part(const Sink *sink, const char *name, const char *script)
{
    PsBuf out = PS_BUF, file = PS_BUF;
    ps_buf_printf(&out, "%sproofsheetShard(\"code-%s\");\n", script, name);
    ps_buf_printf(&file, "code-%s.js", name);
    bool fine = write_beside(sink, file.data, out.data);
    ps_buf_free(&file);
    ps_buf_free(&out);
    return fine;
}

/* The page's own script first, then those in the page, if they are to be there. */
static bool add_scripts(PsArena *arena, const Sink *sink)
{
    static const char *const parts[] = {"overview", "classes", "images", "explorer"};
    view_raw(view_item(sink->page, "scripts"), "script", asset_text("site.js"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *name = ps_arena_printf(arena, "site-%s.js", parts[i]);
        const char *script = asset_text(name);
        if (!sink->folder) {
            view_raw(view_item(sink->page, "scripts"), "script", script);
        } else if (!write_part(sink, parts[i], script)) {
            return false;
        }
    }
    return true;
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

static bool add_section(const Page *page, const Section *section, View *view, PsError *error)
{
    const char *template = page_template(section->id);
    if (!template) return true; /* drawn by another renderer */
    View *content = view_new(page->arena);
    view_flag(content, "beside", !page->carried);
    page_section(page, section->id, content);
    PsBuf out = PS_BUF;
    bool fine = template_render(&embedded_templates, template, content, &out, error);
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

static bool add_sections(const Page *page, View *view, PsError *error)
{
    const Report *report = page->report;
    view_list(view, "sections");
    view_text(view, "first_section", report->section_count ? report->sections[0].id : "");
    for (int i = 0; i < report->section_count; i++) {
        if (!add_section(page, &report->sections[i], view, error)) return false;
    }
    return true;
}

/* ---- the page */

static bool fill_page(const Page *page, const HtmlOptions *options, View *view, PsError *error)
{
    Sink sink = {.page = view, .error = error};
    if (!page->carried) sink.folder = ps_path_join(page->arena, options->folder, "data");
    if (sink.folder && !ps_folder_make(sink.folder, error)) return false;
    page_head(page, view);
    view_flag(view, "pdf", !options->no_pdf);
    view_flag(view, "beside", !page->carried);
    if (!add_styles(&sink) || !add_scripts(page->arena, &sink)) return false;
    view_text(view, "policy", policy(view, page->carried));
    return add_data(page, &sink) && add_sections(page, view, error);
}

/* A page that is too large to be opened with pleasure, or at all. */
static bool check_size(const HtmlOptions *options, size_t size, PsError *error)
{
    const size_t megabyte = 1000000;
    if (options->refuse_above && size > options->refuse_above) {
        return ps_fail(error, PS_ERROR_OUTPUT, "index.html", NULL,
                       "a smaller --gallery-limit or --preview-size, or --allow-huge",
                       "the page in one file has %zu MB", size / megabyte);
    }
    if (!options->warn_above || size <= options->warn_above) return true;
    PsBuf text = PS_BUF;
    ps_buf_printf(&text,
                  "The page in one file has %zu MB; over %zu MB some browsers open it slowly.",
                  size / megabyte, options->warn_above / megabyte);
    options->warn(options->context, text.data);
    ps_buf_free(&text);
    return true;
}

static bool write_page(const Page *page, const HtmlOptions *options, PsError *error)
{
    View *view = view_new(page->arena);
    if (!fill_page(page, options, view, error)) return false;
    PsBuf out = PS_BUF;
    bool fine = template_render(&embedded_templates, "page", view, &out, error) &&
                check_size(options, out.length, error) &&
                ps_file_write(ps_path_join(page->arena, options->folder, "index.html"), out.data,
                              out.length, error);
    ps_buf_free(&out);
    return fine;
}

bool html_write(const Report *report, const HtmlOptions *options, PsError *error)
{
    Page page = {.report = report,
                 .arena = ps_arena_new(),
                 .carried = options->one_file ? options->folder : NULL};
    bool fine = write_page(&page, options, error);
    ps_arena_free(page.arena);
    return fine;
}
