/* The second half of the confusion: spans, cells, galleries and sweeps from the intervals that the
   images yielded. Sums run in the order of the images, so threads do not matter. */
#include "eval/yield.h"

#include "base/buf.h"
#include "base/index.h"

#include <stdlib.h>

static void gather_spans(PsEvaluation *evaluation, const PsYield *yields)
{
    int total = 0, images = evaluation->dataset->image_count;
    for (int i = 0; i < images; i++) total += yields[i].span_count;
    evaluation->spans = PS_ARRAY(evaluation->arena, PsSpan, total);
    for (int i = 0; i < images; i++) {
        for (int s = 0; s < yields[i].span_count; s++) {
            PsVerdict *verdict = &evaluation->verdicts[yields[i].span_owner[s]];
            if (verdict->span_count++ == 0) verdict->first_span = evaluation->span_count;
            evaluation->spans[evaluation->span_count++] = yields[i].spans[s];
        }
    }
}

/* A cell under construction: counts and images as differences from one index to the next. */
typedef struct CellDraft {
    int actual, predicted, *counts, *images;
    int entry_count;
} CellDraft;

typedef struct Gathering {
    PsEvaluation *evaluation;
    PsIndex *index;
    PsBuf drafts;  /* CellDraft */
    PsBuf entries; /* PsCellEntry, by image */
    PsBuf owners;  /* int: draft of each entry */
    PsArena *scratch;
} Gathering;

static int draft_of(Gathering *gathering, const PsRecord *record)
{
    int64_t key = (int64_t)record->actual << 32 | record->predicted;
    int count = (int)PS_BUF_COUNT(&gathering->drafts, CellDraft);
    int at = ps_index_add_number(gathering->index, key, count);
    if (at == count) {
        size_t n = (size_t)gathering->evaluation->threshold_count + 1;
        CellDraft draft = {.actual = record->actual,
                           .predicted = record->predicted,
                           .counts = PS_ARRAY(gathering->evaluation->arena, int, n),
                           .images = PS_ARRAY(gathering->evaluation->arena, int, n)};
        PS_BUF_PUSH(&gathering->drafts, draft);
    }
    return at;
}

static void add_entry(Gathering *gathering, int draft_index, PsCellEntry entry)
{
    CellDraft *draft = &PS_BUF_ITEMS(&gathering->drafts, CellDraft)[draft_index];
    draft->images[entry.first]++;
    draft->images[entry.last + 1]--;
    draft->entry_count++;
    PS_BUF_PUSH(&gathering->entries, entry);
    PS_BUF_PUSH(&gathering->owners, draft_index);
}

/* Records of one image are sorted by cell and first index: touching intervals become one entry. */
static void gather_image(Gathering *gathering, int image, const PsYield *yield)
{
    PsCellEntry open = {.image = -1};
    int owner = -1;
    for (int r = 0; r < yield->record_count; r++) {
        const PsRecord *record = &yield->records[r];
        int at = draft_of(gathering, record);
        CellDraft *draft = &PS_BUF_ITEMS(&gathering->drafts, CellDraft)[at];
        draft->counts[record->first]++;
        draft->counts[record->last + 1]--;
        if (at == owner && record->first <= open.last + 1) {
            if (record->last > open.last) open.last = record->last;
            continue;
        }
        if (owner >= 0) add_entry(gathering, owner, open);
        open = (PsCellEntry){image, record->first, record->last};
        owner = at;
    }
    if (owner >= 0) add_entry(gathering, owner, open);
}

static int by_place(const void *a, const void *b)
{
    const PsCell *x = a, *y = b;
    if (x->actual != y->actual) return x->actual < y->actual ? -1 : 1;
    return (x->predicted > y->predicted) - (x->predicted < y->predicted);
}

static const int *summed(int *differences, int count)
{
    for (int k = 1; k < count; k++) differences[k] += differences[k - 1];
    return differences;
}

static void make_cells(Gathering *gathering)
{
    PsEvaluation *evaluation = gathering->evaluation;
    CellDraft *drafts = PS_BUF_ITEMS(&gathering->drafts, CellDraft);
    int count = (int)PS_BUF_COUNT(&gathering->drafts, CellDraft);
    int entries = (int)PS_BUF_COUNT(&gathering->entries, PsCellEntry),
        n = evaluation->threshold_count;
    evaluation->cells = PS_ARRAY(evaluation->arena, PsCell, count);
    evaluation->cell_count = count;
    evaluation->entries = PS_ARRAY(evaluation->arena, PsCellEntry, entries);
    int *next = PS_ARRAY(gathering->scratch, int, count + 1);
    for (int c = 0, first = 0; c < count; c++) {
        evaluation->cells[c] = (PsCell){drafts[c].actual,
                                        drafts[c].predicted,
                                        summed(drafts[c].counts, n),
                                        summed(drafts[c].images, n),
                                        first,
                                        drafts[c].entry_count};
        next[c] = first;
        first += drafts[c].entry_count;
    }
    for (int e = 0; e < entries; e++) {
        int owner = PS_BUF_ITEMS(&gathering->owners, int)[e];
        evaluation->entries[next[owner]++] = PS_BUF_ITEMS(&gathering->entries, PsCellEntry)[e];
    }
    if (count) qsort(evaluation->cells, (size_t)count, sizeof *evaluation->cells, by_place);
}

static void gather_cells(PsEvaluation *evaluation, const PsYield *yields)
{
    PsArena *scratch = ps_arena_new();
    Gathering gathering = {.evaluation = evaluation,
                           .index = ps_index_new(scratch),
                           .drafts = PS_BUF,
                           .entries = PS_BUF,
                           .owners = PS_BUF,
                           .scratch = scratch};
    for (int i = 0; i < evaluation->dataset->image_count; i++) {
        gather_image(&gathering, i, &yields[i]);
    }
    make_cells(&gathering);
    ps_buf_free(&gathering.drafts);
    ps_buf_free(&gathering.entries);
    ps_buf_free(&gathering.owners);
    ps_arena_free(scratch);
}

/* ---- sweeps: sums over the cells ---- */

static void add_cell(PsEvaluation *evaluation, const PsCell *cell)
{
    int n = evaluation->threshold_count, background = evaluation->dataset->class_count;
    for (int k = 0; k < n; k++) {
        int count = cell->counts[k];
        PsCounts *actual = &evaluation->class_sweep[cell->actual * n + k];
        PsCounts *predicted = &evaluation->class_sweep[cell->predicted * n + k];
        PsCounts *all = &evaluation->sweep[k];
        if (cell->actual == background) {
            predicted->false_positive += count;
            all->false_positive += count;
        } else if (cell->predicted == background) {
            actual->missed += count;
            all->missed += count;
        } else if (cell->actual == cell->predicted) {
            actual->correct += count;
            all->correct += count;
        } else {
            actual->misclassified += count;
            predicted->mistaken += count;
            all->misclassified += count;
            all->mistaken += count;
        }
    }
}

static void add_ignored(PsEvaluation *evaluation)
{
    int n = evaluation->threshold_count;
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        if (!evaluation->verdicts[d].ignored) continue;
        int c = evaluation->predictions->detections[d].class_index;
        for (int k = 0; k <= evaluation->verdicts[d].kept; k++) {
            evaluation->sweep[k].ignored++;
            evaluation->class_sweep[c * n + k].ignored++;
        }
    }
}

static void make_sweeps(PsEvaluation *evaluation)
{
    int n = evaluation->threshold_count;
    evaluation->sweep = PS_ARRAY(evaluation->arena, PsCounts, n);
    /* one class more: the background's row is written by no cell but spares a test */
    evaluation->class_sweep =
        PS_ARRAY(evaluation->arena, PsCounts, (evaluation->dataset->class_count + 1) * n);
    for (int c = 0; c < evaluation->cell_count; c++) add_cell(evaluation, &evaluation->cells[c]);
    add_ignored(evaluation);
}

void ps_gather_yields(PsEvaluation *evaluation, const PsYield *yields)
{
    gather_spans(evaluation, yields);
    gather_cells(evaluation, yields);
    make_sweeps(evaluation);
}
