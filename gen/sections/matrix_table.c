/* The confusion matrix as a table that can be looked at: beyond WHOLE_MATRIX classes it names the
 * most confused ones and sums up all others. The sums are exact at every threshold: of counts, and
 * of images, where an image that is in several of the cells counts once. */
#include "build.h"
#include "format.h"

#include <stdlib.h>

typedef struct Sums {
    Report *report;
    int *slot_of;   /* [class_count + 1]: place in MatrixTable.slots */
    int others;     /* slot of all others, or -1 */
    int *at;        /* [predicted slot * slots + actual slot]: index of the sum, or -1 */
    int **counts;   /* of a sum: [k] */
    PsBuf *entries; /* of a sum: of CellEntry */
} Sums;

/* ---- which classes */

static void take(Report *report, bool *taken, int class_index)
{
    MatrixTable *table = &report->matrix;
    if (class_index >= report->class_count || taken[class_index]) return;
    if (table->slot_count == MOST_CONFUSED) return;
    taken[class_index] = true;
    table->slot_count++;
}

/* The classes of the most frequent confusions of two classes; then of those with the background. */
static void choose_most_confused(Report *report, bool *taken)
{
    int background = report->class_count;
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < report->confusion_count; i++) {
            const Confusion *confusion = &report->confusions[i];
            bool pair = confusion->actual != background && confusion->predicted != background;
            if (pair != (turn == 0)) continue;
            take(report, taken, confusion->actual);
            take(report, taken, confusion->predicted);
        }
    }
    for (int c = 0; c < report->class_count; c++) take(report, taken, c);
}

static void fill_slots(Report *report)
{
    MatrixTable *table = &report->matrix;
    int classes = report->class_count;
    bool whole = classes <= WHOLE_MATRIX;
    table->slots = PS_ARRAY(report->arena, int, (whole ? classes : MOST_CONFUSED) + 2);
    bool *taken = PS_ARRAY(report->arena, bool, classes);
    if (!whole) choose_most_confused(report, taken);
    table->slot_count = 0;
    for (int i = 0; i < classes; i++) {
        int c = whole ? i : table->order[i];
        if (whole || taken[c]) table->slots[table->slot_count++] = c;
    }
    table->other_count = classes - table->slot_count;
    if (!whole) table->slots[table->slot_count++] = OTHERS(report);
    table->slots[table->slot_count++] = classes;
}

/* ---- what the others add up to */

static void sum_others(Report *report, const int *slot_of, int others)
{
    MatrixTable *table = &report->matrix;
    int *kept = PS_ARRAY(report->arena, int, report->threshold_count);
    for (int c = 0; c < report->class_count; c++) {
        if (slot_of[c] != others) continue;
        table->other_objects += report->classes[c].objects;
        for (int k = 0; k < report->threshold_count; k++) {
            kept[k] += report->classes[c].sweep.kept[k];
        }
    }
    table->other_kept = kept;
}

static int new_sum(Sums *sums, int actual, int predicted)
{
    Report *report = sums->report;
    int index = report->matrix.sum_count++;
    sums->counts[index] = PS_ARRAY(report->arena, int, report->threshold_count);
    report->matrix.sums[index] =
        (MatrixCell){.actual = actual, .predicted = predicted, .counts = sums->counts[index]};
    return index;
}

static void add_to(Sums *sums, int index, const MatrixCell *cell)
{
    for (int k = 0; k < sums->report->threshold_count; k++) {
        sums->counts[index][k] += cell->counts[k];
    }
    ps_buf_bytes(&sums->entries[index], cell->entries,
                 (size_t)cell->entry_count * sizeof *cell->entries);
}

static void add_cell(Sums *sums, const MatrixCell *cell)
{
    Report *report = sums->report;
    int a = sums->slot_of[cell->actual], p = sums->slot_of[cell->predicted];
    if (a != sums->others && p != sums->others) return;
    int *at = &sums->at[p * report->matrix.slot_count + a];
    if (*at < 0) *at = new_sum(sums, report->matrix.slots[a], report->matrix.slots[p]);
    add_to(sums, *at, cell);
    if (a == p) add_to(sums, cell->actual == cell->predicted ? 0 : 1, cell);
}

/* ---- images of a sum */

static int by_image(const void *a, const void *b)
{
    const CellEntry *x = a, *y = b;
    if (x->image != y->image) return x->image < y->image ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Each image counts once where it is in several cells: overlapping spans are one. */
static const int *count_images(const Report *report, PsBuf *entries)
{
    int n = report->threshold_count, *images = PS_ARRAY(report->arena, int, n + 1);
    CellEntry *list = PS_BUF_ITEMS(entries, CellEntry);
    size_t count = PS_BUF_COUNT(entries, CellEntry);
    if (count) qsort(list, count, sizeof *list, by_image);
    for (size_t i = 0; i < count;) {
        CellEntry span = list[i++];
        for (; i < count && list[i].image == span.image && list[i].first <= span.last; i++) {
            if (list[i].last > span.last) span.last = list[i].last;
        }
        images[span.first]++;
        images[span.last + 1]--;
    }
    for (int k = 1; k < n; k++) images[k] += images[k - 1];
    return images;
}

static const int *shares(const Report *report, const MatrixCell *sum, int owner, bool of_objects)
{
    const MatrixTable *table = &report->matrix;
    int n = report->threshold_count, *values = PS_ARRAY(report->arena, int, n);
    const ClassRow *row = owner < report->class_count ? &report->classes[owner] : NULL;
    int objects = row ? row->objects : table->other_objects;
    const int *kept = row ? row->sweep.kept : table->other_kept;
    for (int k = 0; k < n; k++) {
        values[k] = owner == report->class_count
                        ? UNDEFINED
                        : shown_share(sum->counts[k], of_objects ? objects : kept[k]);
    }
    return values;
}

static void finish_sums(Sums *sums)
{
    Report *report = sums->report;
    for (int i = 0; i < report->matrix.sum_count; i++) {
        MatrixCell *sum = &report->matrix.sums[i];
        sum->images = count_images(report, &sums->entries[i]);
        sum->row_share = shares(report, sum, sum->predicted, false);
        sum->column_share = shares(report, sum, sum->actual, true);
        ps_buf_free(&sums->entries[i]);
    }
}

/* ---- the table */

static void place_cells(Report *report, const Sums *sums)
{
    MatrixTable *table = &report->matrix;
    int n = table->slot_count;
    table->at = PS_ARRAY(report->arena, const MatrixCell *, n *n);
    for (int i = 0; i < report->cell_count; i++) {
        int a = sums->slot_of[report->cells[i].actual],
            p = sums->slot_of[report->cells[i].predicted];
        if (a != sums->others && p != sums->others) table->at[p * n + a] = &report->cells[i];
    }
    for (int i = 0; i < n * n; i++) {
        if (sums->at[i] >= 0) table->at[i] = &table->sums[sums->at[i]];
    }
}

static void write_note(Report *report)
{
    MatrixTable *table = &report->matrix;
    table->note = "";
    if (table->other_count == 0) return;
    table->note = ps_arena_printf(
        report->arena, "The %d most confused of %s classes; “all others” adds up the other %s.",
        report->class_count - table->other_count, count_text(report->arena, report->class_count),
        count_text(report->arena, table->other_count));
}

static Sums sums_new(Report *report, PsArena *scratch)
{
    const MatrixTable *table = &report->matrix;
    int n = table->slot_count, most = 2 * n + 2;
    Sums sums = {.report = report,
                 .slot_of = PS_ARRAY(scratch, int, report->class_count + 1),
                 .others = table->other_count ? n - 2 : -1,
                 .at = PS_ARRAY(scratch, int, n *n),
                 .counts = PS_ARRAY(scratch, int *, most),
                 .entries = PS_ARRAY(scratch, PsBuf, most)};
    for (int c = 0; c < report->class_count; c++) sums.slot_of[c] = sums.others;
    for (int i = 0; i < n; i++) {
        if (table->slots[i] <= report->class_count) sums.slot_of[table->slots[i]] = i;
    }
    for (int i = 0; i < n * n; i++) sums.at[i] = -1;
    for (int i = 0; i < most; i++) sums.entries[i] = (PsBuf)PS_BUF;
    return sums;
}

void build_matrix_table(Report *report)
{
    fill_slots(report);
    PsArena *scratch = ps_arena_new();
    Sums sums = sums_new(report, scratch);
    if (report->matrix.other_count) {
        report->matrix.sums =
            PS_ARRAY(report->arena, MatrixCell, 2 * report->matrix.slot_count + 2);
        sum_others(report, sums.slot_of, sums.others);
        new_sum(&sums, OTHERS(report), OTHERS_RIGHT(report));
        new_sum(&sums, OTHERS(report), OTHERS_WRONG(report));
        for (int i = 0; i < report->cell_count; i++) add_cell(&sums, &report->cells[i]);
        finish_sums(&sums);
    }
    place_cells(report, &sums);
    write_note(report);
    ps_arena_free(scratch);
}
