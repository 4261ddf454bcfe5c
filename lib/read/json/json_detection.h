/* A detection as a JSON object, in the words that inference servers and scripts use. */
#ifndef PS_READ_JSON_DETECTION_H
#define PS_READ_JSON_DETECTION_H

#include "read/json/json_member.h"
#include "read/named.h"

/* Image by image_id (an id, or a file's name), file_name, filename or image; start NULL: none. */
PsJsonPart ps_detection_image(PsJsonPart object, const char **key);

/* Finds the image of the dataset by that value, which is text or an id; false if it is refused. */
bool ps_detection_find(PsNamed *named, const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value,
                       const char *key, int *image);

/* True if the object has the parts of a detection: a box and a score. */
bool ps_detection_looks(PsJsonPart object);

/* Adds the detection. Class: a name (class, label, category, ...), else an id (category_id,
   class_id). Box: bbox or box as x, y, width, height from the upper left corner; else x, y, width
   and height around a centre. Score: score or confidence. */
bool ps_detection_add(PsNamed *named, const PsJsonSpot *spot, PsJsonPart self, int image,
                      const PsPlace *image_place);

/* All of a list of them; `array` is its name for messages. */
bool ps_detection_list(PsNamed *named, const PsJsonSpot *spot, PsJsonPart list, const char *array,
                       int image, const PsPlace *image_place);

#endif
