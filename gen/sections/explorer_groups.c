/* The tables of the explorer: clusters and slices as finished rows. */
#include "build.h"
#include "format.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one row ---- */

/* Figures of a group stand on one scale with those of its table. */
typedef struct Scale {
    double low, high;
} Scale;

static double place_on(Scale scale, double value)
{
    if (!isfinite(value)) return NAN;
    return fmin(1, fmax(0, (value - scale.low) / (scale.high - scale.low)));
}

/* The ends are twentieths, so that they can be named in two digits. */
static Scale find_scale(const PsGroup *groups, int count)
{
    double low = 1, high = 0;
    for (int g = 0; g < count; g++) {
        const PsInterval *interval = &groups[g].interval;
        const double values[] = {groups[g].f1, groups[g].f1_rest,
                                 interval->exists ? interval->low : NAN,
                                 interval->exists ? interval->high : NAN};
        for (int i = 0; i < 4; i++) {
            if (!isfinite(values[i])) continue;
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
        }
    }
    low = floor(low * 20) / 20;
    high = ceil(high * 20) / 20;
    return low < high ? (Scale){low, high} : (Scale){0, 1};
}

static const char *error_text(PsArena *arena, const PsGroup *group)
{
    static const char *const words[PS_FAULT_KINDS] = {
        [PS_FAULT_NONE] = "errors of no kind",   [PS_FAULT_CLASS] = "wrong class",
        [PS_FAULT_PLACE] = "badly placed boxes", [PS_FAULT_BOTH] = "wrong in class and place",
        [PS_FAULT_DUPLICATE] = "duplicates",     [PS_FAULT_BACKGROUND] = "background boxes",
        [PS_FAULT_MISSED] = "missed objects",
    };
    if (group->error_count == 0 || group->fault == PS_FAULT_NONE) return "no errors";
    return ps_arena_printf(
        arena, "mostly %s (%s)", words[group->fault],
        share_text(arena, shown_share(group->fault_count, group->error_count), group->fault_count));
}

static const char *interval_text(PsArena *arena, PsInterval interval)
{
    if (!interval.exists) return "";
    return ps_arena_printf(arena, "%s to %s", rate_text(arena, shown_rate(interval.low)),
                           rate_text(arena, shown_rate(interval.high)));
}

static const char *q_text(PsArena *arena, const PsGroup *group)
{
    if (!group->tested || !isfinite(group->q)) return "–";
    return chance_text(arena, group->q);
}

static void say_figures(PsArena *arena, const PsGroup *group, Scale scale, GroupRow *row)
{
    row->images = plural(arena, group->image_count, "image", "images");
    row->objects = plural(arena, group->objects, "object", "objects");
    row->f1 = rate_text(arena, shown_rate(group->f1));
    row->rest = rate_text(arena, shown_rate(group->f1_rest));
    row->interval = interval_text(arena, group->interval);
    row->q = q_text(arena, group);
    row->gain = group->gain > 0 ? points_text(arena, group->gain) : "–";
    row->error = error_text(arena, group);
    row->low = place_on(scale, group->interval.exists ? group->interval.low : NAN);
    row->at = place_on(scale, group->f1);
    row->high = place_on(scale, group->interval.exists ? group->interval.high : NAN);
    row->rest_at = place_on(scale, group->f1_rest);
}

static GroupRow group_row(PsArena *arena, const PsGroup *group, int number, Scale scale)
{
    static const char *const keys[] = {"none", "worse", "better"};
    static const char *const verdicts[] = {"no evidence", "worse", "better"};
    GroupRow row = {.number = number,
                    .mark = "",
                    .column = group->column ? ps_text_shown(arena, group->column) : "",
                    .name = ps_text_shown(arena, group->name ? group->name : ""),
                    .label = group->column ? slice_label(arena, group->column, group->name) : "",
                    .key = keys[group->finding],
                    .verdict = verdicts[group->finding],
                    .members = group->images,
                    .member_count = group->image_count,
                    .samples = group->samples,
                    .sample_count = group->sample_count};
    say_figures(arena, group, scale, &row);
    return row;
}

static void fill_table(PsArena *arena, const PsGroup *groups, int count, GroupTable *table)
{
    Scale scale = find_scale(groups, count);
    table->count = count;
    table->rows = PS_ARRAY(arena, GroupRow, count);
    table->low = hundredths_text(arena, shown_hundredths(scale.low));
    table->high = hundredths_text(arena, shown_hundredths(scale.high));
    for (int g = 0; g < count; g++) table->rows[g] = group_row(arena, &groups[g], g, scale);
}

/* ---- clusters ---- */

static int by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static int median(const int *values, const GroupRow *row, int *sorted)
{
    for (int i = 0; i < row->member_count; i++) sorted[i] = values[row->members[i]];
    qsort(sorted, (size_t)row->member_count, sizeof *sorted, by_value);
    return sorted[row->member_count / 2];
}

/* The member nearest to the middle: a mark then always stands among its images. */
static void place_mark(const Explorer *explorer, int view, GroupRow *row, int *sorted)
{
    const int *xs = explorer->x[view], *ys = explorer->y[view];
    int x = median(xs, row, sorted), y = median(ys, row, sorted), nearest = row->members[0];
    double least = INFINITY;
    for (int i = 0; i < row->member_count; i++) {
        double dx = xs[row->members[i]] - x, dy = ys[row->members[i]] - y;
        if (dx * dx + dy * dy >= least) continue;
        least = dx * dx + dy * dy;
        nearest = row->members[i];
    }
    row->x[view] = (double)xs[nearest] / MAP_SIDE;
    row->y[view] = (double)ys[nearest] / MAP_SIDE;
}

static const char *mark_text(PsArena *arena, int place)
{
    int letter = 'A' + place % 26;
    return place < 26 ? ps_arena_printf(arena, "%c", letter)
                      : ps_arena_printf(arena, "%c%d", letter, place / 26 + 1);
}

/* Lowest F1 first; the order of the map where they are equal. */
static void sort_rows(GroupRow *rows, const PsGroup *groups, int count)
{
    for (int i = 1; i < count; i++) {
        for (int j = i; j > 0 && groups[rows[j].number].f1 < groups[rows[j - 1].number].f1; j--) {
            GroupRow swap = rows[j - 1];
            rows[j - 1] = rows[j];
            rows[j] = swap;
        }
    }
}

static void fill_clusters(Report *report, const PsMap *map)
{
    Explorer *explorer = &report->explorer;
    GroupTable *table = &explorer->clusters;
    PsArena *scratch = ps_arena_new();
    int *sorted = PS_ARRAY(scratch, int, map->image_count);
    fill_table(report->arena, map->clusters, map->cluster_count, table);
    sort_rows(table->rows, map->clusters, table->count);
    for (int c = 0; c < table->count; c++) {
        table->rows[c].mark = mark_text(report->arena, c);
        for (int view = 0; view < MAP_VIEWS; view++) {
            place_mark(explorer, view, &table->rows[c], sorted);
        }
    }
    ps_arena_free(scratch);
}

/* ---- slices ---- */

static bool takes_images(const int *part, const GroupRow *slice)
{
    for (int i = 0; i < slice->member_count; i++) {
        if (part[slice->members[i]] != UNDEFINED) return false;
    }
    return true;
}

/* Quarters of figures and plain numbers go from few to much; words do not. */
static bool is_ordered(const GroupRow *slices, int count)
{
    double value, last = -INFINITY;
    if (strncmp(slices[0].name, "below ", 6) == 0) return true;
    for (int s = 0; s < count; s++) {
        if (!ps_number_parse(slices[s].name, &value) || value < last) return false;
        last = value;
    }
    return true;
}

static MapColumn column_of(PsArena *arena, const GroupRow *slices, int first, int count, int images)
{
    int *part = PS_ARRAY(arena, int, images), taken = 0;
    for (int i = 0; i < images; i++) part[i] = UNDEFINED;
    for (; first + taken < count; taken++) {
        const GroupRow *slice = &slices[first + taken];
        if (strcmp(slice->column, slices[first].column) != 0 || !takes_images(part, slice)) break;
        for (int i = 0; i < slice->member_count; i++) part[slice->members[i]] = taken;
    }
    return (MapColumn){slices[first].column, first, taken, is_ordered(slices + first, taken), part};
}

static int by_weight(const GroupRow *a, const GroupRow *b)
{
    bool worse = strcmp(a->key, "worse") == 0;
    if (worse != (strcmp(b->key, "worse") == 0)) return worse ? -1 : 1;
    return strcmp(a->f1, b->f1);
}

static void find_notable(PsArena *arena, Explorer *explorer)
{
    const GroupRow *rows = explorer->slices.rows;
    explorer->notable = PS_ARRAY(arena, int, explorer->slices.count);
    for (int s = 0; s < explorer->slices.count; s++) {
        if (strcmp(rows[s].key, "none") == 0) continue;
        int at = explorer->notable_count++;
        for (; at > 0 && by_weight(&rows[s], &rows[explorer->notable[at - 1]]) < 0; at--) {
            explorer->notable[at] = explorer->notable[at - 1];
        }
        explorer->notable[at] = s;
    }
}

static void fill_slices(Report *report, const PsMap *map)
{
    Explorer *explorer = &report->explorer;
    GroupTable *table = &explorer->slices;
    fill_table(report->arena, map->slices, map->slice_count, table);
    explorer->columns = PS_ARRAY(report->arena, MapColumn, map->slice_count);
    for (int first = 0; first < table->count;) {
        MapColumn column =
            column_of(report->arena, table->rows, first, table->count, map->image_count);
        explorer->columns[explorer->column_count++] = column;
        first += column.count > 0 ? column.count : 1;
    }
    find_notable(report->arena, explorer);
}

/* ---- F1 by threshold ---- */

static void add_counts(PsCounts *sum, const PsCounts *counts, int thresholds)
{
    for (int k = 0; k < thresholds; k++) {
        sum[k].correct += counts[k].correct;
        sum[k].misclassified += counts[k].misclassified;
        sum[k].mistaken += counts[k].mistaken;
        sum[k].false_positive += counts[k].false_positive;
        sum[k].missed += counts[k].missed;
    }
}

/* Sums of the counts of a group's images; clusters by their number, then slices. */
typedef struct Sums {
    const Explorer *explorer;
    PsCounts *counts; /* [group * thresholds + k] */
    int thresholds;
} Sums;

static void add_to(const Sums *sums, int group, const PsCounts *sweep)
{
    add_counts(sums->counts + (size_t)group * (size_t)sums->thresholds, sweep, sums->thresholds);
}

static void add_image(const Sums *sums, int image, const PsCounts *sweep)
{
    const Explorer *explorer = sums->explorer;
    int clusters = explorer->clusters.count;
    if (clusters > 0 && explorer->cluster[image] >= 0) {
        add_to(sums, explorer->cluster[image], sweep);
    }
    for (int c = 0; c < explorer->column_count; c++) {
        const MapColumn *column = &explorer->columns[c];
        int part = column->part[image];
        if (part >= 0) add_to(sums, clusters + column->first + part, sweep);
    }
}

static void take_sweeps(PsArena *arena, const Sums *sums, int first, GroupTable *table)
{
    for (int g = 0; g < table->count; g++) {
        GroupRow *row = &table->rows[g];
        const PsCounts *counts =
            sums->counts + (size_t)(first + row->number) * (size_t)sums->thresholds;
        int *f1 = PS_ARRAY(arena, int, sums->thresholds);
        for (int k = 0; k < sums->thresholds; k++) f1[k] = shown_rate(ps_f1(counts[k]));
        row->f1_sweep = f1;
    }
}

static void fill_sweeps(Report *report, const PsEvaluation *evaluation)
{
    Explorer *explorer = &report->explorer;
    int clusters = explorer->clusters.count, thresholds = evaluation->threshold_count;
    size_t groups = (size_t)(clusters + explorer->slices.count);
    PsArena *scratch = ps_arena_new();
    Sums sums = {explorer, PS_ARRAY(scratch, PsCounts, groups * (size_t)thresholds), thresholds};
    PsCounts *sweep = PS_ARRAY(scratch, PsCounts, thresholds);
    for (int i = 0; i < report->image_count && groups > 0; i++) {
        ps_image_sweep(evaluation, i, sweep);
        add_image(&sums, i, sweep);
    }
    take_sweeps(report->arena, &sums, 0, &explorer->clusters);
    take_sweeps(report->arena, &sums, clusters, &explorer->slices);
    ps_arena_free(scratch);
}

void build_groups(Report *report, const BuildInput *input)
{
    fill_clusters(report, input->map);
    fill_slices(report, input->map);
    fill_sweeps(report, input->evaluation);
}
