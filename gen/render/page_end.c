/* End of the page: method and limits, the inputs, what was odd in the data. */
#include "render/page.h"

#include <string.h>

/* '\n' parts lines; each becomes a paragraph. */
static void fill_lines(const Page *page, View *view, const char *text)
{
    view_list(view, "lines");
    for (const char *at = text ? text : ""; *at;) {
        size_t length = strcspn(at, "\n");
        View *line = view_item(view, "lines");
        page_rich(line, "runs", ps_arena_text_n(page->arena, at, length));
        at += length + (at[length] == '\n');
    }
}

void page_method(const Page *page, View *view)
{
    const Report *report = page->report;
    view_list(view, "paragraphs");
    for (int i = 0; i < report->method_count; i++) {
        View *item = view_item(view, "paragraphs");
        view_text(item, "title", report->method[i].title);
        fill_lines(page, item, report->method[i].text);
    }
    view_list(view, "glossary");
    for (int i = 0; i < report->glossary_count; i++) {
        View *item = view_item(view, "glossary");
        view_text(item, "label", report->glossary[i].label);
        view_text(item, "value", report->glossary[i].value);
    }
    view_flag(view, "has_sources", report->source_count > 0);
    view_list(view, "sources");
    for (int i = 0; i < report->source_count; i++) {
        View *item = view_item(view, "sources");
        view_text(item, "role", report->sources[i].role);
        view_text(item, "name", report->sources[i].name);
        view_text(item, "format", report->sources[i].format);
        view_text(item, "sha256", report->sources[i].sha256);
    }
}

void page_data(const Page *page, View *view)
{
    view_text(view, "note", page->report->health_note);
    view_flag(view, "has_warnings", page->report->warning_count > 0);
    view_list(view, "warnings");
    for (int i = 0; i < page->report->warning_count; i++) {
        const Warning *warning = &page->report->warnings[i];
        View *item = view_item(view, "warnings");
        view_text(item, "text", warning->text);
        view_text(item, "file", warning->file);
        view_text(item, "place", warning->place);
        view_text(item, "count", warning->count);
        view_text(item, "severity", warning->severity);
        view_flag(item, "fault", warning->severity[0] == 'F');
        view_flag(item, "has_places", warning->place_count > 0);
        view_text(item, "more", warning->more);
        view_list(item, "places");
        for (int p = 0; p < warning->place_count; p++) {
            view_text(view_item(item, "places"), "place", warning->places[p]);
        }
    }
}
