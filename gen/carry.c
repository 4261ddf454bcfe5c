/* Which images keep their pictures; see carry.h. */
#include "carry.h"

#include "format.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Choice {
    const Report *report;
    PsArena *arena;
    int limit;
    int *rank;           /* [image] its place in the order of all images */
    unsigned char *kept; /* [image] */
} Choice;

static void keep_first(Choice *choice, const int *images, int count)
{
    for (int i = 0; i < count && i < choice->limit; i++) choice->kept[images[i]] = 1;
}

static int rising(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* The images of a list at the optimum, in its own order or in that of all images. */
static void keep_list(Choice *choice, const CellEntry *entries, int count, bool ranked)
{
    const Report *report = choice->report;
    int k = report->optimum, found = 0, *list = PS_ARRAY(choice->arena, int, count);
    for (int i = 0; i < count; i++) {
        if (entries[i].first > k || k > entries[i].last) continue;
        list[found++] = ranked ? choice->rank[entries[i].image] : entries[i].image;
    }
    if (ranked && found) qsort(list, (size_t)found, sizeof *list, rising);
    for (int i = 0; ranked && i < found; i++) list[i] = report->worst[list[i]];
    keep_first(choice, list, found);
}

static void keep_groups(Choice *choice, const GroupTable *table)
{
    for (int i = 0; i < table->count; i++) {
        keep_first(choice, table->rows[i].samples, table->rows[i].sample_count);
        keep_first(choice, table->rows[i].members, table->rows[i].member_count);
    }
}

static void keep_examples(Choice *choice)
{
    const Report *report = choice->report;
    for (int g = 0; g < report->group_count; g++) {
        for (int i = 0; i < report->groups[g].count; i++) {
            choice->kept[report->groups[g].examples[i].image] = 1;
        }
    }
    int left = 0, list = -1; /* of each list of the label review */
    for (int i = 0; i < report->label_count; i++) {
        if (report->labels[i].list != list) left = choice->limit;
        list = report->labels[i].list;
        if (left-- > 0) choice->kept[report->labels[i].image] = 1;
    }
}

static void choose(Choice *choice)
{
    const Report *report = choice->report;
    memset(choice->kept, 0, (size_t)report->image_count);
    keep_first(choice, report->worst, report->image_count);
    for (int i = 0; i < report->cell_count; i++) {
        keep_list(choice, report->cells[i].entries, report->cells[i].entry_count, true);
    }
    for (int i = 0; i < report->kind_list_count; i++) {
        const KindList *list = &report->kind_lists[i];
        if (list->cell < 0) keep_list(choice, list->entries, list->entry_count, false);
    }
    keep_groups(choice, &report->explorer.clusters);
    keep_groups(choice, &report->explorer.slices);
    keep_examples(choice);
}

static const char *path_of(Choice *choice, const CarryOptions *options, const char *name)
{
    return ps_path_join(choice->arena, options->folder, name);
}

static long long size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (long long)info.st_size : 0;
}

/* Bytes of each image's two files. */
static long long *sizes_of(Choice *choice, const Pictures *pictures, const CarryOptions *options)
{
    long long *sizes = PS_ARRAY(choice->arena, long long, choice->report->image_count);
    for (int i = 0; i < choice->report->image_count; i++) {
        const Picture *picture = &pictures->items[i];
        if (!picture->thumb) continue;
        sizes[i] = size_of(path_of(choice, options, picture->thumb)) +
                   size_of(path_of(choice, options, picture->preview));
    }
    return sizes;
}

static bool fits(const Choice *choice, const long long *sizes, long long most)
{
    long long sum = 0;
    for (int i = 0; i < choice->report->image_count; i++) sum += choice->kept[i] ? sizes[i] : 0;
    return sum <= most;
}

/* The highest limit that fits; 1 if none does. */
static void choose_by_size(Choice *choice, const Pictures *pictures, const CarryOptions *options)
{
    static const int limits[] = {1 << 30, 60, 24, 12, 8, 4, 2, 1};
    const long long *sizes = sizes_of(choice, pictures, options);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        choice->limit = limits[i];
        choose(choice);
        if (fits(choice, sizes, options->bytes)) return;
    }
}

static void leave_out(Choice *choice, Picture *picture, bool needed, const CarryOptions *options)
{
    if (!needed) remove(path_of(choice, options, picture->thumb));
    if (!needed) remove(path_of(choice, options, picture->preview));
    picture->thumb = picture->preview = NULL;
    picture->problem = "picture left out";
}

static void say_left_out(Report *report, int left, int limit)
{
    report->pictures_note = ps_arena_printf(
        report->arena,
        "Of %s this report holds %s, at most %s for a gallery; all others are listed with their "
        "figures and without a picture (--gallery-limit).",
        plural(report->arena, report->picture_count, "picture", "pictures"),
        count_text(report->arena, left), count_text(report->arena, limit));
}

void carry_pictures(Report *report, Pictures *pictures, const CarryOptions *options)
{
    if (options->limit == 0 && options->bytes == 0) return;
    int n = report->image_count, left = report->picture_count;
    PsArena *scratch = ps_arena_new();
    Choice choice = {report, scratch, options->limit, PS_ARRAY(scratch, int, n),
                     PS_ARRAY(scratch, unsigned char, n)};
    for (int i = 0; i < n; i++) choice.rank[report->worst[i]] = i;
    if (options->limit > 0) {
        choose(&choice);
    } else {
        choose_by_size(&choice, pictures, options);
    }
    for (int i = 0; i < n; i++) {
        if (choice.kept[i] || !pictures->items[i].thumb) continue;
        leave_out(&choice, &pictures->items[i], options->needed && options->needed[i], options);
        left--;
    }
    if (left < report->picture_count) say_left_out(report, left, choice.limit);
    ps_arena_free(scratch);
}
