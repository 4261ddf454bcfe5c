/* The comparison with a baseline, as keys of report.json. */
#include "export/json_keys.h"

static void put_difference(JsonText *json, const char *key, const PsDifference *difference)
{
    put_list(json, key, '{');
    put_number(json, "value", difference->value);
    put_interval(json, "interval", difference->interval);
    put_number(json, "p", difference->p);
    put_number(json, "visible", difference->visible);
}

static void put_figure(JsonText *json, const char *key, const PsDifference *difference)
{
    put_difference(json, key, difference);
    json_close(json, '}');
}

static void put_classes(JsonText *json, const PsComparison *comparison)
{
    const PsDataset *dataset = comparison->model->dataset;
    put_list(json, "classes", '[');
    for (int c = 0; c < dataset->class_count; c++) {
        put_list(json, NULL, '{');
        put_text(json, "name", dataset->classes[c].name);
        put_figure(json, "AP50", &comparison->class_ap50[c]);
        put_difference(json, "F1", &comparison->class_f1[c]);
        put_number(json, "q", comparison->class_q[c]);
        json_close(json, '}');
        json_close(json, '}');
    }
    json_close(json, ']');
}

void put_differences(JsonText *json, const PsComparison *comparison)
{
    put_list(json, "difference", '{');
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        put_figure(json, ps_coco_names[f], &comparison->coco[f]);
    }
    put_figure(json, "precision", &comparison->precision);
    put_figure(json, "recall", &comparison->recall);
    put_figure(json, "F1", &comparison->f1);
    put_list(json, "images", '{');
    put_number(json, "better", comparison->better);
    put_number(json, "worse", comparison->worse);
    put_number(json, "alike", comparison->alike);
    put_list(json, "f1", '[');
    for (int i = 0; i < comparison->model->dataset->image_count; i++) {
        put_list(json, NULL, '[');
        for (int m = 0; m < 2; m++) put_number(json, NULL, comparison->image_f1[m][i]);
        json_close(json, ']');
    }
    json_close(json, ']');
    json_close(json, '}');
    put_classes(json, comparison);
    json_close(json, '}');
}
