/* Small inputs for tests of readers: written to a temporary file and read back. A single quote in a
   text stands for a double one, so that JSON can be read in C. */
#ifndef TESTS_READ_TEXTS_H
#define TESTS_READ_TEXTS_H

#include "proofsheet.h"

#include <stddef.h>

/* Ground truth from exactly these bytes (a single quote is one), or from a text. */
PsDataset *text_truth_bytes(const char *data, size_t size, PsError *error);
PsDataset *text_truth(const char *text, PsError *error);

/* Predictions from a text. */
PsPredictions *text_results(const PsDataset *dataset, const char *text, PsError *error);

/* Asserts the place, and how the description of what was found begins. */
void text_check_error(const PsError *error, const char *place, const char *found);

/* Asserts that the code is among the issues, with its first place and its count. */
void text_check_issue(const PsIssue *issues, int total, const char *code, const char *place,
                      int count);

/* Parts of a COCO ground truth with the images 7 (b.jpg) and 3 (a.jpg) and the classes 2 (nut) and
   1 (bolt); the annotations stand on line 3. */
#define IMAGES                                                                                     \
    "'images':[{'id':7,'file_name':'b.jpg','width':100,'height':80},\n"                            \
    "{'id':3,'file_name':'a.jpg','width':50,'height':40}],\n"
#define CATEGORIES "'categories':[{'id':2,'name':'nut'},{'id':1,'name':'bolt'}]"
#define TRUTH(notes) "{" IMAGES "'annotations':[" notes "],\n" CATEGORIES "}"
#define NOTE(rest) "{'id':5,'image_id':7,'category_id':2," rest "}"
#define BOX "'bbox':[1,2,3,4],'area':12,'iscrowd':0"

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

#endif
