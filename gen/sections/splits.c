/* The splits: the ways from page to page, the table of their figures, and what is said of them. */
#include "build.h"
#include "format.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

enum {
    SIDE_BY_SIDE = 4, /* links that fit into the bar */
    LETTERS = 30,     /* and how long they may be together */
};

static bool has_pages(const BuildInput *input)
{
    return input->splits && input->splits->count > 1 && !input->alone;
}

const char *split_name(PsArena *arena, const BuildInput *input, int image)
{
    if (input->part) return ps_text_shown(arena, input->part->name);
    const char *name =
        input->splits && input->splits->name_of ? input->splits->name_of[image] : NULL;
    return name ? ps_text_shown(arena, name) : NULL;
}

/* ---- the head ---- */

/* "val 87, test 72" */
static const char *list_splits(PsArena *arena, const Splits *splits)
{
    PsBuf out = PS_BUF;
    for (int s = 0; s < splits->count; s++) {
        ps_buf_printf(&out, "%s%s %s", s ? ", " : "", ps_text_shown(arena, splits->items[s].name),
                      count_text(arena, splits->items[s].image_count));
    }
    if (splits->left_out > 0) ps_buf_printf(&out, " and %d more", splits->left_out);
    const char *text = ps_arena_text_n(arena, out.data, out.length);
    ps_buf_free(&out);
    return text;
}

const char *split_fact(PsArena *arena, const BuildInput *input)
{
    const Splits *splits = input->splits;
    if (!splits || splits->count == 0) return NULL;
    if (!input->part) return list_splits(arena, splits);
    return ps_arena_printf(arena, "%s, one of %s", ps_text_shown(arena, input->part->name),
                           plural(arena, splits->count + splits->left_out, "split", "splits"));
}

/* ---- links ---- */

static void add_link(Report *report, const BuildInput *input, const Split *split, long long images)
{
    PsArena *arena = report->arena;
    const char *out = input->part ? "../../" : "", *below = split ? split->folder : "";
    SplitLink *link = &report->split_links[report->split_link_count++];
    *link = (SplitLink){.name = split ? ps_text_shown(arena, split->name) : "All",
                        .count = count_text(arena, images),
                        .where = ""};
    if (split == input->part) {
        report->split_here = ps_arena_printf(arena, "%s %s", link->name, link->count);
    } else {
        link->where = ps_arena_printf(arena, "%s%s%sindex.html", out, below, split ? "/" : "");
    }
}

static void add_links(Report *report, const BuildInput *input)
{
    const Splits *splits = input->splits;
    size_t letters = 0;
    report->split_links = PS_ARRAY(report->arena, SplitLink, splits->count + 1);
    for (int s = -1; s < splits->count; s++) {
        const Split *split = s < 0 ? NULL : &splits->items[s];
        add_link(report, input, split, split ? split->image_count : splits->image_count);
        const SplitLink *link = &report->split_links[s + 1];
        letters += strlen(link->name) + strlen(link->count);
    }
    report->split_links_long = report->split_link_count > SIDE_BY_SIDE || letters > LETTERS;
}

/* ---- the table ---- */

SplitRow split_row(const Report *report, const Split *split, PsArena *arena)
{
    const char *values[3];
    bool any = report->has_optimum;
    for (int i = 0; i < 3; i++) {
        values[i] = any || *report->unscored ? ps_arena_text(arena, report->rates[i].value) : "–";
    }
    return (SplitRow){
        .name = split ? ps_text_shown(arena, split->name) : "All",
        .where = split ? ps_arena_printf(arena, "%s/index.html", split->folder) : "",
        .images = count_text(arena, report->image_count),
        .objects = count_text(arena, report->sweep.objects),
        .confidence = any ? ps_arena_text(arena, report->threshold_text[report->optimum]) : "–",
        .precision = values[0],
        .recall = values[1],
        .f1 = values[2],
        .ap50 = ps_arena_text(arena, report_metric(report, "AP50")),
        .ap = ps_arena_text(arena, report_metric(report, "AP")),
    };
}

static void add_rows(Report *report, const Splits *splits)
{
    report->split_rows = PS_ARRAY(report->arena, SplitRow, splits->count + 1);
    report->split_rows[report->split_row_count++] = split_row(report, NULL, report->arena);
    for (int s = 0; s < splits->count; s++) {
        report->split_rows[report->split_row_count++] = *splits->items[s].row;
    }
}

static const char *note_of(PsArena *arena, const Splits *splits, bool alone)
{
    if (splits->count < 2) return "";
    if (alone) {
        return ps_arena_printf(arena,
                               "The set has splits (%s). A page in one file holds no report for "
                               "each of them; a report in a folder does.",
                               list_splits(arena, splits));
    }
    if (splits->left_out == 0) return "";
    return ps_arena_printf(
        arena, "The largest %d splits have a report of their own; %s not.", (int)MOST_SPLITS,
        splits->left_out == 1 ? "1 further split has"
                              : ps_arena_printf(arena, "%d further splits have", splits->left_out));
}

void build_splits(Report *report, const BuildInput *input)
{
    report->split_here = report->splits_note = "";
    if (!input->splits) return;
    if (!input->part) report->splits_note = note_of(report->arena, input->splits, input->alone);
    if (!has_pages(input)) return;
    add_links(report, input);
    if (!input->part) add_rows(report, input->splits);
}
