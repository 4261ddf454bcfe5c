/* The vector explorer: places as whole numbers, what the colours mean, and what is said of the map.
 */
#include "build.h"
#include "charts/charts.h"
#include "format.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_DOTS = 2000, PRINT_DOTS = 10000, OUTCOMES_COUNTED = 4 };

/* ---- places ---- */

static int whole_place(float value)
{
    if (!isfinite(value)) return UNDEFINED;
    return (int)lround(fmin(1, fmax(0, (double)value)) * MAP_SIDE);
}

static void fill_view(Report *report, int view, const PsMapPoint *points)
{
    int *x = PS_ARRAY(report->arena, int, report->image_count);
    int *y = PS_ARRAY(report->arena, int, report->image_count);
    for (int i = 0; i < report->image_count; i++) {
        x[i] = whole_place(points[i].x);
        y[i] = whole_place(points[i].y);
        if (x[i] < 0 || y[i] < 0) x[i] = y[i] = UNDEFINED;
    }
    report->explorer.x[view] = x;
    report->explorer.y[view] = y;
}

/* ---- what the colours mean ---- */

static int by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* The ramp begins at the tenth under which not more than one image in ten lies, at 0.80 at most:
   else a few bad images would make all others look alike. */
static int ramp_begin(const int *f1, int count)
{
    enum { HIGHEST = 80 };
    int below[101] = {0}, defined = 0;
    for (int i = 0; i < count; i++) {
        if (f1[i] < 0) continue;
        below[f1[i]]++;
        defined++;
    }
    int low = 0, sum = 0;
    for (int f = 0; f <= HIGHEST && sum * 10 <= defined; f++) {
        if (f % 10 == 0) low = f;
        sum += below[f];
    }
    return low;
}

/* The step of the ramp; the page colours by the same rule. */
static int ramp_step(int f1, int low)
{
    if (f1 < 0) return UNDEFINED;
    int step = f1 < low ? 0 : (f1 - low) * RAMP_STEPS / (100 - low);
    return step < RAMP_STEPS ? step : RAMP_STEPS - 1;
}

/* The 95 % point: one crowded image does not make all others look the same. */
static int usual_most(int *values, int count)
{
    if (count == 0) return 1;
    qsort(values, (size_t)count, sizeof *values, by_value);
    int most = values[(int)((int64_t)(count - 1) * 95 / 100)];
    return most > 0 ? most : 1;
}

/* Outcomes of all images at the optimum. */
typedef struct ImageOutcomes {
    int *f1; /* hundredths */
    int *counts[OUTCOMES_COUNTED];
} ImageOutcomes;

static ImageOutcomes count_images(const PsEvaluation *evaluation, PsArena *arena)
{
    int n = evaluation->dataset->image_count;
    ImageOutcomes images = {.f1 = PS_ARRAY(arena, int, n)};
    for (int o = 0; o < OUTCOMES_COUNTED; o++) images.counts[o] = PS_ARRAY(arena, int, n);
    for (int i = 0; i < n; i++) {
        PsCounts here = ps_image_counts(evaluation, i, evaluation->optimal_index);
        images.f1[i] = shown_hundredths(ps_f1(here));
        images.counts[0][i] = here.correct;
        images.counts[1][i] = here.misclassified;
        images.counts[2][i] = here.missed;
        images.counts[3][i] = here.false_positive;
    }
    return images;
}

static void fill_ramps(Report *report, const ImageOutcomes *images)
{
    Explorer *explorer = &report->explorer;
    explorer->f1_low = ramp_begin(images->f1, report->image_count);
    explorer->f1_low_text = explorer->f1_low > 0
                                ? ps_arena_printf(report->arena, "F1 ≤ %s",
                                                  hundredths_text(report->arena, explorer->f1_low))
                                : "F1 0";
    explorer->f1_high_text = "1";
    for (int o = 0; o < OUTCOMES_COUNTED; o++) {
        explorer->most[o] = usual_most(images->counts[o], report->image_count);
    }
}

static void draw_maps(Report *report, const int *f1, int *steps)
{
    Explorer *explorer = &report->explorer;
    int n = report->image_count, stride = (n + PRINT_DOTS - 1) / PRINT_DOTS;
    for (int i = 0; i < n; i++) steps[i] = ramp_step(f1[i], explorer->f1_low);
    if (n <= PAGE_DOTS) explorer->map = chart_map(report, steps, PAGE_DOTS, true);
    explorer->print_map = chart_map(report, steps, PRINT_DOTS, false);
    explorer->print_note =
        stride > 1 ? ps_arena_printf(report->arena, "one image in %d is drawn", stride) : "";
}

/* ---- what is said of the map ---- */

static const char *source_text(Report *report, const BuildInput *input)
{
    PsArena *arena = report->arena;
    const PsMap *map = input->map;
    PsBuf out = PS_BUF;
    ps_buf_printf(&out, "%s by ", plural(arena, map->rows, "image", "images"));
    const char *format = input->vectors ? input->vectors->input.format : "";
    if (format && strcmp(format, "appearance") == 0) {
        ps_buf_text(&out, "appearance: colour, texture and sharpness, not a network's notion of "
                          "content (--embeddings takes such vectors).");
    } else {
        const char *name = input->vectors ? input->vectors->input.name : "";
        ps_buf_printf(&out, "their %s in %s.", plural(arena, map->dims, "number", "numbers"),
                      ps_text_shown(arena, name ? name : ""));
    }
    if (map->rows < report->image_count) {
        ps_buf_printf(&out, " %s no vector and %s not on the map.",
                      plural(arena, report->image_count - map->rows, "image has", "images have"),
                      report->image_count - map->rows == 1 ? "is" : "are");
    }
    if (map->landmarks < map->rows) {
        ps_buf_printf(&out, " %s were laid out, the others stand beside their nearest.",
                      count_text(arena, map->landmarks));
    }
    const char *text = ps_arena_text(arena, out.data);
    ps_buf_free(&out);
    return text;
}

static const char *quality_text(PsArena *arena, const PsMap *map)
{
    if (map->quality_sample == 0) return "";
    return ps_arena_printf(arena,
                           "Of each image's 10 nearest, %s are nearest on the t-SNE map too, "
                           "trustworthiness %s; in the PCA view %s and %s, with %s of the "
                           "variance.",
                           percent_text(arena, map->neighbours_kept),
                           rate_text(arena, shown_rate(map->trustworthiness)),
                           percent_text(arena, map->principal_neighbours_kept),
                           rate_text(arena, shown_rate(map->principal_trustworthiness)),
                           percent_text(arena, map->explained));
}

static const GroupRow *first_of(const GroupTable *table, const char *key, int *count)
{
    const GroupRow *first = NULL;
    *count = 0;
    for (int i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].key, key) != 0) continue;
        if (!first || strcmp(table->rows[i].f1, first->f1) < 0) first = &table->rows[i];
        ++*count;
    }
    return first;
}

static const char *against(PsArena *arena, const GroupRow *row)
{
    return ps_arena_printf(arena, "F1 " BOLD_ON "%s" BOLD_OFF " against %s of the rest", row->f1,
                           row->rest);
}

static const char *worse_lead(PsArena *arena, const GroupRow *worst, int count)
{
    if (count == 1) {
        return ps_arena_printf(arena, "One cluster does worse: %s, “%s”, %s, %s.", worst->mark,
                               worst->name, worst->images, against(arena, worst));
    }
    return ps_arena_printf(arena, "%s do worse; the worst is %s, “%s”, %s, %s.",
                           plural(arena, count, "cluster", "clusters"), worst->mark, worst->name,
                           worst->images, against(arena, worst));
}

static const char *clusters_lead(Report *report)
{
    PsArena *arena = report->arena;
    const GroupTable *clusters = &report->explorer.clusters;
    int worse, better;
    const GroupRow *worst = first_of(clusters, "worse", &worse);
    const GroupRow *best = first_of(clusters, "better", &better);
    if (clusters->count == 0) return "Too few images to look for clusters: only the map is shown.";
    if (worst) return worse_lead(arena, worst, worse);
    if (best) {
        return ps_arena_printf(arena,
                               "No cluster is clearly worse than the rest. %s, “%s”, does "
                               "better, %s.",
                               best->mark, best->name, against(arena, best));
    }
    return "No cluster can be told from the rest: differences like these come about by chance.";
}

static const char *slices_lead(Report *report)
{
    PsArena *arena = report->arena;
    const GroupTable *slices = &report->explorer.slices;
    int worse, better;
    const GroupRow *worst = first_of(slices, "worse", &worse);
    if (slices->count == 0) return "";
    first_of(slices, "better", &better);
    const char *all = plural(arena, slices->count, "slice", "slices");
    if (!worst) {
        return ps_arena_printf(arena, "None of %s is clearly worse than the rest, %s better.", all,
                               better ? count_text(arena, better) : "none");
    }
    return ps_arena_printf(arena, "Of %s, %s worse than the rest. The worst: %s, %s.", all,
                           plural(arena, worse, "does", "do"), worst->label, against(arena, worst));
}

static const char *no_map_reason(const BuildInput *input)
{
    if (!input->map || !input->pictures) {
        return "There is no map: it needs a vector for each image. Give the pictures by --images, "
               "or a network's vectors by --embeddings.";
    }
    return "There is no map: no picture could be read.";
}

static Paragraph finding_of(const Report *report)
{
    const Explorer *explorer = &report->explorer;
    int worse, better;
    const GroupRow *worst = first_of(&explorer->clusters, "worse", &worse);
    first_of(&explorer->clusters, "better", &better);
    const char *title = worst    ? "Some images are harder than others"
                        : better ? "No group of images is clearly worse"
                                 : "No group of images stands out";
    return (Paragraph){title, explorer->lead};
}

void build_explorer(Report *report, const BuildInput *input)
{
    Explorer *explorer = &report->explorer;
    const PsMap *map = input->map;
    explorer->reason = map && map->rows > 0 ? "" : no_map_reason(input);
    explorer->lead = explorer->slices_lead = explorer->source = explorer->quality = "";
    explorer->warning = explorer->print_note = "";
    if (!map) return;
    explorer->has_map = map->rows > 0;
    fill_view(report, 0, map->places);
    fill_view(report, 1, map->principal);
    explorer->cluster = map->cluster;
    build_groups(report, input);
    explorer->slices_lead = slices_lead(report);
    if (!explorer->has_map) return;
    explorer->lead = clusters_lead(report);
    explorer->source = source_text(report, input);
    explorer->quality = quality_text(report->arena, map);
    explorer->warning = "Neighbours are alike. Distances across the map, and empty space, mean "
                        "nothing; in the PCA view large ones mean something.";
    explorer->finding = finding_of(report);
    PsArena *scratch = ps_arena_new();
    ImageOutcomes images = count_images(input->evaluation, scratch);
    fill_ramps(report, &images);
    draw_maps(report, images.f1, PS_ARRAY(scratch, int, report->image_count));
    ps_arena_free(scratch);
}
