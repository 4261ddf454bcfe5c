/* The report made by hand; see test_pdf.h. Its figures agree with one another, so that a reader of
   the PDF would find no fault, but no evaluation stands behind them. */
#include "build.h"
#include "gen/render/test_pdf.h"

#include <math.h>
#include <string.h>

static const int OPTIMUM = 7; /* 0.35 */

static int rate(int part, int whole)
{
    return whole > 0 ? (int)((part * 1000LL + whole / 2) / whole) : UNDEFINED;
}

/* ---- sweeps ---- */

/* The counts of a sweep, writable while it is made. */
typedef struct Counts {
    int *correct, *misclassified, *mistaken, *false_positive, *missed, *ignored, *kept;
    int *precision, *recall, *f1;
} Counts;

static int *steps(PsArena *arena)
{
    return PS_ARRAY(arena, int, FIXTURE_STEPS);
}

static Counts counts_new(PsArena *arena)
{
    return (Counts){steps(arena), steps(arena), steps(arena), steps(arena), steps(arena),
                    steps(arena), steps(arena), steps(arena), steps(arena), steps(arena)};
}

static void finish_step(Counts *c, int objects, int k)
{
    c->missed[k] = objects - c->correct[k] - c->misclassified[k];
    c->kept[k] = c->correct[k] + c->mistaken[k] + c->false_positive[k];
    c->precision[k] = rate(c->correct[k], c->kept[k]);
    c->recall[k] = rate(c->correct[k], objects);
    c->f1[k] = rate(2 * c->correct[k], objects + c->kept[k]);
}

static Sweep sweep_of(const Counts *c, int objects)
{
    return (Sweep){c->correct,
                   c->misclassified,
                   c->mistaken,
                   c->false_positive,
                   c->missed,
                   c->ignored,
                   c->kept,
                   c->precision,
                   c->recall,
                   c->f1,
                   objects,
                   {UNDEFINED, UNDEFINED, UNDEFINED},
                   {false, false, false}};
}

/* Fewer boxes are kept the higher the threshold, and fewer of them are wrong. */
static Counts class_counts(PsArena *arena, int objects)
{
    Counts c = counts_new(arena);
    for (int k = 0; k < FIXTURE_STEPS; k++) {
        int left = FIXTURE_STEPS - 1 - k;
        c.correct[k] = objects * left / FIXTURE_STEPS;
        c.misclassified[k] = c.mistaken[k] = objects > 3 && left > 3;
        c.false_positive[k] = (objects + 4) * left * left / (FIXTURE_STEPS * FIXTURE_STEPS);
        finish_step(&c, objects, k);
    }
    return c;
}

static void add_counts(Counts *all, const Counts *one)
{
    for (int k = 0; k < FIXTURE_STEPS; k++) {
        all->correct[k] += one->correct[k];
        all->misclassified[k] += one->misclassified[k];
        all->mistaken[k] += one->mistaken[k];
        all->false_positive[k] += one->false_positive[k];
    }
}

/* ---- parts ---- */

static void fill_grid(Report *report)
{
    PsArena *arena = report->arena;
    double *at = PS_ARRAY(arena, double, FIXTURE_STEPS);
    report->threshold_count = FIXTURE_STEPS;
    report->threshold_text = PS_ARRAY(arena, const char *, FIXTURE_STEPS);
    for (int k = 0; k < FIXTURE_STEPS; k++) {
        at[k] = k / (FIXTURE_STEPS - 1.0);
        report->threshold_text[k] = ps_arena_printf(arena, "%.2f", at[k]);
    }
    report->threshold_at = at;
    report->optimum = OPTIMUM;
    report->has_optimum = true;
    report->plateau_first = OPTIMUM - 1;
    report->plateau_last = OPTIMUM + 1;
    report->plateau_text = "0.30–0.40";
    report->iou_text = "0.50";
}

static void fill_class(Report *report, int c, const char *name, Counts *all)
{
    bool empty = report->class_count > 2 && c == report->class_count - 1;
    int objects = empty ? 0 : 10 + c;
    Counts counts = class_counts(report->arena, objects);
    add_counts(all, &counts);
    ClassRow *row = &report->classes[c];
    *row = (ClassRow){.name = name,
                      .objects = objects,
                      .images = objects / 2,
                      .ap = empty ? UNDEFINED : 412,
                      .ap50 = empty ? UNDEFINED : 623,
                      .ap75 = UNDEFINED,
                      .sweep = sweep_of(&counts, objects),
                      .optimum = empty ? UNDEFINED : 6,
                      .optimum_text = empty ? "–" : "0.30",
                      .plateau_text = empty ? "–" : "0.25–0.35",
                      .plateau_first = 5,
                      .plateau_last = 7,
                      .optimum_precision = 500,
                      .optimum_recall = 600,
                      .optimum_f1 = 545};
    if (!empty) report->weakest[report->weakest_count++] = c;
}

static void fill_classes(Report *report, const char *const *names)
{
    Counts all = counts_new(report->arena);
    int objects = 0;
    report->classes = PS_ARRAY(report->arena, ClassRow, report->class_count);
    report->weakest = PS_ARRAY(report->arena, int, report->class_count);
    for (int c = 0; c < report->class_count; c++) {
        fill_class(report, c, names[c], &all);
        objects += report->classes[c].objects;
    }
    for (int k = 0; k < FIXTURE_STEPS; k++) finish_step(&all, objects, k);
    report->sweep = sweep_of(&all, objects);
    report->judged_count = report->weakest_count;
    report->weakest_note = "lowest F1 first";
}

static int *constant(PsArena *arena, int value)
{
    int *values = steps(arena);
    for (int k = 0; k < FIXTURE_STEPS; k++) values[k] = value;
    return values;
}

static void add_cell(Report *report, int actual, int predicted, int count)
{
    PsArena *arena = report->arena;
    bool invented = actual == report->class_count;
    report->cells[report->cell_count++] =
        (MatrixCell){.actual = actual,
                     .predicted = predicted,
                     .counts = constant(arena, count),
                     .images = constant(arena, 2),
                     .row_share = constant(arena, 40),
                     .column_share = constant(arena, invented ? UNDEFINED : 60)};
    if (actual == predicted) return;
    report->confusions[report->confusion_count++] =
        (Confusion){.actual = actual,
                    .predicted = predicted,
                    .count = count,
                    .images = 2,
                    .labelled = invented ? "nothing labelled" : report->classes[actual].name,
                    .said = predicted == report->class_count ? "nothing predicted"
                                                             : report->classes[predicted].name,
                    .share = "60% of them"};
}

static void fill_matrix(Report *report)
{
    int n = report->class_count;
    report->cells = PS_ARRAY(report->arena, MatrixCell, 4 * n + 1);
    report->confusions = PS_ARRAY(report->arena, Confusion, 4 * n + 1);
    for (int c = 0; c < n; c++) {
        add_cell(report, c, c, 1234);
        if (n > 1) add_cell(report, c, (c + 1) % n, 3);
        add_cell(report, c, n, 17);
    }
    for (int c = 0; c < n; c++) add_cell(report, n, c, 5);
    build_matrix_order(report);
    build_matrix_table(report);
}

static void fill_metrics(Report *report)
{
    static const Metric metrics[] = {
        {"AP", "AP", "IoU 0.50 to 0.95", "0.541", 0.541, "0.525 to 0.560", 0.525, 0.560},
        {"AP50", "AP50", "at IoU 0.50", "0.813", 0.813, NULL, NAN, NAN},
        {"APs", "AP small", "under 32² px", "–", NAN, NULL, NAN, NAN}};
    report->metrics = ps_arena_copy(report->arena, metrics, sizeof metrics);
    report->metric_count = sizeof metrics / sizeof *metrics;
    static const Metric rates[] = {
        {"Precision", "Precision", "at 0.35", "0.680", 0.680, "0.652 to 0.703", 0.652, 0.703},
        {"Recall", "Recall", "at 0.35", "0.892", 0.892, "0.872 to 0.912", 0.872, 0.912},
        {"F1", "F1", "at 0.35", "0.772", 0.772, NULL, 0, 0}};
    for (int i = 0; i < 3; i++) report->rates[i] = rates[i];
    report->intervals_note = "95% intervals from 1,000 resamples of the images";
}

static void fill_end(Report *report)
{
    static const Source sources[] = {
        {"Ground truth", "truth.json", "coco",
         "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
        {"Predictions", "said.json", "coco-results", NULL}};
    static const Paragraph method[] = {
        {"Matching", "A box is " BOLD_ON "kept" BOLD_OFF " when its score is high enough."},
        {"Limits", "Labels are taken as the truth.\nA second line."}};
    static const Warning warnings[] = {{.severity = "Fault",
                                        .code = "box-outside",
                                        .file = "truth.json",
                                        .place = "annotations[4]",
                                        .text = "a box reaches out of its image",
                                        .count = "12",
                                        .more = ""}};
    report->sources = ps_arena_copy(report->arena, sources, sizeof sources);
    report->source_count = 2;
    report->method = ps_arena_copy(report->arena, method, sizeof method);
    report->method_count = 2;
    report->warnings = ps_arena_copy(report->arena, warnings, sizeof warnings);
    report->warning_count = 1;
}

static void fill_head(Report *report)
{
    static const Fact facts[] = {{"Images", "159"}, {"Objects", "2,082 in 3 classes"}};
    report->title = "Blood cells, model v2";
    report->subtitle = "said.json against truth.json";
    report->date = "23 November 2026";
    report->version = "0.1.0";
    report->headline = "Strong on one, fair on another.";
    report->verdict = "Run it at confidence " BOLD_ON "0.35" BOLD_OFF ".";
    report->verdict_note = "One class carries the false positives.";
    report->caution = BOLD_ON "196" BOLD_OFF " boxes share a score.";
    report->facts = ps_arena_copy(report->arena, facts, sizeof facts);
    report->fact_count = 2;
    report->classes_finding = (Paragraph){"Classes differ", "From bad to good."};
    report->matrix_finding = (Paragraph){"Classes are kept apart", "Background is not."};
    report->examples_finding = (Paragraph){"Errors worth a look", "One of an image."};
    report->method_finding = (Paragraph){"How the figures were made", "From two files."};
}

Report *pdf_fixture(PsArena *arena, const char *const *names, int class_count)
{
    Report *report = PS_NEW(arena, Report);
    *report = (Report){.arena = arena, .class_count = class_count, .unscored = ""};
    fill_head(report);
    fill_grid(report);
    fill_classes(report, names);
    fill_matrix(report);
    fill_metrics(report);
    fill_end(report);
    return report;
}

/* ---- pictures ---- */

static void view_picture(const Report *report, int i, PsArena *scratch, ImageView *view)
{
    (void)report;
    (void)i;
    static const BoxView boxes[] = {
        {.x = 2, .y = 2, .width = 8, .height = 6, .score = 90, .kept = 18, .partner = -1},
        {.x = NAN,
         .y = 0,
         .width = INFINITY,
         .height = -1,
         .score = 10,
         .kept = 18,
         .partner = -1}};
    *view = (ImageView){.name = "a.jpg", .preview = "previews/a.jpg", .width = 32, .height = 16};
    view->boxes = ps_arena_copy(scratch, boxes, sizeof boxes);
    view->box_count = 2;
}

void pdf_fixture_pictures(Report *report, int count)
{
    ExampleGroup *group = PS_NEW(report->arena, ExampleGroup);
    *group = (ExampleGroup){.title = "False positive",
                            .note = "highest score first",
                            .outcome = OUTCOME_FALSE_POSITIVE,
                            .count = count};
    group->examples = PS_ARRAY(report->arena, Example, count);
    for (int i = 0; i < count; i++) {
        group->examples[i] = (Example){.size = 16,
                                       .object = -1,
                                       .box = 0,
                                       .outcome = OUTCOME_FALSE_POSITIVE,
                                       .caption = "one on background, 0.90",
                                       .reason = "touches no labelled object"};
    }
    report->has_pictures = true;
    report->image_count = report->picture_count = 1;
    report->image = view_picture;
    report->groups = group;
    report->group_count = 1;
}

/* ---- advice ---- */

/* "Why it is so <b>. Why it is so <b>. ..." */
static const char *long_text(PsArena *arena, const char *part, int length)
{
    PsBuf text = PS_BUF;
    do {
        ps_buf_printf(&text, "%s%s", text.length ? " " : "", part);
    } while ((int)text.length < length);
    const char *copy = ps_arena_text_n(arena, text.data, text.length);
    ps_buf_free(&text);
    return copy;
}

static ReportCard make_card(PsArena *arena, int i, int length)
{
    return (ReportCard){.rule = "R04",
                        .kind = "false-positives",
                        .topic = "false positives",
                        .severity = "High",
                        .key = "high",
                        .title = ps_arena_printf(arena, "Card %d of </script><b>&", i),
                        .sentence = long_text(arena, "12 of 34 boxes <i>are</i> wrong.", length),
                        .action = long_text(arena, "Look at them first.", length),
                        .gain = i ? "Half of this repaired would bring about 8.4 points." : "",
                        .points = i ? "8.4" : "",
                        .points_note = i ? "points of AP50 if half is repaired" : "",
                        .text = "",
                        .link = "#v=images&cell=1,0",
                        .anchor = "#matrix",
                        .link_text = "Show 12 images",
                        .link_note = "with <u> boxes",
                        .crops = "",
                        .open = i < 8};
}

static void fill_labels(Report *report)
{
    static const LabelList lists[] = {
        {"missing", "Probably unlabelled", "Boxes that no label fits.", "1", 1},
        {"class", "Which class?", "Another class.", "1", 1}};
    static const LabelRow labels[] = {{.key = "missing",
                                       .reason = "one, score 0.45, where <no> label fits",
                                       .iou_note = "IoU 0.12",
                                       .other_index = UNDEFINED,
                                       .object = -1,
                                       .second = -1,
                                       .box = 1,
                                       .x = 20,
                                       .y = 3,
                                       .width = 6,
                                       .height = 6},
                                      {.key = "class",
                                       .list = 1,
                                       .reason = "labelled two; the model says one",
                                       .iou_note = "",
                                       .class_index = 1,
                                       .object = 1,
                                       .second = -1,
                                       .box = 1,
                                       .x = 20,
                                       .y = 2,
                                       .width = 6,
                                       .height = 6}};
    report->label_lists = ps_arena_copy(report->arena, lists, sizeof lists);
    report->label_list_count = 2;
    report->labels = ps_arena_copy(report->arena, labels, sizeof labels);
    report->label_count = 2;
    report->labels_note = "2 places to look at.";
}

void pdf_fixture_advice(Report *report, int count, int length)
{
    static const Fact unchecked[] = {{"Images seen in training", "the training pictures"}};
    report->cards = PS_ARRAY(report->arena, ReportCard, count);
    for (int i = 0; i < count; i++) report->cards[i] = make_card(report->arena, i, length);
    report->card_count = count;
    report->cards_note = "20 rules checked, with 7 tests in one family.";
    report->quiet = "duplicates, crowded objects";
    report->unchecked = ps_arena_copy(report->arena, unchecked, sizeof unchecked);
    report->unchecked_count = 1;
    report->advice_finding = (Paragraph){"Eight things to do next", "What decides comes first."};
    fill_labels(report);
    if (!report->image) report->image = view_picture;
    if (report->image_count == 0) report->image_count = 1;
}
