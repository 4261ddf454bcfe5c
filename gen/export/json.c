/* report.json, schema 1: one function for each key of the top level, in one table. */
#include "export/export.h"

#include "base/file.h"
#include "export/json_keys.h"

#include <math.h>

enum { SCHEMA = 1 };

static void write_tool(JsonText *json, const Export *source)
{
    (void)source;
    put_list(json, "tool", '{');
    put_text(json, "name", "proofsheet");
    put_text(json, "version", PS_VERSION);
    json_close(json, '}');
}

/* `role`: another than that of its reader, or NULL. */
static void write_input(JsonText *json, const PsInput *input, const char *role)
{
    put_list(json, NULL, '{');
    put_text(json, "role", role ? role : input->role);
    put_text(json, "name", input->name);
    put_text(json, "format", input->format);
    put_integer(json, "files", input->file_count);
    put_text(json, "sha256", input->sha256);
    json_close(json, '}');
}

static void write_inputs(JsonText *json, const Export *source)
{
    put_list(json, "inputs", '[');
    write_input(json, &source->evaluation->dataset->input, NULL);
    write_input(json, &source->evaluation->predictions->input, NULL);
    if (source->comparison) {
        write_input(json, &source->comparison->baseline->predictions->input, "baseline");
    }
    bool given = source->vectors && *source->vectors->input.path;
    if (given) write_input(json, &source->vectors->input, NULL);
    if (source->slices) write_input(json, &source->slices->input, NULL);
    json_close(json, ']');
}

static void write_dataset(JsonText *json, const Export *source)
{
    const PsDataset *dataset = source->evaluation->dataset;
    put_list(json, "dataset", '{');
    put_number(json, "images", dataset->image_count);
    put_number(json, "objects", dataset->object_count - dataset->crowd_count);
    put_number(json, "crowds", dataset->crowd_count);
    put_number(json, "detections", source->evaluation->predictions->detection_count);
    if (source->evaluation->predictions->unscored) {
        json_key(json, "scores");
        json_flag(json, false);
    }
    put_list(json, "classes", '[');
    for (int c = 0; c < dataset->class_count; c++) {
        put_list(json, NULL, '{');
        put_integer(json, "id", dataset->classes[c].id);
        put_text(json, "name", dataset->classes[c].name);
        put_number(json, "objects", dataset->classes[c].object_count);
        put_number(json, "images", dataset->classes[c].image_count);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_coco(JsonText *json, const Export *source)
{
    put_list(json, "coco", '{');
    for (int i = 0; i < PS_COCO_FIGURES; i++) {
        put_number(json, ps_coco_names[i], source->evaluation->coco.figures[i]);
    }
    json_close(json, '}');
}

static void write_iou(JsonText *json, const Export *source)
{
    put_number(json, "iou", source->evaluation->iou);
}

static void write_thresholds(JsonText *json, const Export *source)
{
    put_list(json, "thresholds", '[');
    for (int k = 0; k < source->evaluation->threshold_count; k++) {
        put_number(json, NULL, source->evaluation->thresholds[k]);
    }
    json_close(json, ']');
}

/* One array of the sweep: a name and how to read it. */
typedef struct Column {
    const char *name;
    double (*read)(PsCounts counts);
} Column;

static double read_correct(PsCounts counts)
{
    return counts.correct;
}
static double read_misclassified(PsCounts counts)
{
    return counts.misclassified;
}
static double read_false_positive(PsCounts counts)
{
    return counts.false_positive;
}
static double read_missed(PsCounts counts)
{
    return counts.missed;
}
static double read_ignored(PsCounts counts)
{
    return counts.ignored;
}

static const Column sweep_columns[] = {
    {"precision", ps_precision},
    {"recall", ps_recall},
    {"f1", ps_f1},
    {"correct", read_correct},
    {"misclassified", read_misclassified},
    {"false_positive", read_false_positive},
    {"false_negative", read_missed},
    {"ignored", read_ignored},
};
enum { SWEEP_COLUMNS = sizeof sweep_columns / sizeof *sweep_columns };

static void write_sweep(JsonText *json, const Export *source)
{
    put_list(json, "sweep", '{');
    for (int i = 0; i < SWEEP_COLUMNS; i++) {
        put_list(json, sweep_columns[i].name, '[');
        for (int k = 0; k < source->evaluation->threshold_count; k++) {
            put_number(json, NULL, sweep_columns[i].read(source->evaluation->sweep[k]));
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

void put_rates(JsonText *json, const PsOptimum *optimum)
{
    bool exists = optimum->exists;
    put_number(json, "precision", exists ? optimum->precision : NAN);
    put_number(json, "recall", exists ? optimum->recall : NAN);
    put_number(json, "f1", exists ? optimum->f1 : NAN);
}

static void write_optimal(JsonText *json, const Export *source)
{
    const PsOptimum *optimum = &source->evaluation->optimum;
    put_list(json, "optimal", '{');
    put_number(json, "confidence", optimum->exists ? optimum->confidence : NAN);
    put_number(json, "index",
               optimum->exists ? (double)source->evaluation->optimal_index : (double)NAN);
    put_rates(json, optimum);
    if (optimum->exists) {
        put_list(json, "plateau", '[');
        put_number(json, NULL, optimum->plateau_low);
        put_number(json, NULL, optimum->plateau_high);
        json_close(json, ']');
    } else {
        put_text(json, "plateau", NULL);
    }
    const PsUncertainty *uncertainty = &source->evaluation->uncertainty;
    const PsInterval none = {0};
    put_interval(json, "interval", optimum->exists ? uncertainty->confidence : none);
    put_interval(json, "f1_interval", optimum->exists ? uncertainty->f1 : none);
    json_close(json, '}');
}

static void write_class_intervals(JsonText *json, const PsUncertainty *uncertainty, int c)
{
    if (uncertainty->resamples == 0) {
        put_text(json, "intervals", NULL);
        return;
    }
    put_list(json, "intervals", '{');
    put_interval(json, "AP50", uncertainty->class_ap50[c]);
    put_interval(json, "precision", uncertainty->class_precision[c]);
    put_interval(json, "recall", uncertainty->class_recall[c]);
    put_interval(json, "f1", uncertainty->class_f1[c]);
    json_close(json, '}');
}

static void write_at_optimal(JsonText *json, const PsEvaluation *evaluation, int c)
{
    PsCounts counts =
        evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index];
    put_list(json, "at_optimal", '{');
    put_number(json, "correct", counts.correct);
    put_number(json, "misclassified", counts.misclassified);
    put_number(json, "false_positive", counts.false_positive);
    put_number(json, "false_negative", counts.missed);
    put_number(json, "mistaken", counts.mistaken);
    put_number(json, "precision", ps_precision(counts));
    put_number(json, "recall", ps_recall(counts));
    put_number(json, "f1", ps_f1(counts));
    json_close(json, '}');
}

static void write_classes(JsonText *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    put_list(json, "classes", '[');
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        const PsOptimum *optimum = &evaluation->class_optima[c];
        put_list(json, NULL, '{');
        put_integer(json, "id", evaluation->dataset->classes[c].id);
        put_text(json, "name", evaluation->dataset->classes[c].name);
        put_number(json, "objects", evaluation->dataset->classes[c].object_count);
        put_number(json, "AP", evaluation->coco.class_ap[c]);
        put_number(json, "AP50", evaluation->coco.class_ap50[c]);
        put_number(json, "AP75", evaluation->coco.class_ap75[c]);
        put_list(json, "optimal", '{');
        put_number(json, "confidence", optimum->exists ? optimum->confidence : NAN);
        put_rates(json, optimum);
        json_close(json, '}');
        write_at_optimal(json, evaluation, c);
        write_class_intervals(json, &evaluation->uncertainty, c);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static int count_at(const PsEvaluation *evaluation, int actual, int predicted, int k)
{
    const PsCell *cell = ps_cell_find(evaluation, actual, predicted);
    return cell ? cell->counts[k] : 0;
}

static void put_counts(JsonText *json, const PsEvaluation *evaluation)
{
    int classes = evaluation->dataset->class_count;
    put_list(json, "counts", '[');
    for (int a = 0; a <= classes; a++) {
        put_list(json, NULL, '[');
        for (int p = 0; p <= classes; p++) {
            put_number(json, NULL, count_at(evaluation, a, p, evaluation->optimal_index));
        }
        json_close(json, ']');
    }
    json_close(json, ']');
}

/* The cells that are not empty: actual, predicted, count. */
static void put_cells(JsonText *json, const PsEvaluation *evaluation)
{
    put_list(json, "cells", '[');
    for (int i = 0; i < evaluation->cell_count; i++) {
        const PsCell *cell = &evaluation->cells[i];
        if (cell->counts[evaluation->optimal_index] == 0) continue;
        put_list(json, NULL, '[');
        put_number(json, NULL, cell->actual);
        put_number(json, NULL, cell->predicted);
        put_number(json, NULL, cell->counts[evaluation->optimal_index]);
        json_close(json, ']');
    }
    json_close(json, ']');
}

/* A full table of very many classes would be a file of zeros. */
static void write_confusion(JsonText *json, const Export *source)
{
    enum { MOST_IN_FULL = 2000 };
    const PsEvaluation *evaluation = source->evaluation;
    int classes = evaluation->dataset->class_count, k = evaluation->optimal_index;
    put_list(json, "confusion", '{');
    put_number(json, "confidence", evaluation->thresholds[k]);
    put_list(json, "labels", '[');
    for (int c = 0; c < classes; c++) put_text(json, NULL, evaluation->dataset->classes[c].name);
    put_text(json, NULL, "background");
    json_close(json, ']');
    if (classes <= MOST_IN_FULL) {
        put_counts(json, evaluation);
    } else {
        put_cells(json, evaluation);
    }
    json_close(json, '}');
}

static void write_images(JsonText *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    put_list(json, "images", '[');
    for (int i = 0; i < evaluation->dataset->image_count; i++) {
        PsCounts counts = ps_image_counts(evaluation, i, evaluation->optimal_index);
        put_list(json, NULL, '{');
        put_text(json, "file", evaluation->dataset->images[i].file);
        if (source->split_names) put_text(json, "split", source->split_names[i]);
        put_number(json, "correct", counts.correct);
        put_number(json, "misclassified", counts.misclassified);
        put_number(json, "false_positive", counts.false_positive);
        put_number(json, "false_negative", counts.missed);
        put_number(json, "f1", ps_f1(counts));
        put_place(json, source->map, i);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_issues(JsonText *json, const char *key, const PsIssue *issues, int count)
{
    put_list(json, key, '[');
    for (int i = 0; i < count; i++) {
        const PsIssue *issue = &issues[i];
        put_list(json, NULL, '{');
        put_text(json, "code", issue->code);
        put_text(json, "file", issue->file ? ps_path_base(issue->file) : "");
        put_text(json, "place", issue->place ? issue->place : "");
        put_text(json, "text", issue->text);
        put_number(json, "count", issue->count);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_in_use(JsonText *json, const Export *source)
{
    if (!source->in_use) {
        put_text(json, "in_use", NULL);
        return;
    }
    PsRates rates = ps_rates_at(source->evaluation, *source->in_use);
    put_list(json, "in_use", '{');
    put_number(json, "confidence", *source->in_use);
    put_number(json, "precision", rates.precision);
    put_number(json, "recall", rates.recall);
    put_number(json, "f1", rates.f1);
    json_close(json, '}');
}

static void write_gates(JsonText *json, const Export *source)
{
    if (!source->gates || source->gates->count == 0) return;
    const PsComparison *comparison = source->comparison;
    Figures figures = {source->evaluation, comparison ? comparison->baseline : NULL};
    put_list(json, "gates", '[');
    for (int i = 0; i < source->gates->count; i++) {
        const Gate *gate = &source->gates->items[i];
        put_list(json, NULL, '{');
        put_text(json, gate->option, gate->text);
        put_number(json, "value", gate_value(gate, &figures));
        json_key(json, "holds");
        json_flag(json, gate_holds(gate, &figures));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_warnings(JsonText *json, const Export *source)
{
    put_issues(json, "warnings", source->issues, source->issue_count);
    put_issues(json, "notes", source->notes, source->note_count);
}

typedef void (*WriteKey)(JsonText *json, const Export *source);

/* What there is of every model. */
static const WriteKey figure_keys[] = {
    write_coco,    write_iou,         write_thresholds, write_sweep,
    write_optimal, write_intervals,   write_classes,    write_confusion,
    write_errors,  write_calibration, write_lrp,        write_by_iou,
};

static void write_figures(JsonText *json, const Export *source)
{
    for (size_t i = 0; i < sizeof figure_keys / sizeof *figure_keys; i++) {
        figure_keys[i](json, source);
    }
}

static void write_baseline(JsonText *json, const Export *source)
{
    if (!source->comparison) return;
    const Export baseline = {.evaluation = source->comparison->baseline};
    put_list(json, "baseline", '{');
    put_text(json, "name", baseline.evaluation->predictions->input.name);
    put_number(json, "detections", baseline.evaluation->predictions->detection_count);
    write_figures(json, &baseline);
    put_differences(json, source->comparison);
    json_close(json, '}');
}

static const WriteKey keys[] = {
    write_tool,     write_inputs, write_dataset, write_splits,   write_figures,
    write_in_use,   write_advice, write_images,  write_explorer, write_baseline,
    write_warnings, write_arrays, write_gates,
};

void export_json(const Export *source, PsBuf *out)
{
    JsonText json = json_text_start(out);
    put_list(&json, NULL, '{');
    put_number(&json, "schema", SCHEMA);
    put_text(&json, "title", source->title);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) keys[i](&json, source);
    json_close(&json, '}');
    ps_buf_char(out, '\n');
}
