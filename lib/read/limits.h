/* What a reader refuses to take in: one place, so that a reviewer finds every bound. Each lies far
   beyond honest data; what is beyond it is hostile or broken. */
#ifndef PS_READ_LIMITS_H
#define PS_READ_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#define PS_LIMIT_FILE ((size_t)4 << 30)  /* bytes of one file */
#define PS_LIMIT_VALUE ((size_t)1 << 20) /* bytes of one value that is looked into */
#define PS_LIMIT_BOX 1e15                /* largest coordinate or size of a box, pixels */

enum {
    PS_LIMIT_DEPTH = 64,           /* nesting of JSON arrays and objects */
    PS_LIMIT_NAME = 4096,          /* bytes of a file or class name; longer ones are cut */
    PS_LIMIT_ELEMENTS = 200000000, /* elements of one array */
    PS_LIMIT_SIDE = 1 << 24,       /* width or height of a picture, pixels */
    PS_LIMIT_DIGITS = 64,          /* characters of a number before it is called odd */
};

#endif
