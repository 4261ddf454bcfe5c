/* Keys and values of report.json; shared by its writers. */
#ifndef JSON_KEYS_H
#define JSON_KEYS_H

#include "export/export.h"
#include "render/json_text.h"

/* `key` is NULL inside an array. */
void put_list(JsonText *json, const char *key, char bracket);
void put_number(JsonText *json, const char *key, double value);
void put_integer(JsonText *json, const char *key, long long value); /* beyond 2^53 too */
void put_text(JsonText *json, const char *key, const char *value);
void put_interval(JsonText *json, const char *key, PsInterval interval); /* [low, high] or null */

/* precision, recall and f1 at the optimum; null without one. */
void put_rates(JsonText *json, const PsOptimum *optimum);

/* What the splits are, or which one this is. */
void write_splits(JsonText *json, const Export *source);

/* The keys about trust in the figures. */
void write_intervals(JsonText *json, const Export *source);
void write_errors(JsonText *json, const Export *source);
void write_calibration(JsonText *json, const Export *source);
void write_lrp(JsonText *json, const Export *source);
void write_by_iou(JsonText *json, const Export *source);

/* The key "difference" of a comparison. */
void put_differences(JsonText *json, const PsComparison *comparison);

/* Recommendations and label issues, if there is advice. */
void write_advice(JsonText *json, const Export *source);

/* The explorer: map, clusters, slices; and the place of an image. */
void write_explorer(JsonText *json, const Export *source);
void put_place(JsonText *json, const PsMap *map, int image);

/* COCO's arrays, if they were kept. */
void write_arrays(JsonText *json, const Export *source);

#endif
