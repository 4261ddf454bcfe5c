/* The data of the map; read by assets/js/82-map.js. */
#include "render/json_text.h"
#include "render/page_data.h"

/* No place. */
enum { NOWHERE = 65535 };

static void write_places(JsonText *json, const char *key, const int *values, int count)
{
    PsBuf shorts = PS_BUF;
    for (int i = 0; i < count; i++) {
        int value = values[i] < 0 ? NOWHERE : values[i];
        PS_BUF_PUSH(&shorts, value);
    }
    json_key(json, key);
    json_shorts(json, PS_BUF_ITEMS(&shorts, int), (size_t)count);
    ps_buf_free(&shorts);
}

/* In the order of their numbers: mark, name, and where the mark stands in each view. */
static void write_cluster(JsonText *json, const GroupRow *row)
{
    json_open(json, '[');
    json_int(json, row->number);
    json_string(json, row->mark);
    json_string(json, row->name);
    for (int view = 0; view < MAP_VIEWS; view++) {
        json_int(json, (long long)(row->x[view] * MAP_SIDE + 0.5));
        json_int(json, (long long)(row->y[view] * MAP_SIDE + 0.5));
    }
    json_close(json, ']');
}

static void write_clusters(JsonText *json, const Explorer *explorer)
{
    json_key(json, "clusters");
    json_open(json, '[');
    for (int c = 0; c < explorer->clusters.count; c++) {
        write_cluster(json, &explorer->clusters.rows[c]);
    }
    json_close(json, ']');
}

/* Name, whether it is ordered, the first of its slices, their names, the part of each image, and what
   the slices are called outside of their column. */
static void write_columns(JsonText *json, const Explorer *explorer, int images)
{
    json_key(json, "columns");
    json_open(json, '[');
    for (int c = 0; c < explorer->column_count; c++) {
        const MapColumn *column = &explorer->columns[c];
        json_open(json, '[');
        json_string(json, column->name);
        json_flag(json, column->ordered);
        json_int(json, column->first);
        json_open(json, '[');
        for (int s = 0; s < column->count; s++) {
            json_string(json, explorer->slices.rows[column->first + s].name);
        }
        json_close(json, ']');
        json_packed(json, column->part, NULL, (size_t)images);
        json_open(json, '[');
        for (int s = 0; s < column->count; s++) {
            json_string(json, explorer->slices.rows[column->first + s].label);
        }
        json_close(json, ']');
        json_close(json, ']');
    }
    json_close(json, ']');
}

/* F1 of clusters and slices at every threshold, in thousandths. */
static void write_sweeps(JsonText *json, const GroupTable *table, int thresholds)
{
    PsBuf values = PS_BUF;
    for (int number = 0; number < table->count; number++) {
        for (int g = 0; g < table->count; g++) {
            if (table->rows[g].number != number) continue;
            ps_buf_bytes(&values, table->rows[g].f1_sweep, sizeof(int) * (size_t)thresholds);
        }
    }
    json_packed(json, PS_BUF_ITEMS(&values, int), NULL, PS_BUF_COUNT(&values, int));
    ps_buf_free(&values);
}

static void write_ramps(JsonText *json, const Explorer *explorer)
{
    json_key_int(json, "low", explorer->f1_low);
    json_key(json, "ends");
    json_open(json, '[');
    json_string(json, explorer->f1_low_text);
    json_string(json, explorer->f1_high_text);
    json_close(json, ']');
    json_key(json, "most");
    json_open(json, '[');
    for (int i = 0; i < 4; i++) json_int(json, explorer->most[i]);
    json_close(json, ']');
}

void page_data_map(PsBuf *out, const Report *report)
{
    const Explorer *explorer = &report->explorer;
    JsonText json = json_text_start(out);
    json_open(&json, '{');
    json_key(&json, "has");
    json_flag(&json, explorer->has_map);
    write_columns(&json, explorer, report->image_count);
    json_key(&json, "f");
    json_open(&json, '[');
    write_sweeps(&json, &explorer->clusters, report->threshold_count);
    write_sweeps(&json, &explorer->slices, report->threshold_count);
    json_close(&json, ']');
    if (explorer->has_map) {
        static const char *const xs[] = {"x", "px"}, *const ys[] = {"y", "py"};
        for (int view = 0; view < MAP_VIEWS; view++) {
            write_places(&json, xs[view], explorer->x[view], report->image_count);
            write_places(&json, ys[view], explorer->y[view], report->image_count);
        }
        json_key_packed(&json, "cluster", explorer->cluster, (size_t)report->image_count);
        write_clusters(&json, explorer);
        write_ramps(&json, explorer);
    }
    json_close(&json, '}');
}
