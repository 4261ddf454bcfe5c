/* What a reader refuses to take in: one place, so that a reviewer finds every bound. Each lies far
   beyond honest data; what is beyond it is hostile or broken. */
#ifndef PS_READ_LIMITS_H
#define PS_READ_LIMITS_H

#include "base/listing.h" /* PS_LIMIT_FOLDERS, PS_LIMIT_FILES */
#include "base/table.h"   /* PS_LIMIT_COLUMNS, PS_LIMIT_FIELD */

#include <stddef.h>
#include <stdint.h>

#define PS_LIMIT_FILE ((size_t)4 << 30)   /* bytes of one file */
#define PS_LIMIT_PART ((size_t)256 << 20) /* bytes of one file of a folder */
#define PS_LIMIT_XML ((size_t)16 << 20)   /* bytes of the XML of one image */
#define PS_LIMIT_VALUE ((size_t)1 << 20)  /* bytes of one value that is looked into */
#define PS_LIMIT_BOX 1e15                 /* largest coordinate or size of a box, pixels */

enum {
    PS_LIMIT_DEPTH = 64,           /* nesting of JSON arrays and objects */
    PS_LIMIT_NAME = 4096,          /* bytes of a file or class name; longer ones are cut */
    PS_LIMIT_ELEMENTS = 200000000, /* elements of one array */
    PS_LIMIT_SIDE = 1 << 24,       /* width or height of a picture, pixels */
    PS_LIMIT_YAML_BYTES = 1 << 20, /* of a YAML file or a list of classes */
    PS_LIMIT_YAML_DEPTH = 16,      /* nesting of YAML lists and maps */
    PS_LIMIT_CLASSES = 100000,     /* highest number of a class that has no name */
    PS_LIMIT_DIGITS = 64,          /* characters of a number before it is called odd */
};

#endif
