/* Which pictures a YOLO set consists of, where their labels lie and what the classes are called:
   from data.yaml, from a list of pictures, or from the folders alone. */
#ifndef PS_READ_YOLO_SET_H
#define PS_READ_YOLO_SET_H

#include "read/class_list.h"
#include "read/sizes.h"

typedef struct PsYoloImage {
    const char *file;  /* as the dataset has it */
    const char *path;  /* as the set has it: "images/val/a.jpg" */
    const char *label; /* name in the source, or NULL: nothing is in the picture */
    const char *split; /* or NULL */
    PsFound picture;   /* folder NULL: not found */
} PsYoloImage;

typedef struct PsYoloSet {
    PsSource *source;
    PsIssueList *issues;
    PsArena *arena;
    PsArena *scratch; /* names that are tried for one label */
    PsSizes sizes;
    const PsYaml *yaml;     /* NULL: there is none */
    const char *yaml_path;  /* to be shown */
    PsClassList classes;    /* empty: nobody names them */
    const char *split;      /* of the pictures that are added now, or NULL */
    int columns;            /* of a line with key points; 0: there are none */
    PsBuf images;           /* of PsYoloImage, sorted by file */
    PsIndex *paths;         /* of the images, their `path` */
    PsIndex *label_stems;   /* of the texts in the source; NULL until needed */
    PsIndex *label_folders; /* where labels were looked for */
    bool *label_used;       /* by number in the source's listing */
} PsYoloSet;

bool ps_yolo_set_open(PsYoloSet *set, PsSource *source, PsIssueList *issues, PsError *error);
void ps_yolo_set_close(PsYoloSet *set);

/* The name of the data.yaml in the folder of the source, or NULL. */
const char *ps_yolo_yaml_name(const PsSource *source);

/* True for text files that are no labels: classes.txt and its kin. */
bool ps_yolo_is_class_file(const char *name);

/* True if the first line of the text names a picture. */
bool ps_yolo_is_picture_list(const char *text);

#endif
