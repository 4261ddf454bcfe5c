/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/error.h"

typedef enum Color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } Color;

/* The values of an option that may stand several times. */
enum { MOST_TEXTS = 64 };
typedef struct TextList {
    const char *items[MOST_TEXTS];
    int count;
} TextList;

typedef struct Options {
    const char *command; /* "report", "metrics", "check", "formats"; NULL with help or version */
    const char *ground_truth, *predictions, *images, *output;
    const char *format, *prediction_format, *classes, *split;
    const char *title, *model_name, *font;
    const char *embeddings, *embedding_names, *slices;
    double iou;
    double confidence; /* in production today; NaN: not given */
    const char *train, *train_images;
    const char *baseline; /* predictions of another model, or NULL */
    TextList require;     /* demands on figures: "AP50>=0.6" */
    TextList max_drop;    /* on what they may lose against the baseline: "AP50<=0.01" */
    int preview_size;     /* 0: not given */
    int threads, resamples, seed;
    int gallery_limit; /* 0: not given */
    bool json, arrays, no_pdf, no_images, quiet, single_file, allow_huge;
    bool help, version, manual;
    Color color;
} Options;

/* Fills *options from the arguments; false and *error (PS_ERROR_USAGE) if they are wrong. */
bool options_parse(int count, char **arguments, Options *options, PsError *error);

/* Prints the help to standard output; for one command if options->command names one. */
void options_help(const Options *options);

/* Prints the manual page, as troff, to standard output. */
void options_manual(void);

#endif
