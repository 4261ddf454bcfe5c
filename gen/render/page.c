/* What the sections of the page have in common, and the table of sections. */
#include "render/page.h"

#include "format.h"
#include "render/svg.h"

#include <string.h>

typedef struct SectionKind {
    const char *id, *template;
    void (*fill)(const Page *page, View *view);
} SectionKind;

static const SectionKind kinds[] = {
    {"summary", "summary", page_summary},
    {"metrics", "metrics", page_metrics},
    {"advice", "advice", page_advice},
    {"review", "review", page_review},
    {"byclass", "byclass", page_classes},
    {"matrix", "matrix", page_matrix},
    {"images", "images", page_images},
    {"errors", "errors", page_errors},
    {"explorer", "explorer", page_explorer},
    {"trust", "trust", page_trust},
    {"data", "data", page_data},
    {"compare", "compare", page_compare},
    {"method", "method", page_method},
};

static const SectionKind *kind_of(const char *id)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].id, id) == 0) return &kinds[i];
    }
    return NULL;
}

const char *page_template(const char *id)
{
    const SectionKind *kind = kind_of(id);
    return kind ? kind->template : NULL;
}

void page_section(const Page *page, const char *id, View *view)
{
    view_text(view, "optimum", page->report->threshold_text[page->report->optimum]);
    kind_of(id)->fill(page, view);
}

const char *page_figure(const Page *page, const Figure *figure)
{
    if (figure->count == 0) return "";
    PsBuf out = PS_BUF;
    svg_figure(&out, figure);
    const char *markup = ps_arena_text_n(page->arena, out.data, out.length);
    ps_buf_free(&out);
    return markup;
}

void page_rich(View *view, const char *name, const char *text)
{
    view_list(view, name);
    bool strong = false;
    for (const char *at = text ? text : ""; *at;) {
        size_t length = strcspn(at, BOLD_ON BOLD_OFF);
        if (length > 0) {
            View *run = view_item(view, name);
            view_text(run, "text", ps_arena_text_n(view->arena, at, length));
            view_flag(run, "strong", strong);
        }
        at += length;
        if (!*at) break;
        strong = *at++ == BOLD_ON[0];
    }
}

static const char *rate_at(const Page *page, const int *rates, int k)
{
    return k == UNDEFINED ? "" : rate_text(page->arena, rates[k]);
}

void page_name(View *item, const char *name)
{
    enum { LONG_NAME = 14 };
    view_text(item, "name", name);
    view_flag(item, "long_name", strlen(name) > LONG_NAME);
}

void page_rates(const Page *page, View *view, const Sweep *sweep, int k)
{
    view_text(view, "precision", rate_at(page, sweep->precision, k));
    view_text(view, "recall", rate_at(page, sweep->recall, k));
    view_text(view, "f1", rate_at(page, sweep->f1, k));
}
