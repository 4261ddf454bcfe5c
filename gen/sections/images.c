/* Images: the order in which they are shown, and one image finished on demand. */
#include "build.h"
#include "format.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Worst {
    double f1; /* 2 where undefined: last */
    int wrong, image;
} Worst;

static int by_f1(const void *a, const void *b)
{
    const Worst *x = a, *y = b;
    if (x->f1 != y->f1) return x->f1 < y->f1 ? -1 : 1;
    if (x->wrong != y->wrong) return x->wrong > y->wrong ? -1 : 1;
    return x->image - y->image;
}

static void rank_images(Report *report, const PsEvaluation *evaluation)
{
    int n = report->image_count;
    PsArena *scratch = ps_arena_new();
    Worst *ranks = PS_ARRAY(scratch, Worst, n);
    for (int i = 0; i < n; i++) {
        PsCounts counts = ps_image_counts(evaluation, i, report->optimum);
        double f1 = ps_f1(counts);
        ranks[i] = (Worst){isnan(f1) ? 2 : f1,
                           counts.missed + counts.false_positive + counts.misclassified, i};
    }
    if (n) qsort(ranks, (size_t)n, sizeof *ranks, by_f1);
    report->worst = PS_ARRAY(report->arena, int, n);
    for (int i = 0; i < n; i++) report->worst[i] = ranks[i].image;
    ps_arena_free(scratch);
}

/* ---- one image ---- */

/* How boxes are turned when they were drawn on the stored picture, not on the upright one. */
typedef struct Turn {
    int orientation;      /* EXIF; 1 = leave */
    double width, height; /* stored */
} Turn;

static PsBox turn_box(PsBox box, Turn turn)
{
    double right = turn.width - box.x - box.width, below = turn.height - box.y - box.height;
    switch (turn.orientation) {
    case 5: return (PsBox){box.y, box.x, box.height, box.width};
    case 6: return (PsBox){below, box.x, box.height, box.width};
    case 7: return (PsBox){below, right, box.height, box.width};
    case 8: return (PsBox){box.y, right, box.height, box.width};
    default: return box;
    }
}

static void fill_size(ImageView *view, const PsImage *image, const Picture *picture)
{
    view->width = picture && picture->width ? picture->width : image->width;
    view->height = picture && picture->height ? picture->height : image->height;
    if (view->width > 0 && view->height > 0) return;
    view->width = 640;
    view->height = 480;
}

/* Boxes belong to the stored picture if the ground truth states its size, turned. */
static Turn find_turn(const ImageView *view, const PsImage *image, const Picture *picture)
{
    Turn turn = {1, image->width, image->height};
    if (!picture || picture->orientation < 5 || view->width == view->height) return turn;
    if (image->width == view->height && image->height == view->width) {
        turn.orientation = picture->orientation;
    }
    return turn;
}

static BoxView box_view(PsBox box, Turn turn, int class_index)
{
    PsBox turned = turn_box(box, turn);
    return (BoxView){.x = turned.x,
                     .y = turned.y,
                     .width = turned.width,
                     .height = turned.height,
                     .class_index = class_index,
                     .score = UNDEFINED,
                     .iou = UNDEFINED,
                     .kept = -1,
                     .partner = -1};
}

static void fill_objects(const PsEvaluation *evaluation, int i, Turn turn, ImageView *view)
{
    const PsImage *image = &evaluation->dataset->images[i];
    int first_detection = evaluation->predictions->first[i];
    for (int g = 0; g < image->object_count; g++) {
        const PsObject *object = &evaluation->dataset->objects[image->first_object + g];
        BoxView *box = &view->objects[g];
        *box = box_view(object->box, turn, object->class_index);
        box->ignored = object->crowd;
        box->kind = evaluation->faults.of_object[image->first_object + g];
        int finder = evaluation->found_by[image->first_object + g];
        if (finder < 0) continue;
        box->partner = finder - first_detection;
        box->kept = evaluation->verdicts[finder].kept;
        box->iou = shown_hundredths(evaluation->verdicts[finder].iou);
    }
}

static const BoxSpan *copy_spans(const PsEvaluation *evaluation, const PsVerdict *verdict,
                                 int first_object, PsArena *scratch)
{
    BoxSpan *spans = PS_ARRAY(scratch, BoxSpan, verdict->span_count);
    for (int s = 0; s < verdict->span_count; s++) {
        const PsSpan *span = &evaluation->spans[verdict->first_span + s];
        spans[s] = (BoxSpan){span->first, span->last, span->object - first_object,
                             shown_hundredths(span->iou)};
    }
    return spans;
}

static void fill_boxes(const PsEvaluation *evaluation, int i, Turn turn, PsArena *scratch,
                       ImageView *view)
{
    int first_object = evaluation->dataset->images[i].first_object;
    for (int b = 0; b < view->box_count; b++) {
        int d = evaluation->predictions->first[i] + b;
        const PsDetection *detection = &evaluation->predictions->detections[d];
        const PsVerdict *verdict = &evaluation->verdicts[d];
        BoxView *box = &view->boxes[b];
        *box = box_view(detection->box, turn, detection->class_index);
        box->score = shown_hundredths(detection->score);
        box->iou = verdict->nearest < 0 && verdict->object < 0 ? UNDEFINED
                                                               : shown_hundredths(verdict->iou);
        box->kept = verdict->kept;
        box->partner = verdict->object < 0 ? -1 : verdict->object - first_object;
        box->ignored = verdict->ignored;
        box->kind = evaluation->faults.of_detection[d];
        box->spans = copy_spans(evaluation, verdict, first_object, scratch);
        box->span_count = verdict->span_count;
    }
}

/* An object is misclassified while a box of another class takes it. */
static void mirror_spans(ImageView *view, PsArena *scratch)
{
    int *counts = PS_ARRAY(scratch, int, view->object_count);
    for (int b = 0; b < view->box_count; b++) {
        for (int s = 0; s < view->boxes[b].span_count; s++) {
            counts[view->boxes[b].spans[s].partner]++;
        }
    }
    BoxSpan **spans = PS_ARRAY(scratch, BoxSpan *, view->object_count);
    for (int g = 0; g < view->object_count; g++) {
        spans[g] = PS_ARRAY(scratch, BoxSpan, counts[g]);
        view->objects[g].spans = spans[g];
    }
    for (int b = 0; b < view->box_count; b++) {
        for (int s = 0; s < view->boxes[b].span_count; s++) {
            BoxSpan span = view->boxes[b].spans[s];
            BoxView *object = &view->objects[span.partner];
            spans[span.partner][object->span_count++] =
                (BoxSpan){span.first, span.last, b, span.iou};
        }
    }
}

/* Counts change at few of the thresholds. */
static const int *hundredths(PsArena *scratch, const PsCounts *sweep, int n,
                             double (*rate)(PsCounts))
{
    int *values = PS_ARRAY(scratch, int, n);
    for (int k = 0; k < n; k++) {
        bool same = k > 0 && memcmp(&sweep[k], &sweep[k - 1], sizeof *sweep) == 0;
        values[k] = same ? values[k - 1] : shown_hundredths(rate(sweep[k]));
    }
    return values;
}

static void fill_counts(const PsEvaluation *evaluation, int i, PsArena *scratch, ImageView *view)
{
    int n = evaluation->threshold_count;
    PsCounts *sweep = PS_ARRAY(scratch, PsCounts, n);
    int *counts[4];
    for (int c = 0; c < 4; c++) counts[c] = PS_ARRAY(scratch, int, n);
    ps_image_sweep(evaluation, i, sweep);
    for (int k = 0; k < n; k++) {
        counts[0][k] = sweep[k].correct;
        counts[1][k] = sweep[k].misclassified;
        counts[2][k] = sweep[k].missed;
        counts[3][k] = sweep[k].false_positive;
    }
    view->correct = counts[0];
    view->misclassified = counts[1];
    view->missed = counts[2];
    view->false_positive = counts[3];
    view->precision = hundredths(scratch, sweep, n, ps_precision);
    view->recall = hundredths(scratch, sweep, n, ps_recall);
    view->f1 = hundredths(scratch, sweep, n, ps_f1);
}

static void view_image(const Report *report, int i, PsArena *scratch, ImageView *view)
{
    const BuildInput *input = report->source;
    const PsEvaluation *evaluation = input->evaluation;
    const PsImage *image = &evaluation->dataset->images[i];
    const Picture *picture = input->pictures ? &input->pictures->items[i] : NULL;
    const char *name = ps_text_shown(scratch, image->file);
    *view = (ImageView){
        .name = *name ? name : ps_arena_printf(scratch, "image %lld", (long long)image->id),
        .thumb = picture ? picture->thumb : NULL,
        .preview = picture ? picture->preview : NULL,
        .problem = picture ? picture->problem : "no folder of pictures was given",
        .scene = near_scene(scratch, report, input, i),
        .train = near_train(scratch, input, i),
        .split = split_name(scratch, input, i),
        .object_count = image->object_count,
        .box_count = evaluation->predictions->first[i + 1] - evaluation->predictions->first[i]};
    fill_size(view, image, picture);
    Turn turn = find_turn(view, image, picture);
    view->objects = PS_ARRAY(scratch, BoxView, view->object_count);
    view->boxes = PS_ARRAY(scratch, BoxView, view->box_count);
    fill_objects(evaluation, i, turn, view);
    fill_boxes(evaluation, i, turn, scratch, view);
    mirror_spans(view, scratch);
    fill_counts(evaluation, i, scratch, view);
}

void build_images(Report *report, const BuildInput *input)
{
    BuildInput *source = ps_arena_copy(report->arena, input, sizeof *input);
    report->source = source;
    report->image = view_image;
    report->image_count = input->evaluation->dataset->image_count;
    report->has_pictures = input->pictures != NULL;
    report->picture_count = input->pictures ? input->pictures->made : 0;
    rank_images(report, input->evaluation);
}
